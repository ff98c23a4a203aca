import type { Line } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";

/** As the server names lines that somebody entered by hand. */
const ITEM = "item";

export function OneOffBadge({ line }: { line: Pick<Line, "component" | "price_id"> }) {
  return line.component === ITEM && line.price_id === null ? <Badge>{m.items.badge}</Badge> : null;
}
