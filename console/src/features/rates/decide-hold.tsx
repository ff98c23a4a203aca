import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RateHold } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { AreaField } from "@/ui/area-field";
import { Button } from "@/ui/button";
import { Choices } from "@/ui/choices";
import { FormDialog } from "@/ui/form-dialog";
import { formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Nothing } from "@/ui/money";
import { codeOf, decide, type Decision } from "./data";
import { HoldSentence } from "./hold-parts";

const h = m.rates.holds;
const NOTE_MAX = 500;

/** For those who may, while it waits. */
export function DecideButton({ hold, small = false }: { hold: RateHold; small?: boolean }) {
  const [open, setOpen] = useState(false);
  const mayDecide = useCan("rates.manage");
  if (!mayDecide || hold.state !== "open") return small ? <Nothing /> : null;
  return (
    <>
      <Button
        size={small ? "sm" : "md"}
        look={small ? "secondary" : "primary"}
        onClick={() => setOpen(true)}
        {...(small && { "aria-label": h.decide_of(hold.currency) })}
      >
        {h.decide}
      </Button>
      {open ? <DecideDialog hold={hold} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** The two rates side by side, neither of them chosen beforehand. */
function DecideDialog({ hold, onClose }: { hold: RateHold; onClose: () => void }) {
  const { locale } = useLocale();
  const act = useDeciding(hold);
  const rate = (text: string) => `1 ${hold.base} = ${formatQuantity(text, locale)} ${hold.currency}`;
  const choice = (value: Decision, label: string, text: string, hint: string) => ({
    value,
    label: label,
    hint: (
      <>
        <span className="nums text-ink block">{rate(text)}</span>
        {hint}
      </>
    ),
  });
  return (
    <FormDialog
      title={h.decide_of(hold.currency)}
      submit={h.decide}
      act={(form) => act(field(form, "decision") as Decision, field(form, "note"))}
      stale={[["rates"]]}
      said={({ state }) => (state === "accepted" ? h.accepted(hold.currency) : h.refused(hold.currency))}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <HoldSentence hold={hold} />
          <Choices<Decision>
            name="decision"
            legend={h.question}
            choices={[
              choice("accept", h.accept, hold.rate, h.accept_hint),
              choice("refuse", h.refuse, hold.previous, h.refuse_hint),
            ]}
          />
          <AreaField
            name="note"
            label={h.note_label}
            hint={h.note_hint}
            maxLength={NOTE_MAX}
            error={problem?.for("note")}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Refused because the source says another rate by now: that one is read, and stands in the question, before anybody decides again. */
function useDeciding(hold: RateHold) {
  const client = useQueryClient();
  return async (decision: Decision, note: string) => {
    try {
      return await decide(hold, decision, note);
    } catch (error) {
      if (codeOf(error) === "hold_changed") await client.invalidateQueries({ queryKey: ["rates"] });
      throw error;
    }
  };
}
