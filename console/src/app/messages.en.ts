import { apiKeys, clocks, companies, notFound, profile, roles, signIn, users } from "./texts/access.en";
import { credits, explain, facts, invoices, overview, roundingRules, stepKinds, upcoming } from "./texts/billing.en";
import { aggregation, callTerms, catalogue } from "./texts/catalogue.en";
import { disputes, dunning, handed, refunds } from "./texts/collecting.en";
import { arrangements } from "./texts/arrangements.en";
import { instalments } from "./texts/instalments.en";
import { drafts, items, thresholds } from "./texts/items.en";
import { ledger } from "./texts/ledger.en";
import { notices } from "./texts/notices.en";
import { declineCodes, methods, payments, providers, setups } from "./texts/payments.en";
import { reconciliations } from "./texts/reconciliations.en";
import { pricing } from "./texts/pricing.en";
import { jobs } from "./texts/operations.en";
import { empty, error, fields, kit, live, nav, notifications, shell, states } from "./texts/shell.en";
import { alerts, refusals } from "./texts/alerts.en";
import { terms } from "./texts/terms.en";
import {
  calls,
  intervals,
  marketplace,
  priceModels,
  prices,
  proration,
  subscriptions,
  timings,
  unit,
  usage,
} from "./texts/usage.en";
import { scenarios } from "./texts/scenarios.en";
import { mails } from "./texts/mails.en";
import { webhooks } from "./texts/webhooks.en";
import { wallets } from "./texts/wallets.en";

/** Every text of the console, English. Words follow the glossary of ARCHITECTURE.md: one word per thing. */
export const en = {
  product: "Trunkline",
  nav,
  shell,
  kit,
  empty,
  error,
  live,
  fields,
  states,
  notifications,
  sign_in: signIn,
  users,
  roles,
  clocks,
  companies,
  terms,
  profile,
  api_keys: apiKeys,
  not_found: notFound,
  overview,
  facts,
  invoices,
  drafts,
  items,
  thresholds,
  credits,
  upcoming,
  explain,
  step_kinds: stepKinds,
  rounding_rules: roundingRules,
  providers,
  payments,
  decline_codes: declineCodes,
  methods,
  instalments,
  arrangements,
  reconciliations,
  refunds,
  disputes,
  dunning,
  handed,
  setups,
  notices,
  ledger,
  wallets,
  mails,
  webhooks,
  jobs,
  scenarios,
  calls,
  usage,
  alerts,
  refusals,
  marketplace,
  subscriptions,
  prices,
  pricing,
  catalogue,
  call_terms: callTerms,
  aggregation,
  price_models: priceModels,
  timings,
  proration,
  intervals,
  unit,
};

export type Messages = typeof en;
