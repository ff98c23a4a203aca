import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import { m } from "@/app/messages";
import { Field } from "@/ui/field";
import { lineCount, spanOfLine } from "./lines";

export type EditorHandle = { goTo: (line: number) => void };
type Props = {
  value: string;
  marked: ReadonlySet<number>;
  onChange: (text: string) => void;
  onRun: () => void;
  ref: Ref<EditorHandle>;
};

const LINE_PIXELS = 20;

/** A plain text field with line numbers: it scrolls as one, Tab leaves it, and every assistive tool knows it. */
export function Editor({ value, marked, onChange, onRun, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const [start, end] = spanOfLine(value, line);
      area.current?.focus();
      area.current?.setSelectionRange(start, end);
      area.current?.scrollTo({ top: Math.max(0, (line - 4) * LINE_PIXELS) });
    },
  }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun();
  };
  return (
    <Field label={m.scenarios.text} hint={m.scenarios.text_hint} hideLabel>
      {(wiring) => (
        <div
          dir="ltr"
          className="border-line-strong bg-surface shadow-card focus-within:outline-accent flex h-[28rem] overflow-hidden rounded-md border font-mono text-xs leading-5 focus-within:outline-2 xl:h-[38rem]"
        >
          <div
            ref={gutter}
            aria-hidden
            className="bg-sunken text-ink-3 shrink-0 overflow-hidden border-e py-2 text-end select-none"
          >
            {Array.from({ length: lineCount(value) }, (_, index) => (
              <div key={index} className={marked.has(index + 1) ? "bg-bad-soft text-bad px-2 font-semibold" : "px-2"}>
                {index + 1}
              </div>
            ))}
          </div>
          <textarea
            {...wiring}
            ref={area}
            value={value}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
            onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
            className="text-ink min-w-0 flex-1 resize-none overflow-auto bg-transparent px-3 py-2 whitespace-pre outline-none"
          />
        </div>
      )}
    </Field>
  );
}
