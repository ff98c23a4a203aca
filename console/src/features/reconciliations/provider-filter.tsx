import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { providersQuery } from "@/features/payments/data";
import { providerName } from "@/features/payments/provider-name";
import { SelectFilter } from "@/ui/filters";

type Props = { value: string | undefined; onChange: (provider: string | undefined) => void };

/** Those that are connected, and the one that the link names. */
export function ProviderFilter({ value, onChange }: Props) {
  const { data } = useQuery(providersQuery);
  const names = [...new Set([...(data ?? []), ...(value ? [value] : [])])];
  return (
    <SelectFilter
      label={m.fields.provider}
      any={m.reconciliations.any_provider}
      value={value}
      options={names.map((name) => ({ value: name, label: providerName(name) }))}
      onChange={onChange}
    />
  );
}
