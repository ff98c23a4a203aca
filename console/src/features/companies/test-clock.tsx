import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap, type Problem } from "@/api/problem";
import type { components } from "@/api/schema";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatDayOf } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Time } from "@/ui/time";
import { clockQuery } from "./data";
import { field } from "./forms";

type Clock = components["schemas"]["ClockOut"];
const OTHER = "other";

/** Says that this is a test company, and what time it has. */
export function ClockBadge({ now }: { now: string }) {
  const { locale, zone } = useLocale();
  return <Badge tone="accent">{m.clocks.badge(formatDayOf(now, zone, locale))}</Badge>;
}

/** Moves the clock, and shows how far it is while it moves. */
export function AdvanceClock({ companyId }: { companyId: string }) {
  const [open, setOpen] = useState(false);
  const clock = useQuery(clockQuery(companyId)).data;
  if (!useCan("companies.manage") || clock === undefined) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{clock.advancing_to === null ? m.clocks.advance : m.clocks.moving}</Button>
      {open ? <AdvanceDialog clock={clock} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AdvanceDialog({ clock, onClose }: { clock: Clock; onClose: () => void }) {
  const moves = clock.advancing_to !== null && !hasEnded(clock);
  const start = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/companies/{company_id}/test-clock/advance", {
        params: { path: { company_id: clock.company_id } },
        body: stepFrom(form),
      }),
    );
  return (
    <FormDialog
      title={m.clocks.title}
      submit={moves ? null : m.clocks.advance}
      act={start}
      stale={[["companies"]]}
      onDone={stayOpen}
      onClose={onClose}
    >
      {(problem) => (
        <>
          {clock.advancing_to === null ? null : <ClockProgress clock={clock} />}
          {moves ? null : <StepFields now={clock.now} problem={problem} />}
        </>
      )}
    </FormDialog>
  );
}

/** Whoever started a move watches it here. */
const stayOpen = () => undefined;

const stepFrom = (form: FormData): { by: string } | { to: string } =>
  field(form, "by") === OTHER ? { to: `${field(form, "to")}T00:00:00Z` } : { by: field(form, "by") };

function StepFields({ now, problem }: { now: string; problem: Problem | null }) {
  const [by, setBy] = useState("P1M");
  return (
    <>
      <p className="text-ink-2">
        {m.clocks.stands} <Time at={now} named />. {m.clocks.note}
      </p>
      <SelectField
        name="by"
        label={m.clocks.by}
        value={by}
        onChange={(event) => setBy(event.target.value)}
        error={problem?.for("by")}
        options={m.clocks.steps.map(([value, label]) => ({ value, label }))}
      />
      {by === OTHER ? (
        <TextField
          name="to"
          type="date"
          label={m.clocks.to}
          hint={m.clocks.to_hint}
          required
          error={problem?.for("to")}
        />
      ) : null}
    </>
  );
}

/** A move whose job has died or was cancelled waits for another one. */
function hasEnded(clock: Clock): boolean {
  return clock.job !== null && !["queued", "running"].includes(clock.job.state);
}

export function ClockProgress({ clock }: { clock: Clock }) {
  const { done, total } = clock.job ?? { done: 0, total: 0 };
  const share = total === 0 ? 0 : Math.floor((100 * done) / total);
  return (
    <div className="flex flex-col gap-3 text-sm" aria-live="polite">
      <p>
        {m.clocks.stands} <Time at={clock.now} named />, {m.clocks.on_its_way} <Time at={clock.advancing_to} named />.
      </p>
      <progress className="h-2 w-full accent-accent" max={100} value={share} aria-label={m.clocks.moving} />
      <p className="text-ink-2">{hasEnded(clock) ? m.clocks.ended : m.clocks.share(share)}</p>
    </div>
  );
}
