import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Isolated } from "./isolated";

export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Radix.Root delayDuration={250}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={5}
          className="animate-fade bg-ink text-canvas z-50 max-w-72 rounded-md px-2 py-1 text-xs"
        >
          <Isolated>{text}</Isolated>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;
