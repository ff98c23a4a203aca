import {
  Boxes,
  CalendarCheck,
  Captions,
  FileText,
  Gauge,
  Languages,
  MessageSquare,
  PhoneIncoming,
  PhoneOutgoing,
  ShieldCheck,
  type LucideIcon,
} from "lucide-react";

/** Icon names as the catalogue writes them; an unknown one is a box. */
const ICONS: Record<string, LucideIcon> = {
  "phone-incoming": PhoneIncoming,
  "phone-outgoing": PhoneOutgoing,
  "calendar-check": CalendarCheck,
  "file-text": FileText,
  "shield-check": ShieldCheck,
  captions: Captions,
  languages: Languages,
  gauge: Gauge,
  "message-square": MessageSquare,
};

export function ModuleIcon({ icon }: { icon: string }) {
  const Icon = ICONS[icon] ?? Boxes;
  return (
    <span className="bg-accent-soft text-accent-text grid size-9 shrink-0 place-items-center rounded-lg">
      <Icon aria-hidden className="size-[18px]" />
    </span>
  );
}
