import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import type { Job } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { JOB_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { jobsQuery } from "./data";
import { JOB_COLUMNS } from "./job-columns";
import { JobSheet } from "./job-sheet";

/** For the operator: what the machinery does, what it could not do, and what to do about it. */
export function JobsPage() {
  const company = useCompanyParam();
  const mayRead = useCan("jobs.read");
  const list = useListState<Search<"jobs">>(["state"]);
  const query = useQuery({ ...jobsQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const open = (job: string | undefined) => list.set({ job, cursor: list.search.cursor });
  const refresh = (
    <Button onClick={() => void query.refetch()}>
      <RefreshCw aria-hidden className="size-3.5" />
      {m.jobs.refresh}
    </Button>
  );
  const filters = (
    <>
      <SelectFilter
        label={m.fields.state}
        any={m.jobs.any_state}
        value={list.search.state}
        options={JOB_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Job["state"] | undefined })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame title={m.jobs.title} lead={m.jobs.lead} actions={refresh}>
      <ListView<Job>
        query={query}
        list={list}
        caption={m.jobs.title}
        columns={JOB_COLUMNS}
        rowKey={(job) => job.id}
        onOpen={(job) => open(job.id)}
        openKey={list.search.job}
        filters={filters}
        empty={m.jobs.empty}
      />
      <JobSheet
        id={list.search.job}
        job={query.data?.items.find((job) => job.id === list.search.job)}
        onClose={() => open(undefined)}
      />
    </PageFrame>
  );
}
