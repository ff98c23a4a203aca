import { useMutation, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRef, useState } from "react";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField } from "@/ui/field";
import { PageFrame } from "@/ui/page";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState, FormProblem } from "@/ui/states";
import { examplesQuery, runScenario } from "./data";
import { Editor, type EditorHandle } from "./editor";
import { ScenarioReport } from "./report";

const OWN = "";

/** For the operator: try what would happen, in a world that is thrown away. */
export function ScenariosPage() {
  const mayRun = useCan("billing.run");
  const operator = useIsOperator();
  if (!mayRun || !operator) return <EmptyState kind="no_permission" />;
  return <Workbench />;
}

function Workbench() {
  const examples = useQuery(examplesQuery);
  const items = examples.data?.items ?? [];
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const editor = useRef<EditorHandle>(null);
  const run = useMutation({ mutationFn: runScenario });
  const text = typed ?? items[0]?.scenario ?? "";
  const name = chosen ?? (typed === undefined ? items[0]?.name : undefined) ?? OWN;

  const start = () => {
    if (text.trim() && !run.isPending) run.mutate(text);
  };
  const choose = (wanted: string) => {
    setChosen(wanted);
    setTyped(items.find((one) => one.name === wanted)?.scenario ?? "");
    run.reset();
  };
  const edit = (now: string) => {
    setTyped(now);
    setChosen(items.find((one) => one.scenario === now)?.name ?? OWN);
  };
  const marked = new Set(text === run.variables ? run.data?.mistakes.map((one) => one.line) : []);
  const runButton = (
    <Button look="primary" busy={run.isPending} disabled={!text.trim()} onClick={start}>
      {run.isPending ? null : <Play aria-hidden className="size-3.5" />}
      {m.scenarios.run}
    </Button>
  );
  return (
    <PageFrame title={m.scenarios.title} lead={m.scenarios.lead} actions={runButton}>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card>
          {examples.isPending ? (
            <LinesSkeleton lines={12} />
          ) : (
            <div className="flex min-w-0 flex-col gap-3">
              {examples.isError ? (
                <div className="flex flex-col gap-2">
                  <FormProblem error={examples.error} />
                  <p className="text-ink-2 text-sm">{m.scenarios.examples_unread}</p>
                  <Button size="sm" className="self-start" onClick={() => void examples.refetch()}>
                    {m.error.retry}
                  </Button>
                </div>
              ) : (
                <SelectField
                  label={m.scenarios.example}
                  hint={items.length === 0 ? m.scenarios.no_examples : undefined}
                  value={name}
                  onChange={(event) => choose(event.target.value)}
                  options={[
                    ...items.map((one) => ({ value: one.name, label: one.title })),
                    { value: OWN, label: m.scenarios.own },
                  ]}
                />
              )}
              <Editor ref={editor} value={text} marked={marked} onChange={edit} onRun={start} />
            </div>
          )}
        </Card>
        <Result run={run} older={run.data !== undefined && run.variables !== text} onRetry={start} onLine={goTo} />
      </div>
    </PageFrame>
  );

  function goTo(line: number): void {
    editor.current?.goTo(line);
  }
}

type Run = ReturnType<typeof useMutation<Awaited<ReturnType<typeof runScenario>>, Error, string>>;
type ResultProps = { run: Run; older: boolean; onRetry: () => void; onLine: (line: number) => void };

function Result({ run, older, onRetry, onLine }: ResultProps) {
  if (run.isPending)
    return (
      <Card title={m.scenarios.report}>
        <p role="status" className="text-ink-2 mb-3 text-sm">
          {m.scenarios.running}
        </p>
        <LinesSkeleton />
      </Card>
    );
  if (run.isError)
    return (
      <Card>
        <ErrorState error={run.error} onRetry={onRetry} />
      </Card>
    );
  if (run.data === undefined)
    return (
      <Card>
        <EmptyState kind="nothing_yet" {...m.scenarios.nothing_yet} />
      </Card>
    );
  return <ScenarioReport report={run.data} older={older} onLine={onLine} />;
}
