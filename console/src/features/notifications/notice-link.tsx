import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Links in notifications are paths of this console; anything else is not followed. */
export function NoticeLink({ link, children }: { link: string | null; children: ReactNode }) {
  if (!link?.startsWith("/") || link.startsWith("//")) return <>{children}</>;
  return (
    <Link to={link as "/"} className="hover:underline">
      {children}
    </Link>
  );
}
