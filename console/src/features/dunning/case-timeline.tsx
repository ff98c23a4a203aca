import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { DunningCase, DunningNotice } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { Money } from "@/ui/money";
import { Time } from "@/ui/time";
import { actionOf } from "./policy-draft";

const d = m.dunning;
type Action = DunningNotice["action"];

const TONES: Record<Action, Tone> = { none: "neutral", limit: "warn", suspend: "bad", cancel: "bad" };
const DOTS: Record<Action, string> = { none: "bg-info", limit: "bg-warn", suspend: "bg-bad", cancel: "bg-bad" };

/** From the day it was opened: the steps that were taken, in the words that were told, and what follows. */
export function CaseTimeline({ one }: { one: DunningCase }) {
  return (
    <ol className="flex flex-col">
      <Entry dot="bg-neutral-soft" title={d.started} at={one.opened_at} />
      {one.notices.map((notice) => (
        <Step key={notice.number} notice={notice} />
      ))}
      <Following one={one} />
    </ol>
  );
}

function Step({ notice }: { notice: DunningNotice }) {
  return (
    <Entry
      dot={DOTS[notice.action]}
      title={d.reached(notice.number)}
      badge={<Badge tone={TONES[notice.action]}>{d.actions[notice.action]}</Badge>}
      at={notice.reached_at}
    >
      <blockquote className="bg-sunken mt-1.5 rounded-md border px-3 py-2 text-sm">
        <p className="font-medium break-words">{notice.title}</p>
        <p className="text-ink-2 break-words whitespace-pre-line">{notice.body}</p>
      </blockquote>
      <p className="text-ink-3 mt-1 text-xs">
        {d.told_in(notice.message, notice.locale)} · {d.after(notice.after_days)} · <Money value={notice.due} />
      </p>
    </Entry>
  );
}

function Following({ one }: { one: DunningCase }) {
  if (one.stopped_at) {
    return (
      <Entry dot="bg-good" title={d.ended} at={one.stopped_at}>
        <p className="text-ink-2 text-sm">{one.stop_reason ? d.stop_reasons[one.stop_reason] : null}</p>
      </Entry>
    );
  }
  if (!one.next_step) return <Entry dot="bg-neutral-soft" title={d.no_next} note={d.end} />;
  return (
    <Entry
      dot="bg-surface border-2 border-line-strong"
      title={d.coming(one.reached + 1)}
      badge={<Badge tone={TONES[actionOf(one.next_step)]}>{d.actions[actionOf(one.next_step)]}</Badge>}
      at={one.next_step_at}
      note={`“${one.next_step.message}” · ${d.after(one.next_step.after_days)}`}
    />
  );
}

type EntryProps = {
  dot: string;
  title: string;
  at?: string | null;
  badge?: ReactNode;
  note?: string;
  children?: ReactNode;
};

function Entry({ dot, title, at, badge, note, children }: EntryProps) {
  return (
    <li className="group relative flex gap-3 pb-5 last:pb-0">
      <span aria-hidden className="bg-line absolute top-4 -bottom-1 start-1 w-px group-last:hidden" />
      <span aria-hidden className={clsx("z-10 mt-1.5 size-2.5 shrink-0 rounded-full", dot)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
          <span className="font-medium">{title}</span>
          {badge}
          {at ? (
            <span className="text-ink-3 sm:ms-auto">
              <Time at={at} />
            </span>
          ) : null}
        </div>
        {note ? <p className="text-ink-2 mt-0.5 text-sm">{note}</p> : null}
        {children}
      </div>
    </li>
  );
}
