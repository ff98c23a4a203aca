import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export type Tab = { value: string; label: string; content: ReactNode };

/** Controlled on purpose: the chosen tab lives in the URL. */
export function Tabs({ value, onChange, tabs }: { value: string; onChange: (value: string) => void; tabs: Tab[] }) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.List className="mb-4 flex gap-5 border-b">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-accent-text -mb-px border-b-2 border-transparent py-2 text-sm font-medium"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
