import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";
import { m } from "@/app/messages";
import { IconButton } from "./button";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  wide?: boolean;
  children: ReactNode;
  footer?: ReactNode;
};

const OVERLAY = "animate-fade bg-overlay fixed inset-0 z-40";

export function Dialog({ wide = false, ...props }: Props) {
  const place = "top-[12vh] inset-x-0 mx-auto max-h-[80vh] w-[calc(100vw-2rem)] rounded-xl animate-fade";
  return <Panel {...props} className={clsx(place, wide ? "max-w-2xl" : "max-w-lg")} />;
}

/** A detail beside its list: the list stays in place, the URL names what is open. */
export function Sheet({ wide = false, ...props }: Props) {
  return (
    <Panel
      {...props}
      className={clsx("animate-slide inset-y-0 end-0 w-full sm:border-s", wide ? "max-w-3xl" : "max-w-lg")}
    />
  );
}

type PanelProps = Props & { className: string };

function Panel(props: PanelProps) {
  return (
    <Radix.Root open={props.open} onOpenChange={(next) => !next && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Content {...props} />
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Mounted while the panel is open: what is focused at that moment is what opened it. */
function Content({ title, description, children, footer, className }: PanelProps) {
  const [opener] = useState(() => document.activeElement);
  return (
    <Radix.Content
      {...(description ? {} : { "aria-describedby": undefined })}
      onOpenAutoFocus={focusFirstField}
      onCloseAutoFocus={(event) => focusAgain(event, opener)}
      className={clsx("bg-surface shadow-pop fixed z-50 flex flex-col", className)}
    >
      <header className="flex items-start gap-4 border-b px-5 py-3.5">
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-lg leading-snug font-semibold break-words not-last:mb-0.5 only:py-1">
            {title}
          </Radix.Title>
          {description ? <Radix.Description className="text-ink-2 text-sm">{description}</Radix.Description> : null}
        </div>
        <Radix.Close asChild>
          <IconButton label={m.kit.close} className="-me-1.5">
            <X aria-hidden className="size-4" />
          </IconButton>
        </Radix.Close>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
      {footer ? <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer> : null}
    </Radix.Content>
  );
}

/** Whoever opens a form wants to type, not to close it. Without a field the first control is focused, as always. */
function focusFirstField(event: Event): void {
  const panel = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
  const first = panel?.querySelector<HTMLElement>("input:not([type=hidden]):not(:disabled), select, textarea");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

/** Radix returns to its own triggers; these panels are opened by a state. Where the opener is gone, what lies below is next. */
function focusAgain(event: Event, opener: Element | null): void {
  event.preventDefault();
  const below = document.querySelector<HTMLElement>("[role=dialog][data-state=open]") ?? document.querySelector("main");
  const back = opener instanceof HTMLElement && opener.isConnected ? opener : below;
  back?.focus({ preventScroll: true });
}
