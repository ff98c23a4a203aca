import { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { usePreview } from "./use-preview";

const d = m.dunning;

/** How a company would read the message; what cannot stand is named with its line and column. */
export function MessagePreview({ title, body, locale }: { title: string; body: string; locale: string }) {
  const query = usePreview(title, body, locale);
  const problems = query.error instanceof Problem ? query.error.fields : [];
  return (
    <section aria-label={d.preview} aria-live="polite" className="bg-sunken rounded-md border px-3 py-2">
      <p className="text-ink-3 mb-1 text-xs">
        {d.preview} · {d.preview_hint}
      </p>
      {query.error ? (
        <ul className="text-bad text-sm">
          {problems.length === 0 ? <li>{query.error.message}</li> : null}
          {problems.map((one) => (
            <li key={one.pointer}>{one.detail}</li>
          ))}
        </ul>
      ) : query.data ? (
        <>
          <p className="font-medium break-words">{query.data.title}</p>
          <p className="text-ink-2 break-words whitespace-pre-line">{query.data.body}</p>
        </>
      ) : null}
    </section>
  );
}
