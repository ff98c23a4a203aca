import type { ReactNode } from "react";

/** A text whose words nobody here has chosen, such as a name: its own direction orders it, and nothing of what stands around it. */
export function Isolated({ children }: { children: ReactNode }) {
  return typeof children === "string" ? <bdi>{children}</bdi> : children;
}

/** The same for what reads from left to right in every language: a phone number, "exact → rounded", a path. */
export function LeftToRight({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <bdi dir="ltr" className={className}>
      {children}
    </bdi>
  );
}
