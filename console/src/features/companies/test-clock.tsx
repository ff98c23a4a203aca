import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { formatDayOf } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { Time } from "@/ui/time";
import { clockQuery } from "./data";
import { field } from "./forms";

type Clock = components["schemas"]["ClockOut"];
const FORM = "advance-clock";
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
      <AdvanceDialog clock={clock} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function AdvanceDialog({ clock, open, onClose }: { clock: Clock; open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (body: { by: string } | { to: string }) =>
      unwrap(
        api.POST("/api/v1/companies/{company_id}/test-clock/advance", {
          params: { path: { company_id: clock.company_id } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["companies"] }),
  });
  const [by, setBy] = useState("P1M");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const told = new FormData(event.currentTarget);
    start.mutate(by === OTHER ? { to: `${field(told, "to")}T00:00:00Z` } : { by });
  };
  const moves = clock.advancing_to !== null && !hasEnded(clock);
  const footer = (
    <>
      <Button onClick={onClose}>{moves ? m.kit.close : m.kit.cancel}</Button>
      {moves ? null : (
        <Button look="primary" type="submit" form={FORM} busy={start.isPending}>
          {m.clocks.advance}
        </Button>
      )}
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} title={m.clocks.title} footer={footer}>
      {clock.advancing_to === null ? null : <ClockProgress clock={clock} />}
      {moves ? null : (
        <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
          <p className="text-sm text-ink-2">
            {m.clocks.stands} <Time at={clock.now} />. {m.clocks.note}
          </p>
          <SelectField
            label={m.clocks.by}
            value={by}
            onChange={(event) => setBy(event.target.value)}
            options={m.clocks.steps.map(([value, label]) => ({ value, label }))}
          />
          {by === OTHER ? (
            <TextField
              name="to"
              type="date"
              label={m.clocks.to}
              hint={m.clocks.to_hint}
              required
              error={start.error instanceof Problem ? start.error.for("to") : undefined}
            />
          ) : null}
          <FormProblem error={start.error} />
        </form>
      )}
    </Dialog>
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
        {m.clocks.stands} <Time at={clock.now} />, {m.clocks.on_its_way} <Time at={clock.advancing_to} />.
      </p>
      <progress className="h-2 w-full accent-accent" max={100} value={share} aria-label={m.clocks.moving} />
      <p className="text-ink-2">{hasEnded(clock) ? m.clocks.ended : m.clocks.share(share)}</p>
    </div>
  );
}
