import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Ids name their kind: the prefix says which screen shows the subject of a fact. */
export function SubjectLink({ subject, children }: { subject: string | null; children: ReactNode }) {
  const look = "hover:text-accent-text hover:underline";
  switch (subject?.split("_")[0]) {
    case "inv":
      return (
        <Link to="/invoices/$invoiceId" params={{ invoiceId: subject ?? "" }} className={look}>
          {children}
        </Link>
      );
    case "pay":
      return (
        <Link to="/payments/$paymentId" params={{ paymentId: subject ?? "" }} className={look}>
          {children}
        </Link>
      );
    case "sub":
      return (
        <Link to="/subscriptions/$subscriptionId" params={{ subscriptionId: subject ?? "" }} className={look}>
          {children}
        </Link>
      );
    default:
      return <>{children}</>;
  }
}
