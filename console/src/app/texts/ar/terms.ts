import type { Messages } from "../en";
import { isolated } from "./isolated";

/** How a company is billed, and what paying early saves. */
export const terms: Messages["terms"] = {
  title: "شروط الفوترة",
  note: "للفواتير من الآن فصاعدًا",
  grace_days: "أيام المهلة",
  grace_hint: "بعد نهاية الفترة وقبل إصدار فاتورتها: يُدرج فيها الاستخدام المتأخر.",
  net_days: "أيام الدفع",
  net_hint: "من تاريخ الإصدار. إذا تُرك فارغًا: كما هو لدى جهة الإصدار.",
  thresholds: {
    title: "الفوترة الفورية",
    hint: "عندما يبلغ الاستخدام غير المفوتر مبلغًا معينًا قبل الضريبة. مبلغ واحد لكل عملة.",
    field: (position: number, column: string) => `المبلغ ${position}: ${column}`,
    add: "إضافة مبلغ",
    remove: (position: number) => `إزالة المبلغ ${position}`,
  },
  early: "خصم على الدفع المبكر",
  early_days: "الدفع خلال أيام",
  early_hint: "تُحسب من يوم الإصدار.",
  late: "غرامة تأخير",
  late_days: "بعد أيام",
  late_hint: "تُحسب من آخر يوم للدفع؛ وتُفرض مرة واحدة.",
  kinds: { none: "لا يوجد", percent: "نسبة مئوية", amount: "مبلغ" },
  percent: "نسبة مئوية",
  amount: "المبلغ",
  amount_hint: "بعملة الفاتورة.",
  cap: "الحد الأقصى",
  cap_hint: "إذا تُرك فارغًا: بلا حد.",
  save: "حفظ الشروط",
  pay_until: (day: string, amount: string, instead: string) =>
    `الدفع حتى ${isolated(day)}: ${isolated(amount)} بدلًا من ${isolated(instead)}.`,
};
