import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { m } from "./messages";
import { visibleNav, type NavItem } from "./nav";
import { useSession } from "./session";
import { addressOf } from "./ids";

/** Ctrl-K or ⌘K: go to a screen by name, or to anything by its id. */
export function CommandMenu() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="border-line text-ink-3 hover:bg-hover hidden h-8 w-52 items-center gap-2 rounded-md border px-2.5 text-sm lg:flex"
      >
        <Search aria-hidden className="size-3.5" />
        {m.shell.go_to}
        <kbd className="bg-neutral-soft text-ink-2 ms-auto rounded px-1 font-sans text-xs">{m.shell.go_to_key}</kbd>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.shell.go_to}>
        <Choices onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Choices({ onDone }: { onDone: () => void }) {
  const { permissions, company } = useSession();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const items = matching(
    visibleNav(permissions, company === null).flatMap((group) => group.items),
    typed,
  );
  const go = (to: string) => {
    onDone();
    void navigate({ href: to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setMarked((now) => Math.max(0, Math.min(items.length - 1, now + step)));
    const chosen = addressOf(typed) ?? items[marked]?.to;
    if (event.key !== "Enter" || !chosen) return;
    event.preventDefault();
    go(chosen);
  };
  return (
    <div className="flex flex-col gap-3" onKeyDown={onKeyDown} role="presentation">
      <TextField
        label={m.shell.go_to}
        hideLabel
        value={typed}
        placeholder={m.shell.go_to_hint}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setMarked(0);
        }}
      />
      <ul className="flex max-h-80 flex-col gap-px overflow-y-auto">
        {items.map((item, index) => (
          <li key={item.to}>
            <button
              type="button"
              onClick={() => go(item.to)}
              className={`hover:bg-hover flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-sm ${index === marked ? "bg-hover" : ""}`}
            >
              <item.icon aria-hidden className="text-ink-3 size-4" />
              {item.label}
              <kbd className="text-ink-3 ms-auto font-sans text-xs">{`g ${item.key}`}</kbd>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function matching(items: NavItem[], typed: string): NavItem[] {
  const wanted = typed.trim().toLowerCase();
  return items.filter((item) => item.label.toLowerCase().includes(wanted));
}
