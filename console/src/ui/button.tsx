import { clsx } from "clsx";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Isolated } from "./isolated";

type Look = "primary" | "secondary" | "ghost" | "danger";
type Size = "sm" | "md";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-accent-ink hover:bg-accent-hover border-transparent shadow-card",
  secondary: "bg-surface text-ink hover:bg-hover border-line-strong shadow-card",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink border-transparent",
  danger: "bg-surface text-bad hover:bg-bad-soft border-line-strong shadow-card",
};
const SIZES: Record<Size, string> = { sm: "h-7 px-2.5 text-sm gap-1.5", md: "h-8 px-3 text-sm gap-2" };

export function buttonClass(look: Look, size: Size, extra?: string): string {
  return clsx(
    "inline-flex items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50",
    LOOKS[look],
    SIZES[size],
    extra,
  );
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; size?: Size; busy?: boolean };

export function Button({ look = "secondary", size = "md", busy = false, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(look, size, className)}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}

type IconProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  label: string;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ label, className, children, ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={clsx(
        "text-ink-2 hover:bg-hover hover:text-ink relative inline-flex size-8 items-center justify-center rounded-md",
        className,
      )}
    >
      {children}
    </button>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden
      className="size-3.5 animate-spin rounded-full border-2 border-current border-e-transparent opacity-70"
    />
  );
}

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { look?: Look; size?: Size; ref?: Ref<HTMLAnchorElement> };

export function AnchorButton({ look = "secondary", size = "md", className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={buttonClass(look, size, className)}>
      {children}
    </a>
  );
}

/** A typed router link that looks like a button. */
export const ButtonLink = createLink(AnchorButton);

function PlainAnchor({ className, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className={clsx("text-accent-text font-medium hover:underline", className)}>
      <Isolated>{children}</Isolated>
    </a>
  );
}

export const TextLink = createLink(PlainAnchor);
