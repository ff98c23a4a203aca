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

/*
 * Glossary: one word per thing. The reader is "usted"; otherwise nobody is addressed.
 *
 * alert                alerta                      late fee             recargo por mora
 * amount               importe                     ledger               libro mayor
 * arrangement          domiciliación               line, one-off        línea puntual
 * attempt              intento                     mail                 correo
 * band (hours)         franja                      meter                medidor
 * bill run             facturación                 method, payment      método de pago
 * book (verb)          contabilizar                notice, tell         aviso, avisar
 * by itself            automáticamente             one that pays        pagador
 * call record          registro de llamada         operator             operador
 * cancel               cancelar                    overdue              en mora (de una factura: vencida)
 * cap                  tope                        past due             vencida
 * capture              capturar                    payout               desembolso
 * charge, collect      cobro, cobrar               percentage           porcentaje
 * commitment           compromiso                  permission           permiso
 * company              empresa                     posting              asiento
 * connect fee          tarifa de conexión          price                precio
 * credit (balance)     saldo a favor               proration            prorrateo
 * credit, to           acreditar                   provider             proveedor
 * credit note          nota de crédito             quote                cálculo
 * credits (prepaid)    crédito (prepago)           rate a call, to      tarificar
 * currency             moneda                      rate, exchange       tipo de cambio
 * decline              rechazar, rechazo           rate, tax            tasa de impuesto
 * decline, hard, soft  definitivo, temporal        receipt              recibo
 * delivery             entrega                     reconciliation       conciliación
 * discount             descuento                   refund               reembolso
 * dispute              disputa                     refused usage        consumo no admitido
 * draft                borrador                    release              liberar
 * draw                 aplicar                     retire               retirar
 * due                  exigible; día: vencimiento  role                 rol
 * dun for, to          reclamar                    scenario             escenario
 * dunning (case)       gestión de impagos (caso)   settle a finding     resolver
 * early, paid          pronto pago                 step of a call       escalón
 * endpoint             punto de conexión           step (case, play)    paso
 * event                evento                      subscription         suscripción
 * fact                 hecho                       test clock           reloj de prueba
 * fee (of a plan)      tarifa                      threshold            umbral
 * fee (of a provider)  comisión                    tier                 tramo
 * finding              hallazgo                    top up, to           comprar crédito
 * give back by hand    devolver                    trial                período de prueba
 * grant                abono, abonar               uncollectible        incobrable
 * hold                 retener                     usage                consumo
 * in force             vigente                     void                 anular, anulada
 * instalment (plan)    cuota (plan de cuotas)      wallet               monedero
 * invoice              factura                     write off            declarar incobrable
 * issue                emitir, emitida             zone                 zona horaria
 * job                  tarea                       webhook, API, SIP    webhook, API, SIP
 */

/** Every text of the console, Spanish for readers anywhere. */
export const es: Messages = {
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
