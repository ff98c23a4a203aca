import { apiKeys, clocks, companies, notFound, profile, roles, signIn, users } from "./access";
import { credits, explain, facts, invoices, overview, roundingRules, stepKinds, upcoming } from "./billing";
import { aggregation, callTerms, catalogue } from "./catalogue";
import { disputes, dunning, handed, refunds } from "./collecting";
import { arrangements } from "./arrangements";
import { instalments } from "./instalments";
import { drafts, items, thresholds } from "./items";
import { ledger } from "./ledger";
import { notices } from "./notices";
import { declineCodes, methods, payments, providers, setups } from "./payments";
import { reconciliations } from "./reconciliations";
import { rates } from "./rates";
import { pricing } from "./pricing";
import { currencies } from "./currencies";
import { priceLists } from "./price-lists";
import { jobs } from "./operations";
import { empty, error, fields, kit, live, nav, notifications, shell, states } from "./shell";
import { alerts, refusals } from "./alerts";
import { terms } from "./terms";
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
} from "./usage";
import { scenarios } from "./scenarios";
import { mails } from "./mails";
import { settings } from "./settings";
import { webhooks } from "./webhooks";
import { wallets } from "./wallets";

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
  settings,
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
  rates,
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
  price_lists: priceLists,
  currencies,
  catalogue,
  call_terms: callTerms,
  aggregation,
  price_models: priceModels,
  timings,
  proration,
  intervals,
  unit,
};

/** What a text may be replaced by in another language: any text, or a function of the same arguments; the keys stay. */
type Said<T> = T extends string
  ? string
  : T extends (...given: infer Given) => infer Text
    ? (...given: Given) => Said<Text>
    : { [Key in keyof T]: Said<T[Key]> };

/** What every language has to say. */
export type Messages = Said<typeof en>;
