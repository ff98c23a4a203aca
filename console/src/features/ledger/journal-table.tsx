import type { LedgerTransaction, Posting } from "@/api/types";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { TextLink } from "@/ui/button";
import { Money } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { accountName, eventName } from "./account-name";
import { sidesOf } from "./sides";

/** The shape of the table while it loads. */
export const SKELETON: Column<unknown>[] = [m.ledger.account, m.ledger.debit, m.ledger.credit].map((header) => ({
  key: header,
  header,
  cell: () => null,
}));

type Props = { caption: string; transactions: LedgerTransaction[]; together?: boolean };

/** A journal as it is kept on paper: what happened, and below it the accounts that it moved, debits before credits. */
export function JournalTable({ caption, transactions, together = false }: Props) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <JournalHead />
        {transactions.map((one) => (
          <tbody key={one.id} className="border-b last:border-b-0">
            <tr>
              <th scope="rowgroup" colSpan={3} className="px-4 pt-2.5 pb-1 text-start font-normal">
                <Heading one={one} together={together} />
              </th>
            </tr>
            <PostingRows postings={one.postings} />
          </tbody>
        ))}
      </table>
    </div>
  );
}

export function JournalHead() {
  const cell = "text-ink-2 h-9 px-2 text-xs font-medium sm:px-3";
  return (
    <thead>
      <tr className="bg-sunken border-b">
        <th scope="col" className={`${cell} ps-4 text-start sm:ps-4`}>
          {m.ledger.account}
        </th>
        <th scope="col" className={`${cell} w-36 text-end max-sm:w-24`}>
          {m.ledger.debit}
        </th>
        <th scope="col" className={`${cell} w-36 pe-4 text-end max-sm:w-24 sm:pe-4`}>
          {m.ledger.credit}
        </th>
      </tr>
    </thead>
  );
}

function Heading({ one, together }: { one: LedgerTransaction; together: boolean }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
      <TextLink to="/ledger/$transactionId" params={{ transactionId: one.id }}>
        {eventName(one.event)}
      </TextLink>
      {one.note ? <span className="text-ink-2">{one.note}</span> : null}
      {together ? (
        <span className="text-ink-2">
          <CompanyName id={one.company_id} />
        </span>
      ) : null}
      <span className="text-ink-3 text-xs sm:ms-auto">
        <Time at={one.at} />
      </span>
    </span>
  );
}

/** Debits first, each side in the order of the accounts; a credit is indented, as it always was. */
export function PostingRows({ postings }: { postings: Posting[] }) {
  if (postings.length === 0) {
    return (
      <tr>
        <td colSpan={3} className="text-ink-3 px-4 pb-2.5">
          {m.ledger.no_postings}
        </td>
      </tr>
    );
  }
  const rows = postings.map((one) => ({ account: one.account, ...sidesOf(one.amount) }));
  const ordered = [...rows.filter((one) => one.debit), ...rows.filter((one) => !one.debit)];
  return (
    <>
      {ordered.map((one, position) => (
        <tr key={position} className="*:py-1 last:*:pb-3">
          <td className={one.debit ? "px-2 ps-4 sm:px-3 sm:ps-4" : "px-2 ps-8 sm:px-3 sm:ps-10"}>
            {accountName(one.account)}
          </td>
          <td className="px-2 text-end sm:px-3">{one.debit ? <Money value={one.debit} /> : null}</td>
          <td className="px-2 pe-4 text-end sm:px-3 sm:pe-4">{one.credit ? <Money value={one.credit} /> : null}</td>
        </tr>
      ))}
    </>
  );
}
