import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { matching, type CurrencyName } from "./currency-search";

const PAGE = 8;

/**
 * A list under a field, of which one is chosen. Arrows walk it, Enter takes what is marked, a whole code that was typed is meant when the
 * field is left. Escape is the list's own: it closes, and not the dialog around it.
 *
 * `typed` is null until something is typed: an opened list shows everything, at the one that is chosen.
 */
export function useCurrencyBox(all: CurrencyName[], value: string, onChange: (code: string) => void) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const found = useMemo(() => matching(all, typed ?? ""), [all, typed]);
  const marked = found[Math.min(at, found.length - 1)];
  const hide = () => {
    setOpen(false);
    setTyped(null);
  };
  const show = () => {
    if (open) return;
    setTyped(null);
    setAt(
      Math.max(
        0,
        all.findIndex((one) => one.code === value),
      ),
    );
    setOpen(true);
  };
  const choose = (code: string) => {
    hide();
    if (code !== value) onChange(code);
  };
  const type = (text: string) => {
    setOpen(true);
    setTyped(text);
    setAt(0);
  };
  const leave = () => {
    const whole = typed?.trim().toUpperCase();
    const meant = open ? all.find((one) => one.code === whole) : undefined;
    if (meant) choose(meant.code);
    else hide();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open) setAt(Math.max(0, Math.min(found.length - 1, Math.min(at, found.length - 1) + step)));
      else show();
    } else if (open && event.key === "Enter") {
      event.preventDefault();
      if (marked) choose(marked.code);
    }
  };
  return { listId, open, typed, found, marked, show, hide, choose, type, leave, onKeyDown, mark: setAt };
}

export type CurrencyBox = ReturnType<typeof useCurrencyBox>;
