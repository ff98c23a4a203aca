import type { DemoSignIn } from "@/api/types";
import { m } from "@/app/messages";

type Props = { signIns: DemoSignIn[]; busy: boolean; onChoose: (signIn: DemoSignIn) => void };

/** One click per role: a demo that has to be typed is not looked at. */
export function DemoSignIns({ signIns, busy, onChoose }: Props) {
  const companies = Map.groupBy(signIns, (signIn) => signIn.company ?? m.sign_in.operator);
  return (
    <section aria-labelledby="demo" className="flex flex-col gap-3">
      <h2 id="demo" className="flex h-8 items-center text-base font-semibold">
        {m.sign_in.demo}
      </h2>
      <div className="grid gap-4 sm:grid-cols-2">
        {[...companies].map(([company, people]) => (
          <div key={company} className="bg-surface shadow-card overflow-hidden rounded-xl border">
            <h3 className="bg-sunken text-ink-2 border-b px-3 py-1.5 text-xs font-medium capitalize">{company}</h3>
            <ul className="divide-line divide-y">
              {people.map((person) => (
                <SignInAs key={person.email} person={person} busy={busy} onChoose={onChoose} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

type PersonProps = Omit<Props, "signIns"> & { person: DemoSignIn };

function SignInAs({ person, busy, onChoose }: PersonProps) {
  return (
    <li>
      <button
        type="button"
        disabled={busy}
        data-role={person.role}
        data-email={person.email}
        onClick={() => onChoose(person)}
        className="hover:bg-hover flex w-full items-baseline gap-3 px-3 py-2 text-start text-sm -outline-offset-2 disabled:opacity-60"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{m.roles[person.role] ?? person.role}</span>
        <span className="text-ink-3 truncate text-xs">{person.name}</span>
      </button>
    </li>
  );
}
