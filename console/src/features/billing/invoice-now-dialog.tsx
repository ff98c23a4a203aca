import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap, type Problem } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { CurrencyField } from "./currency-field";
import { BLANK, isBelowZero, isCurrency, itemBody, ITEMS_MAX, sumOf, type ItemDraft } from "./item-draft";
import { LineFields } from "./line-fields";

type Typed = { key: number; draft: ItemDraft };

/** An invoice of one-off lines alone, issued at once; what was issued is what one wants to see next. */
export function InvoiceNowDialog({ currency: own, onClose }: { currency: string; onClose: () => void }) {
  const [lines, setLines] = useState<Typed[]>([{ key: 0, draft: BLANK }]);
  const [currency, setCurrency] = useState(own);
  const company = useCompanyParam();
  const navigate = useNavigate();
  const issue = () => {
    const body = { currency, items: lines.map(({ draft }) => itemBody(draft)) };
    return unwrap(api.POST("/api/v1/invoices", { params: { query: { company } }, body }));
  };
  const another = () => setLines([...lines, { key: (lines.at(-1)?.key ?? 0) + 1, draft: BLANK }]);
  return (
    <FormDialog
      wide
      title={m.items.invoice_now}
      description={m.items.invoice_hint}
      submit={m.items.invoice_now}
      act={issue}
      stale={[["invoices"]]}
      said={({ number }) => m.drafts.issued(number ?? "")}
      onDone={({ id }) => navigate({ to: "/invoices/$invoiceId", params: { invoiceId: id } })}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <Lines lines={lines} currency={currency} problem={problem} onChange={setLines} />
          <div className="flex flex-wrap items-end justify-between gap-3">
            <CurrencyField value={currency} error={problem?.for("currency")} onChange={setCurrency} />
            {lines.length < ITEMS_MAX ? (
              <Button onClick={another}>
                <Plus aria-hidden className="size-4" />
                {m.items.another}
              </Button>
            ) : null}
          </div>
          <Sum drafts={lines.map(({ draft }) => draft)} currency={currency} />
        </>
      )}
    </FormDialog>
  );
}

type LinesProps = { lines: Typed[]; currency: string; problem: Problem | null; onChange: (lines: Typed[]) => void };

function Lines({ lines, currency, problem, onChange }: LinesProps) {
  const change = (key: number, draft: ItemDraft) =>
    onChange(lines.map((line) => (line.key === key ? { key, draft } : line)));
  const leaveOut = (key: number) => onChange(lines.filter((line) => line.key !== key));
  return lines.map(({ key, draft }, index) => (
    <LineFields
      key={key}
      number={index + 1}
      draft={draft}
      currency={currency}
      problemOf={(name) => problem?.for(`items/${index}/${name}`)}
      onChange={(changed) => change(key, changed)}
      {...(lines.length > 1 && { onLeaveOut: () => leaveOut(key) })}
    />
  ));
}

function Sum({ drafts, currency }: { drafts: ItemDraft[]; currency: string }) {
  const { locale } = useLocale();
  const sum = isCurrency(currency) ? sumOf(drafts, currency) : null;
  if (sum === null) return null;
  return (
    <div className="bg-accent-soft flex flex-wrap items-baseline justify-between gap-x-4 rounded-lg px-4 py-3">
      <span className="text-accent-text text-sm font-medium">{m.items.sum}</span>
      <span className="nums text-lg font-semibold">{formatMoney(sum, currency, locale)}</span>
      {isBelowZero(sum) ? <p className="text-warn w-full text-sm">{m.items.below_zero}</p> : null}
    </div>
  );
}
