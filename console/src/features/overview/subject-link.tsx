import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { addressOf } from "@/app/ids";

/** A fact leads to what it is about, where that has a screen of its own. */
export function SubjectLink({ subject, children }: { subject: string; children: ReactNode }) {
  const address = subject.startsWith("com_") ? undefined : addressOf(subject);
  if (!address) return <>{children}</>;
  return (
    <Link to={address as "/"} className="hover:text-accent-text hover:underline">
      {children}
    </Link>
  );
}
