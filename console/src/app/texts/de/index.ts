import type { Messages } from "../en";
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

/**
 * Every text of the console, German. One word per thing:
 *
 * invoice Rechnung, line Position, one-off line Einmalposition, draft Entwurf, issued ausgestellt, due fällig, past due überfällig,
 * void storniert, write off ausbuchen, uncollectible uneinbringlich, credit note Gutschrift, early discount Skonto,
 * late fee Säumnisgebühr, bill run Rechnungslauf, billing terms Abrechnungsbedingungen, receipt Quittung;
 * credit and credits Guthaben, wallet Guthabenkonto, draw verrechnen, expire verfallen;
 * plan Tarif, price Preis, component Bestandteil, tier and step of a call Stufe, terms of a price Konditionen, subscription Abonnement,
 * cancel a subscription kündigen, anything else abbrechen, trial Probezeitraum, period Zeitraum, proration anteilige Berechnung;
 * usage Nutzung, usage event Nutzungsereignis, meter Zähler, call record Anrufdatensatz, rate (verb) tarifieren, alert
 * Nutzungswarnung, threshold Schwellenwert;
 * exchange rate Wechselkurs (Kurs), conversion Umrechnung, rate that leapt Kurssprung, held zurückgestellt, stale veraltet;
 * payment Zahlung, attempt Versuch, payer Zahler, provider Anbieter, payment method Zahlungsmethode, charge Abbuchung, collect and capture
 * einziehen, hold reservieren, release freigeben, decline ablehnen, refund Erstattung, dispute Zahlungsanfechtung, chargeback Rückbuchung,
 * hold back einbehalten, evidence Nachweise, payout Auszahlung, instalment Rate, instalment plan Ratenplan, grace Karenz,
 * arrangement Zahlungsvereinbarung;
 * dunning Mahnwesen, dunning case Mahnfall, step Mahnstufe, dunning policy Mahnrichtlinie, stop einstellen;
 * ledger Hauptbuch, account Konto, transaction Buchungssatz, posting Buchung, its event Geschäftsvorfall, trial balance Saldenliste,
 * journal Journal, document Beleg, reconciliation Abstimmung, finding Abweichung, settle a finding klären, difference Differenz;
 * fact Ereignis, notice of a provider Meldung, notification Benachrichtigung, webhook delivery Zustellung, job Hintergrundauftrag,
 * test clock Testuhr, scenario Szenario, operator Betreiber, company Unternehmen, user Benutzer, role Rolle, permission Berechtigung.
 */
export const de: Messages = {
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
