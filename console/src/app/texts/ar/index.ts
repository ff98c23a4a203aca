import type { Messages } from "../en";
import { apiKeys, clocks, companies, notFound, profile, roles, signIn, users } from "./access";
import { alerts, refusals } from "./alerts";
import { arrangements } from "./arrangements";
import { credits, explain, facts, invoices, overview, roundingRules, stepKinds, upcoming } from "./billing";
import { aggregation, callTerms, catalogue } from "./catalogue";
import { disputes, dunning, handed, refunds } from "./collecting";
import { instalments } from "./instalments";
import { drafts, items, thresholds } from "./items";
import { ledger } from "./ledger";
import { mails } from "./mails";
import { notices } from "./notices";
import { jobs } from "./operations";
import { declineCodes, methods, payments, providers, setups } from "./payments";
import { pricing } from "./pricing";
import { currencies } from "./currencies";
import { priceLists } from "./price-lists";
import { rates } from "./rates";
import { reconciliations } from "./reconciliations";
import { scenarios } from "./scenarios";
import { settings } from "./settings";
import { empty, error, fields, kit, live, nav, notifications, shell, states } from "./shell";
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
import { wallets } from "./wallets";
import { webhooks } from "./webhooks";

/*
 * One word per thing. Whoever adds a text takes its words from here.
 *
 * Who       operator المشغّل · company شركة · user مستخدم · role دور · permission إذن · session جلسة · payer الدافع
 *           provider مزوّد · agent موظف · caller المتصل
 * Sold      catalogue الكتالوج · marketplace السوق · module منتج (وحدة is a unit) · plan خطة · price سعر · component مكوّن
 *           subscription اشتراك · trial فترة تجريبية · pause إيقاف مؤقت · proration احتساب نسبي · period فترة
 *           revise تنقيح · correct تصحيح · retire سحب من العرض
 * Prices    tier شريحة · package حزمة · block مجموعة · band نطاق زمني · step خطوة · increment وحدة الاحتساب
 *           commitment التزام · adjustment تعديل · discount خصم · cap سقف · threshold عتبة · limit حد · quote عرض سعر
 * Used      usage استخدام · meter عدّاد · call record سجل مكالمة · event واقعة · fact حدث · rated مسعّر · alert تنبيه
 * Billed    billing فوترة · bill run تشغيل الفوترة · terms شروط · invoice فاتورة · draft مسودة · line بند
 *           one-off line بند لمرة واحدة · credit note إشعار دائن · credit رصيد دائن · late fee غرامة تأخير · fee رسوم
 *           issued صادرة · open مفتوحة · past due متأخرة · overdue تجاوز الاستحقاق · void ملغاة
 *           uncollectible غير قابلة للتحصيل · write off شطب
 * Paid      payment دفعة (مدفوعات) · payment method طريقة دفع · attempt محاولة · collect, charge, take تحصيل
 *           hold حجز · capture اقتطاع · release فك الحجز · decline رفض · direct debit خصم مباشر · receipt إيصال
 *           refund استرداد · give back رد · dispute نزاع · evidence أدلة · payout حوالة · bank transfer تحويل مصرفي
 *           arrangement اتفاقية دفع · instalment plan خطة تقسيط · instalment, part قسط · down payment دفعة مقدمة
 *           days of grace أيام المهلة · dunning متابعة التحصيل · dunning case ملف متابعة · policy سياسة
 * Prepaid   wallet محفظة · prepaid credits أرصدة مسبقة الدفع · grant رصيد ممنوح · draw سحب · movement حركة
 * Books     ledger دفتر الأستاذ · posting قيد · transaction معاملة · account حساب · debit مدين · credit دائن
 *           reconciliation مطابقة · finding اختلاف · difference فرق · settle تسوية · exchange rate سعر الصرف
 *           conversion تحويل عملة · source مصدر · held rate سعر صرف معلّق · stale قديم
 * Told      notification إشعار · provider notice إخطار · mail رسالة بريد · message رسالة · webhook خطاف ويب
 *           endpoint نقطة نهاية · delivery تسليم · secret سر
 * Machinery job مهمة · test clock ساعة اختبار · scenario سيناريو · expectation توقّع
 */

/** Every text of the console, Arabic. */
export const ar: Messages = {
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
  settings,
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
