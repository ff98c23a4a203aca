import type { DemoSignIn } from "@/api/types";
import { m } from "@/app/messages";

type Props = { signIns: DemoSignIn[]; busy: boolean; onChoose: (signIn: DemoSignIn) => void };

/** One click per role: a demo that has to be typed is not looked at. */
export function DemoSignIns({ signIns, busy, onChoose }: Props) {
  return (
    <section aria-labelledby="demo" className="flex flex-col gap-2">
      <h2 id="demo" className="text-ink-2 text-sm font-medium">
        {m.sign_in.demo}
      </h2>
      <ul className="bg-surface shadow-card divide-line divide-y overflow-hidden rounded-xl border">
        {signIns.map((signIn) => (
          <li key={signIn.email}>
            <button
              type="button"
              disabled={busy}
              data-role={signIn.role}
              data-email={signIn.email}
              onClick={() => onChoose(signIn)}
              className="hover:bg-hover flex w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2 disabled:opacity-60"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{m.roles[signIn.role] ?? signIn.role}</span>
                <span className="text-ink-3 block truncate text-xs">{signIn.email}</span>
              </span>
              <span className="text-ink-2 max-w-36 truncate text-xs">{signIn.company ?? m.sign_in.operator}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
