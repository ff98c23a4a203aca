import { clsx } from "clsx";

export type Bar = { key: string; label: string; height: number; text: string };

/** What is largest, as bars of one scale. A picture: whoever uses it shows the same numbers in a table for screen readers. */
export function BarList({ bars, more }: { bars: Bar[]; more: string | null }) {
  const most = Math.max(...bars.map((bar) => bar.height), 0);
  return (
    <div aria-hidden>
      <ul className="flex flex-col gap-1.5">
        {bars.map((bar) => (
          <li key={bar.key} className="relative flex h-7 items-center gap-3 px-2 text-sm">
            <span
              className="bg-accent-soft absolute inset-y-0 start-0 rounded-[5px]"
              style={{ width: `${most > 0 ? Math.max(0.5, (bar.height / most) * 100) : 0}%` }}
            />
            <span className="relative min-w-0 flex-1 truncate">{bar.label}</span>
            <span className={clsx("nums relative whitespace-nowrap", bar.height === 0 && "text-ink-3")}>
              {bar.text}
            </span>
          </li>
        ))}
      </ul>
      {more ? <p className="text-ink-3 mt-2 px-2 text-xs">{more}</p> : null}
    </div>
  );
}
