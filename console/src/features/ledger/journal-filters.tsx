import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { Button } from "@/ui/button";
import { ClearFilters, DayRangeFilter, SelectFilter } from "@/ui/filters";
import { accountName } from "./account-name";
import { accountsQuery } from "./data";

type Props = { company: string | undefined; list: ListState<Search<"ledger">> };

/** By account and day; a document is chosen on its own screen and shown here as what it is limited to. */
export function JournalFilters({ company, list }: Props) {
  const { account, invoice, source, from, to } = list.search;
  const { data } = useQuery(accountsQuery(company));
  const known = data?.accounts.map((one) => one.account) ?? [];
  const accounts = [...new Set(account ? [...known, account] : known)];
  return (
    <>
      <SelectFilter
        label={m.ledger.account}
        any={m.ledger.any_account}
        value={account}
        options={accounts.map((value) => ({ value, label: accountName(value) }))}
        onChange={(chosen) => list.set({ account: chosen })}
      />
      <DayRangeFilter from={from} to={to} onChange={(range) => list.set(range)} />
      {invoice ? (
        <Limit title={invoice} text={m.ledger.of_invoice} onDrop={() => list.set({ invoice: undefined })} />
      ) : null}
      {source ? (
        <Limit title={source} text={m.ledger.of_source} onDrop={() => list.set({ source: undefined })} />
      ) : null}
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}

function Limit({ title, text, onDrop }: { title: string; text: string; onDrop: () => void }) {
  return (
    <Button onClick={onDrop} title={title} className="max-w-full">
      <span className="truncate">{text}</span>
      <X aria-hidden className="size-3.5 shrink-0" />
    </Button>
  );
}
