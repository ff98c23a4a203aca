import type { paths } from "./schema";

/** Shapes are named after what the API answers, not after its schemas: a schema may be renamed without the console noticing. */
type Body<Operation> = Operation extends { responses: infer Responses }
  ? Content<Responses[keyof Responses & Success]>
  : never;
type Success = 200 | 201 | 202;
type Content<Response> = Response extends { content: { "application/json": infer Data } } ? Data : never;
type Got<Path extends keyof paths> = Body<paths[Path]["get"]>;
type Item<Path extends keyof paths> = Got<Path> extends { items: (infer One)[] } ? One : never;

export type Session = Got<"/api/v1/session">;
export type DemoSignIn = Got<"/api/v1/demo">["sign_ins"][number];
export type User = Item<"/api/v1/users">;
export type RoleKey = User["roles"][number];
export type OpenSession = Item<"/api/v1/sessions">;
export type ApiKey = Item<"/api/v1/api-keys">;
export type Company = Item<"/api/v1/companies">;
export type BillingProfile = Company["billing_profile"];
export type Module = Item<"/api/v1/modules">;
export type Plan = Module["plans"][number];
export type Price = Plan["prices"][number];
export type PriceList = Body<paths["/api/v1/plans/{plan_id}/price-conversions"]["post"]>;
export type Subscription = Item<"/api/v1/subscriptions">;
export type TimelineEntry = Got<"/api/v1/subscriptions/{subscription_id}/timeline">["items"][number];
export type UsageTotal = Item<"/api/v1/usage/totals">;
export type UsageAlert = Item<"/api/v1/usage/alerts">;
export type RefusedUsage = Item<"/api/v1/usage/refusals">;
export type UsageReport = Got<"/api/v1/usage/reports">;
export type UsageReportRow = UsageReport["rows"][number];
export type Call = Item<"/api/v1/calls">;
export type CallDetail = Got<"/api/v1/calls/{call_id}">;
export type CallCorrection = CallDetail["corrections"][number];
export type Invoice = Item<"/api/v1/invoices">;
export type CreditNote = Item<"/api/v1/credit-notes">;
export type Creditable = Got<"/api/v1/invoices/{invoice_id}/creditable">;
export type InvoiceItem = Item<"/api/v1/invoice-items">;
export type UpcomingInvoice = Got<"/api/v1/billing/upcoming">["invoices"][number];
export type UpcomingLine = UpcomingInvoice["lines"][number];
export type InvoiceDetail = Got<"/api/v1/invoices/{invoice_id}">;
export type Line = InvoiceDetail["lines"][number];
export type Wallet = Item<"/api/v1/wallets">;
export type Grant = Got<"/api/v1/wallets/{wallet_id}">["grants"][number];
export type WalletDraw = Item<"/api/v1/wallets/{wallet_id}/draws">;
export type Party = InvoiceDetail["bill_to"];
export type Money = Invoice["total"];
export type Period = Invoice["period"];
export type Payment = Item<"/api/v1/payments">;
export type Attempt = Payment["attempts"][number];
export type ManualPayment = Item<"/api/v1/manual-payments">;
export type ManualRefund = Got<"/api/v1/manual-payments/{manual_payment_id}/refunds">[number];
export type Refund = Item<"/api/v1/refunds">;
export type Dispute = Item<"/api/v1/disputes">;
export type DunningCase = Item<"/api/v1/dunning-cases">;
export type DunningCaseDetails = Got<"/api/v1/dunning-cases/{case_id}">;
export type DunningNotice = DunningCase["notices"][number];
export type DunningPolicy = Got<"/api/v1/dunning-policy">;
export type DunningMessage = Got<"/api/v1/dunning-messages">[number];
export type Arrangement = Item<"/api/v1/payment-arrangements">;
export type ArrangementDetails = Got<"/api/v1/payment-arrangements/{arrangement_id}">;
export type ArrangementCharge = ArrangementDetails["charges"][number];
export type InstalmentPlan = Item<"/api/v1/instalment-plans">;
export type Instalment = InstalmentPlan["parts"][number];
export type PlannedPart = Body<paths["/api/v1/instalment-plan-preview"]["post"]>[number];
export type Reconciliation = Item<"/api/v1/reconciliations">;
export type Finding = Item<"/api/v1/reconciliation-findings">;
export type PaymentMethod = Item<"/api/v1/payment-methods">;
export type MethodSetup = Got<"/api/v1/payment-method-setups/{setup_id}">;
export type ProviderNotice = Item<"/api/v1/payment-notices">;
export type LedgerAccount = Got<"/api/v1/ledger/accounts">["accounts"][number];
export type LedgerTransaction = Item<"/api/v1/ledger/transactions">;
export type Posting = LedgerTransaction["postings"][number];
export type CurrencyInfo = Got<"/api/v1/currencies">["items"][number];
export type ExchangeRate = Got<"/api/v1/exchange-rate">;
export type RatePoint = Got<"/api/v1/exchange-rate-series">["points"][number];
export type RateSources = Got<"/api/v1/rate-sources">;
export type RateSource = RateSources["items"][number];
export type RateSheet = Got<"/api/v1/rate-sheets/{sheet_id}">;
export type RateHold = Item<"/api/v1/rate-holds">;
export type Conversion = Item<"/api/v1/conversions">;
export type Job = Item<"/api/v1/jobs">;
export type WebhookEndpoint = Item<"/api/v1/webhook-endpoints">;
export type WebhookDelivery = Item<"/api/v1/webhook-deliveries">;
export type WebhookAttempt = Got<"/api/v1/webhook-deliveries/{delivery_id}">["history"][number];
export type Mail = Item<"/api/v1/mails">;
export type MailDetail = Got<"/api/v1/mails/{mail_id}">;
export type MailAttempt = MailDetail["history"][number];
export type Notification = Item<"/api/v1/notifications">;
export type Overview = Got<"/api/v1/overview">;
export type Fact = Item<"/api/v1/activity">;

/** One page of a list; `next_cursor` is opaque and only ever handed back to the same list. */
export type Page<T> = { items: T[]; next_cursor?: string | null };

/** One term of a derivation. What does not apply is left out. */
export type Step = {
  kind: string;
  label: string;
  quantity?: string;
  unit?: string;
  unit_amount?: string;
  factor?: string;
  amount?: string;
};

/** The price that a line was rated by, or who entered it by hand. */
export type PriceUsed =
  | { component: string; model: string; version: number }
  | { component: string; model: "one_off"; entered_by: string; entered_at: string };

/** "Why this amount?" The server keeps it as the document it wrote when it billed, so that the description leaves its inside open. */
/** Of a correction whose tax is not that of its amount alone: what is asked for by now, its tax, and what of that was booked before. */
export type TaxSoFar = { asked_for: Money; amount: Money; booked: Money };

/** A property by which a price groups usage; null where the usage did not have it. */
export type GroupValue = { property: string; value: string | null };

export type Explain = {
  result: Money;
  group?: GroupValue[] | null;
  price: PriceUsed | null;
  period: Period | null;
  steps: Step[];
  rounding: { exact: string; rounded: string; rule: string; digits: number } | null;
  tax?: { rate: string; base: Money; amount: Money; inclusive?: boolean; cumulative?: TaxSoFar } | null;
  policy: { id: string; title: string }[];
};
