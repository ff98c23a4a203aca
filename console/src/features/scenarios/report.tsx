import { CircleAlert } from "lucide-react";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { Card } from "@/ui/card";
import type { Report } from "./data";
import { InvoiceReport } from "./invoice-report";
import { LineLink } from "./line-link";
import { StepReport } from "./step-report";

const TONES: Record<Report["outcome"], Tone> = { passed: "good", failed: "bad", unreadable: "warn", stopped: "warn" };

type Props = { report: Report; older: boolean; onLine: (line: number) => void };

/** How it came out: the outcome, what went otherwise, each step, and the invoices. */
export function ScenarioReport({ report, older, onLine }: Props) {
  const played = report.steps.length > 0;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Card title={m.scenarios.report} actions={<Badge tone={TONES[report.outcome]}>{outcome(report)}</Badge>}>
        <div role="status" className="flex flex-col gap-2">
          <span className="sr-only">{outcome(report)}</span>
          {report.title ? <p className="text-sm font-medium">{report.title}</p> : null}
          {played ? <p className="text-ink-3 nums text-xs">{figures(report)}</p> : null}
          {older ? <p className="text-ink-3 text-xs">{m.scenarios.older}</p> : null}
          <Mistakes report={report} onLine={onLine} />
        </div>
      </Card>
      {played ? (
        <Card title={m.scenarios.steps} flush>
          <ol className="divide-y">
            {report.steps.map((step) => (
              <StepReport key={step.number} step={step} onLine={onLine} />
            ))}
          </ol>
        </Card>
      ) : null}
      {played ? <Invoices report={report} /> : null}
    </div>
  );
}

const outcome = (report: Report): string => m.scenarios.outcomes[report.outcome];

const figures = ({ compared, milliseconds, zone }: Report): string =>
  [m.scenarios.compared(compared), m.scenarios.seconds((milliseconds / 1000).toFixed(1)), zone].join(" · ");

function Mistakes({ report, onLine }: { report: Report; onLine: (line: number) => void }) {
  if (report.mistakes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5">
      {report.mistakes.map((one, index) => (
        <li key={index} className="bg-bad-soft text-bad flex gap-2 rounded-md px-3 py-2 text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">{one.detail}</span>
          <span className="ms-auto">
            <LineLink line={one.line} onLine={onLine} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Invoices({ report }: { report: Report }) {
  return (
    <Card title={m.scenarios.invoices} note={String(report.invoices.length)} flush>
      {report.invoices.length === 0 ? <p className="text-ink-2 px-4 py-3 text-sm">{m.scenarios.no_invoices}</p> : null}
      {report.invoices.map((invoice, index) => (
        <InvoiceReport key={index} invoice={invoice} ordinal={index + 1} currency={report.currency} />
      ))}
    </Card>
  );
}
