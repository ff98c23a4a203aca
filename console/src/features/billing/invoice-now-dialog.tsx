import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { CurrencyField } from "./currency-field";
import { BLANK, isBelowZero, isCurrency, itemBody, ITEMS_MAX, sumOf, type ItemDraft } from "./item-draft";
import { ItemFields } from "./item-fields";

const FORM = "invoice-now";
type Typed = { key: number; draft: ItemDraft };

/** An invoice of one-off lines alone, issued at once. */
export function InvoiceNowDialog({ currency: own, onClose }: { currency: string; onClose: () => void }) {
  const [lines, setLines] = useState<Typed[]>([{ key: 0, draft: BLANK }]);
  const [currency, setCurrency] = useState(own);
  const issue = useInvoiceNow(onClose);
  const problem = issue.error instanceof Problem ? issue.error : null;
  const t = m.items;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    issue.mutate({ currency, items: lines.map(({ draft }) => itemBody(draft)) });
  };
  const change = (key: number, draft: ItemDraft) =>
    setLines(lines.map((line) => (line.key === key ? { key, draft } : line)));
  const another = () => setLines([...lines, { key: (lines.at(-1)?.key ?? 0) + 1, draft: BLANK }]);
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={issue.isPending}>
        {t.invoice_now}
      </Button>
    </>
  );
  return (
    <Dialog open wide onClose={onClose} title={t.invoice_now} description={t.invoice_hint} footer={footer}>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        {lines.map(({ key, draft }, index) => (
          <fieldset key={key} className="relative flex min-w-0 flex-col gap-2 border-b pb-4">
            <legend className="text-ink-2 float-left py-1.5 text-sm font-medium">{t.line(index + 1)}</legend>
            {lines.length > 1 ? (
              <IconButton
                label={t.leave_out(index + 1)}
                className="!absolute top-0 right-0"
                onClick={() => setLines(lines.filter((line) => line.key !== key))}
              >
                <X aria-hidden className="size-4" />
              </IconButton>
            ) : null}
            <ItemFields
              draft={draft}
              currency={currency}
              problemOf={(name) => problem?.for(`items/${index}/${name}`)}
              onChange={(changed) => change(key, changed)}
            />
          </fieldset>
        ))}
        <div className="flex flex-wrap items-end justify-between gap-3">
          <CurrencyField value={currency} error={problem?.for("currency")} onChange={setCurrency} />
          {lines.length < ITEMS_MAX ? (
            <Button onClick={another}>
              <Plus aria-hidden className="size-4" />
              {t.another}
            </Button>
          ) : null}
        </div>
        <Sum drafts={lines.map(({ draft }) => draft)} currency={currency} />
        <FormProblem error={issue.error} />
      </form>
    </Dialog>
  );
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

type Body = { currency: string; items: ReturnType<typeof itemBody>[] };

/** What was issued is what one wants to see next. */
function useInvoiceNow(onClose: () => void) {
  const company = useCompanyParam();
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  return useMutation({
    mutationFn: (body: Body) => unwrap(api.POST("/api/v1/invoices", { params: { query: { company } }, body })),
    onSuccess: async (invoice) => {
      await client.invalidateQueries({ queryKey: ["invoices"] });
      say(m.drafts.issued(invoice.number ?? ""));
      onClose();
      await navigate({ to: "/invoices/$invoiceId", params: { invoiceId: invoice.id } });
    },
  });
}
