import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

/** Drafts, one-off lines and thresholds. */
export const drafts: Messages["drafts"] = {
  issue: "إصدار الآن",
  issue_body: (amount: string) =>
    `تصبح المسودة بقيمة ${isolated(amount)} فاتورة برقم، وتشمل الاستخدام الوارد حتى الآن. وتُستحق من ذلك الحين، ولا يتغير ما صدر بعد ذلك.`,
  issued: (number: string) => `صدرت الفاتورة ${isolated(number)}.`,
  /** Before a day, where "Issued" is the head of the column. */
  on: "ستصدر في",
  issued_on: "موعد الإصدار",
  notice: "المسودة غير مستحقة على أحد. وتُعد من جديد كلما ورد استخدام متأخر، إلى أن تصدر في",
  stands: "توجد مسودة لها، وتشمل الاستخدام المتأخر حتى ذلك الحين.",
  open: "فتح المسودة",
};

export const thresholds: Messages["thresholds"] = {
  reached: (amounts: string) => `الاستخدام الذي يبلغ ${isolated(amounts)} قبل الضريبة يُفوتر فورًا ضمن فترته.`,
  or: " أو ",
};

export const items: Messages["items"] = {
  title: "بنود لمرة واحدة في الانتظار",
  note: "للفاتورة التالية بعملتها",
  none: "لا توجد. ما يُدخل هنا يُضاف إلى الفاتورة التالية.",
  some: (count: number) =>
    plural(count, {
      one: "يظهر الأحدث فقط.",
      two: "يظهر أحدث بندين.",
      few: `يظهر أحدث ${count} بنود.`,
      many: `يظهر أحدث ${count} بندًا.`,
      other: `يظهر أحدث ${count} بند.`,
    }),
  entered: "أُدخل في",
  by: (name: string) => `بواسطة ${isolated(name)}`,
  add: "إضافة بند لمرة واحدة",
  add_hint: "ينتظر الفاتورة التالية للشركة. وإذا لم يُستحق شيء آخر، يُنشئ تشغيل الفوترة التالي فاتورة منه.",
  added: (description: string) => `${isolated(description)} في انتظار الفاتورة التالية.`,
  unit_amount: (currency: string) => `سعر الوحدة بعملة ${isolated(currency)}`,
  unit_amount_plain: "سعر الوحدة",
  discount_hint: "ما دون الصفر هو خصم.",
  discount: "خصم:",
  discount_waits:
    "يخفض الخصم الفاتورة التي تشمله ولا يقلبها أبدًا: فهو ينتظر كاملًا حتى تتسع له فاتورة. وتُرد الأموال بالإشعارات الدائنة.",
  unit: "الوحدة",
  tax_percent: `الضريبة ${isolated("%")}`,
  tax_hint: "إذا تُرك فارغًا: النسبة الخاصة بالشركة.",
  no_module: "بلا منتج",
  module: "يُطبع تحت",
  line: (position: number) => `البند ${position}`,
  another: "إضافة بند آخر",
  leave_out: (position: number) => `استبعاد البند ${position}`,
  comes_to: "المجموع",
  sum: "المجموع الكلي، قبل احتساب الضريبة",
  invoice_now: "الفوترة الآن",
  invoice_hint: "فاتورة بهذه البنود وحدها، تصدر فورًا. وما ينتظر يبقى في الانتظار.",
  below_zero: "لا يمكن أن تكون الفاتورة أقل من صفر. تُرد الأموال بالإشعارات الدائنة.",
  delete: "تراجع",
  delete_of: (description: string) => `التراجع عن ${isolated(description)}`,
  delete_body: (description: string, amount: string) =>
    `لن يظهر ${isolated(description)} (${isolated(amount)}) في أي فاتورة.`,
  deleted: "تم التراجع عن البند.",
  badge: "لمرة واحدة",
};
