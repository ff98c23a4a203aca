import type { Job } from "@/api/types";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { Badge, StatePill } from "@/ui/badge";
import { formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Nothing } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";

export const JOB_COLUMNS: Column<Job>[] = [
  { key: "kind", header: m.jobs.kind, cell: (job) => <JobName job={job} /> },
  { key: "state", header: m.fields.state, cell: (job) => <JobState job={job} /> },
  {
    key: "company",
    header: m.fields.company,
    cell: (job) => (job.company_id ? <CompanyName id={job.company_id} /> : m.jobs.platform),
    from: "lg",
  },
  { key: "progress", header: m.jobs.progress, cell: (job) => <Progress job={job} />, from: "md" },
  {
    key: "attempts",
    header: m.fields.attempts,
    align: "end",
    cell: (job) => <span className="nums">{m.jobs.attempts(job.attempts, job.max_attempts)}</span>,
    from: "lg",
  },
  { key: "due", header: m.jobs.due, align: "end", cell: (job) => <Time at={job.run_at} />, from: "md" },
];

/** The error is what one looks for in a list of failures: its first line stands under the name. */
function JobName({ job }: { job: Job }) {
  return (
    <span className="block max-w-[22rem] min-w-0 py-2">
      <code className="block truncate text-xs font-medium">{job.kind}</code>
      {job.error ? (
        <span className="text-bad block truncate text-xs">{job.error.trim().split("\n").at(-1)}</span>
      ) : null}
    </span>
  );
}

export function JobState({ job }: { job: Job }) {
  return job.cancel_requested && job.state === "running" ? (
    <Badge tone="warn">{m.jobs.canceling}</Badge>
  ) : (
    <StatePill state={job.state} />
  );
}

export function Progress({ job }: { job: Job }) {
  const { locale } = useLocale();
  const { progress } = job;
  if (!progress) return <Nothing />;
  const text = m.jobs.progress_text(formatQuantity(progress.done, locale), formatQuantity(progress.total, locale));
  return (
    <span className="flex flex-col gap-1 py-2">
      <span className="nums text-xs">{text}</span>
      <progress
        aria-label={`${m.jobs.progress}: ${text}`}
        value={progress.done}
        max={progress.total}
        className="accent-accent h-1 w-28"
      />
    </span>
  );
}
