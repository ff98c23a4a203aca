import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import { allCompanies } from "@/features/companies/data";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { useChooseCompany, useSelectedCompany } from "./company";
import { m } from "./messages";

export function CompanySwitcher() {
  const selected = useSelectedCompany();
  const choose = useChooseCompany();
  const { data } = useQuery(allCompanies);
  const trigger = (
    <button
      type="button"
      aria-label={m.shell.switch_company(selected?.name ?? m.shell.all_companies)}
      className="border-line-strong hover:bg-hover shadow-card flex h-8 max-w-64 items-center gap-2 rounded-md border px-2.5 text-sm font-medium"
    >
      <bdi className="truncate">{selected?.name ?? m.shell.all_companies}</bdi>
      <ChevronsUpDown aria-hidden className="text-ink-3 size-3.5 shrink-0" />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start">
      <Choice label={m.shell.all_companies} chosen={selected === null} onSelect={() => choose(undefined)} />
      <MenuLine />
      {data?.items.map((company) => (
        <Choice
          key={company.id}
          label={company.name}
          chosen={selected?.id === company.id}
          onSelect={() => choose(company.id)}
        />
      ))}
    </Menu>
  );
}

function Choice({ label, chosen, onSelect }: { label: string; chosen: boolean; onSelect: () => void }) {
  return (
    <MenuItem onSelect={onSelect}>
      <Check aria-hidden className={chosen ? "size-3.5" : "size-3.5 opacity-0"} />
      <bdi>{label}</bdi>
    </MenuItem>
  );
}
