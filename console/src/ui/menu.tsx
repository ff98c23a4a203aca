import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Menu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          className="animate-fade bg-surface shadow-pop z-50 max-h-[70vh] min-w-52 overflow-y-auto rounded-lg p-1"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ children, onSelect }: { children: ReactNode; onSelect: () => void }) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className="data-[highlighted]:bg-hover flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-sm outline-none"
    >
      {children}
    </Radix.Item>
  );
}

export function MenuNote({ children }: { children: ReactNode }) {
  return <Radix.Label className="text-ink-3 px-2.5 py-1.5 text-xs">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="bg-line my-1 h-px" />;
}
