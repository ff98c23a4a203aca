import { clsx } from "clsx";
import { Check, Circle, X } from "lucide-react";
import { m } from "@/app/messages";
import type { Expectation, Step } from "./data";
import { LineLink } from "./line-link";

type Props = { step: Step; onLine: (line: number) => void };

const MARKS = {
  done: { icon: Check, tone: "bg-good-soft text-good" },
  failed: { icon: X, tone: "bg-bad-soft text-bad" },
  not_reached: { icon: Circle, tone: "bg-neutral-soft text-ink-3" },
} as const;

/** A step: when, what was done, and how many expectations hold; those that do not, as wanted and got. */
export function StepReport({ step, onLine }: Props) {
  const failed = step.expectations.filter((one) => !one.holds);
  const held = step.expectations.flatMap((one) => one.findings).filter((one) => one.holds).length;
  const reached = step.state !== "not_reached";
  return (
    <li className={clsx("flex gap-3 px-4 py-3", !reached && "text-ink-3")}>
      <StateMark state={step.state} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="font-medium">{m.scenarios.step(step.number)}</span>
          {step.at ? <span className="text-ink-2 nums">{step.at}</span> : null}
          {reached ? null : <span>{m.scenarios.step_states.not_reached}</span>}
          <span className="ms-auto">
            <LineLink line={step.line} onLine={onLine} />
          </span>
        </p>
        {step.note ? <p className="text-ink-2 text-sm">{step.note}</p> : null}
        <Deeds step={step} />
        {held ? <p className="text-ink-3 text-xs">{m.scenarios.all_hold(held)}</p> : null}
        {failed.map((one) => (
          <Difference key={`${one.about} ${one.line}`} expectation={one} onLine={onLine} />
        ))}
      </div>
    </li>
  );
}

function StateMark({ state }: { state: Step["state"] }) {
  const { icon: Icon, tone } = MARKS[state];
  return (
    <span className={clsx("mt-0.5 grid size-5 shrink-0 place-items-center rounded-full", tone)}>
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{m.scenarios.step_states[state]}</span>
    </span>
  );
}

function Deeds({ step }: { step: Step }) {
  if (step.deeds.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {step.deeds.map((deed, index) => (
        <li key={index} className="break-words">
          <code className="font-mono text-xs font-medium">{deed.verb}</code>{" "}
          <span className="text-ink-2">{deed.said}</span>
          {deed.refused ? <span className="text-ink-3"> ({m.scenarios.refused(deed.refused)})</span> : null}
          {deed.done || step.state === "not_reached" ? null : <span className="text-bad"> {m.scenarios.not_done}</span>}
        </li>
      ))}
    </ul>
  );
}

function Difference({ expectation, onLine }: { expectation: Expectation; onLine: (line: number) => void }) {
  return (
    <div className="mt-1 min-w-0 overflow-hidden rounded-md border">
      <p className="bg-sunken flex items-baseline gap-2 border-b px-3 py-1.5 text-sm font-medium">
        {expectation.about}
        <span className="ms-auto font-normal">
          <LineLink line={expectation.line} onLine={onLine} />
        </span>
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">{expectation.about}</caption>
          <thead className="text-ink-2 text-start text-xs">
            <tr>
              {[m.scenarios.name, m.scenarios.wanted, m.scenarios.got].map((title) => (
                <th key={title} scope="col" className="px-3 pt-1.5 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {expectation.findings.map((one) => (
              <tr key={one.name} className={one.holds ? "text-ink-2" : "text-bad font-medium"}>
                <th scope="row" className="px-3 py-1 text-start font-[inherit]">
                  {one.name}
                </th>
                <td className="nums px-3 py-1">{one.wanted}</td>
                <td className="nums px-3 py-1">
                  {one.got}
                  <span className="sr-only"> {one.holds ? m.scenarios.holds : m.scenarios.differs}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {expectation.explanation.length > 0 ? <Why sentences={expectation.explanation} /> : null}
    </div>
  );
}

function Why({ sentences }: { sentences: string[] }) {
  return (
    <div className="border-t px-3 py-2 text-sm">
      <p className="text-ink-3 text-xs">{m.scenarios.why}</p>
      <ul className="text-ink-2 mt-1 flex flex-col gap-0.5">
        {sentences.map((one, index) => (
          <li key={index} className="break-words">
            {one}
          </li>
        ))}
      </ul>
    </div>
  );
}
