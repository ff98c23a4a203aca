import { m } from "@/app/messages";

/** From a place in the report to its line in the text. */
export function LineLink({ line, onLine }: { line: number; onLine: (line: number) => void }) {
  return (
    <button
      type="button"
      onClick={() => onLine(line)}
      aria-label={m.scenarios.go_to_line(line)}
      className="text-ink-3 hover:text-accent-text text-xs whitespace-nowrap underline-offset-2 hover:underline"
    >
      {m.scenarios.line(line)}
    </button>
  );
}
