import {
  AudioLines,
  Bot,
  Boxes,
  CalendarClock,
  ChartLine,
  Languages,
  MessageSquareText,
  PhoneIncoming,
  PhoneOutgoing,
  type LucideIcon,
} from "lucide-react";

/** Icon names as the catalogue writes them; an unknown one is a box. */
const ICONS: Record<string, LucideIcon> = {
  bot: Bot,
  receptionist: PhoneIncoming,
  "phone-incoming": PhoneIncoming,
  "phone-outgoing": PhoneOutgoing,
  outbound: PhoneOutgoing,
  transcription: AudioLines,
  "audio-lines": AudioLines,
  waveform: AudioLines,
  sms: MessageSquareText,
  message: MessageSquareText,
  "message-square": MessageSquareText,
  calendar: CalendarClock,
  languages: Languages,
  translate: Languages,
  analytics: ChartLine,
  chart: ChartLine,
};

export function ModuleIcon({ icon }: { icon: string }) {
  const Icon = ICONS[icon] ?? Boxes;
  return (
    <span className="bg-accent-soft text-accent-text grid size-9 shrink-0 place-items-center rounded-lg">
      <Icon aria-hidden className="size-[18px]" />
    </span>
  );
}
