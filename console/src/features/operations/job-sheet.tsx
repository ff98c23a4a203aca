import type { Job } from "@/api/types";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { EmptyState } from "@/ui/states";
import { Time } from "@/ui/time";
import { JobActions } from "./job-actions";
import { JobState, Progress } from "./job-columns";

type Props = { id: string | undefined; job: Job | undefined; onClose: () => void };

/** One job with its whole error. The list is what the server tells of jobs: one that is not on its page cannot be shown. */
export function JobSheet({ id, job, onClose }: Props) {
  return (
    <Sheet open={id !== undefined} onClose={onClose} title={job?.kind ?? m.jobs.kind}>
      {job ? <JobBody job={job} /> : <EmptyState kind="no_match" body={m.jobs.gone} />}
    </Sheet>
  );
}

function JobBody({ job }: { job: Job }) {
  const f = m.fields;
  return (
    <div className="flex flex-col gap-6">
      <Details>
        <Detail label={f.state}>
          <JobState job={job} />
        </Detail>
        <Detail label={f.attempts}>{m.jobs.attempts(job.attempts, job.max_attempts)}</Detail>
        <Detail label={f.company}>{job.company_id ? <CompanyName id={job.company_id} /> : m.jobs.platform}</Detail>
        <Detail label={m.jobs.progress}>
          <Progress job={job} />
        </Detail>
        <Detail label={f.created}>
          <Time at={job.created_at} named />
        </Detail>
        <Detail label={m.jobs.due}>
          <Time at={job.run_at} named />
        </Detail>
        <Detail label={m.jobs.finished}>
          <Time at={job.finished_at} named />
        </Detail>
        <Detail label={f.id}>
          <CopyableId id={job.id} />
        </Detail>
      </Details>
      <section aria-labelledby="job-error" className="border-t pt-4">
        <h3 id="job-error" className="mb-2 text-base font-semibold">
          {m.jobs.error}
        </h3>
        {job.error ? (
          <pre
            // Long traces are scrolled with the keyboard, too.
            tabIndex={0}
            aria-labelledby="job-error"
            className="bg-sunken max-h-80 overflow-auto rounded-md border p-3 text-xs whitespace-pre-wrap"
          >
            {job.error}
          </pre>
        ) : (
          <p className="text-ink-2 text-sm">{m.jobs.no_error}</p>
        )}
      </section>
      <JobActions job={job} />
    </div>
  );
}
