import { useListState } from "@/app/list-state";
import type { Search } from "@/app/searches";
import { AnswerSheet } from "./answer-sheet";
import { Holds } from "./holds";
import { Sources } from "./sources";

/** Who says so, and what of it waits for a human. */
export function SourcesTab() {
  const list = useListState<Search<"rates">>(["state"]);
  const { answer, cursor } = list.search;
  const see = (id: string | undefined) => list.set({ answer: id, cursor });
  return (
    <div className="flex flex-col gap-6">
      <Sources onSee={see} />
      <Holds list={list} />
      <AnswerSheet id={answer} onClose={() => see(undefined)} />
    </div>
  );
}
