import { apiKeys, companies, notFound, profile, roles, signIn, users } from "./texts/access.en";
import { explain, facts, invoices, methods, overview, payments, roundingRules, stepKinds } from "./texts/billing.en";
import { empty, error, fields, kit, live, nav, notifications, shell, states } from "./texts/shell.en";
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
  companies,
  profile,
  api_keys: apiKeys,
  not_found: notFound,
  overview,
  facts,
  invoices,
  explain,
  step_kinds: stepKinds,
  rounding_rules: roundingRules,
  payments,
  methods,
  calls,
  usage,
  marketplace,
  subscriptions,
  prices,
  price_models: priceModels,
  timings,
  proration,
  intervals,
  unit,
};

export type Messages = typeof en;
