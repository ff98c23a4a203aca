import type { ReactNode } from "react";
import { DIRECTION } from "@/app/language";

const FROM_THE_RIGHT = /[\u0590-\u08ff]/;

/**
 * A text whose words nobody here has chosen, such as a name: its own direction orders it, and nothing of what stands around it. Where the
 * console is read from the right, whatever has a word of that writing is one of its sentences, even if it begins with a Latin name.
 */
export function Isolated({ children }: { children: ReactNode }) {
  if (typeof children !== "string") return children;
  const ours = DIRECTION === "rtl" && FROM_THE_RIGHT.test(children);
  return <bdi dir={ours ? "rtl" : undefined}>{children}</bdi>;
}

/** The same for what reads from left to right in every language: a phone number, "exact → rounded", a path. */
export function LeftToRight({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <bdi dir="ltr" className={className}>
      {children}
    </bdi>
  );
}
