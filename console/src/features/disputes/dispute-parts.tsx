import { clsx } from "clsx";
import { useEffect, useState } from "react";
import type { Dispute } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { useLocale } from "@/ui/locale";
import { Nothing } from "@/ui/money";
import { countdown, countdownText, disputeTone, isDecided } from "./dispute-text";

const EACH_MINUTE_MILLISECONDS = 60_000;
const LOOKS = { neutral: "text-ink-2", warn: "text-warn font-medium", bad: "text-bad font-medium" } as const;

export function DisputeState({ state }: { state: Dispute["state"] }) {
  return <Badge tone={disputeTone(state)}>{m.disputes.states[state]}</Badge>;
}

/** How long our side may still be told. What was decided has no hurry any more. */
export function DueIn({ dispute }: { dispute: Pick<Dispute, "state" | "evidence_due_at"> }) {
  const { locale } = useLocale();
  const now = useNow();
  if (!dispute.evidence_due_at || isDecided(dispute)) return <Nothing />;
  const left = countdown(dispute.evidence_due_at, now);
  if (!left) return <span className="text-ink-3">{m.disputes.late}</span>;
  const tone = dispute.state === "answered" ? "neutral" : left.tone;
  return <span className={clsx("nums whitespace-nowrap", LOOKS[tone])}>{countdownText(left, locale)}</span>;
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), EACH_MINUTE_MILLISECONDS);
    return () => clearInterval(clock);
  }, []);
  return now;
}
