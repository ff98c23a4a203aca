import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

/** As the subject of a sentence, or alone. */
const parts = (count: number) =>
  plural(count, {
    one: "قسط واحد",
    two: "قسطان",
    few: `${count} أقساط`,
    many: `${count} قسطًا`,
    other: `${count} قسط`,
  });

/** After a preposition. */
const ofParts = (count: number) => (count === 2 ? "قسطين" : parts(count));

/** Invoices that are paid in dated parts, by agreement. */
export const instalments: Messages["instalments"] = {
  lead: "فواتير تُدفع باتفاق على أقساط مؤرخة.",
  plan: "خطة تقسيط",
  plans: "الأقساط",
  title: (invoice: string) => `${isolated(invoice)} بالتقسيط`,
  part: "القسط",
  part_of: (number: number, count: number) => `القسط ${number} من ${count}`,
  progress: "المدفوع",
  paid_of: (paid: string, total: string) => `${isolated(paid)} من ${isolated(total)}`,
  next: "الاستحقاق التالي",
  next_amount: "المبلغ التالي",
  no_next: "لا شيء آخر مستحق بموجبها.",
  agreed: "المتفق عليه",
  agreed_note: (count: number) => `على ${ofParts(count)}`,
  left: "المتبقي",
  beside: (amount: string) => `منها ${isolated(amount)} من رصيد دائن أو أموال أخرى`,
  grace: "أيام المهلة",
  grace_of: (days: number) =>
    plural(days, {
      one: "يوم واحد",
      two: "يومان",
      few: `${days} أيام`,
      many: `${days} يومًا`,
      other: `${days} يوم`,
    }),
  made: "تاريخ الاتفاق",
  made_by: "اتفق عليها",
  ended: "تاريخ الانتهاء",
  payment: "الدفعة",
  parts: "الأقساط",
  see_invoice: "إلى الفاتورة",
  /** What a state means for what is owed. */
  means: {
    active: "يُحصَّل كل قسط ابتداءً من يومه. ولا تُحصَّل الفاتورة كاملة ولا تُجرى لها متابعة تحصيل.",
    completed: "تم دفع كل ما اتُّفق عليه.",
    settled: "تم دفع كل المتبقي مرة واحدة قبل مواعيده.",
    defaulted: "بقي قسط غير مدفوع مدة أطول مما اتُّفق عليه.",
    canceled: "تم إنهاء الخطة. تعود الفاتورة مستحقة كاملة إذا بقي منها شيء.",
  },
  defaulted_title: "لم يُلتزم بالخطة",
  defaulted_body: "أصبح كل المتبقي مستحقًا فورًا. وتعود الفاتورة إلى التحصيل ومتابعة التحصيل كاملة.",
  overdue_title: (number: number, amount: string) => `القسط ${number} تجاوز الاستحقاق: ينقص ${isolated(amount)}`,
  overdue_body: (day: string) => `إذا لم يُدفع حتى نهاية ${isolated(day)}، يُستحق كل المتبقي فورًا.`,

  make: "الدفع بالتقسيط",
  make_hint: "تُدفع الفاتورة على أقساط مؤرخة، تُحصَّل من طريقة الدفع الافتراضية، كل قسط في يومه.",
  count: "أقساط متساوية",
  count_hint: "36 على الأكثر. تُضاف الكسور المتبقية إلى القسط الأول.",
  every: "كل",
  interval: "الفترة الزمنية",
  intervals: { day: "أيام", week: "أسابيع", month: "أشهر" },
  first_on: "موعد القسط الأول",
  first_on_hint: "إذا تُرك فارغًا: اليوم، أو بعد فترة زمنية واحدة من الدفعة المقدمة.",
  down_payment: (currency: string) => `الدفعة المقدمة بعملة ${isolated(currency)}`,
  down_payment_hint: "مستحقة اليوم، إضافة إلى الأقساط. إذا تُرك فارغًا: لا توجد.",
  grace_days: "أيام المهلة",
  grace_hint: "المدة التي يجوز أن يتأخرها قسط قبل أن يُستحق كل المتبقي فورًا.",
  preview: "ما سيُستحق",
  preview_none: "حدّد عدد الأقساط.",
  preview_sum: parts,
  submit: (count: number) => `الاتفاق على ${ofParts(count)}`,
  made_toast: "تُدفع الفاتورة بالتقسيط الآن.",

  settle: (amount: string) => `دفع المتبقي كله: ${isolated(amount)}`,
  settle_title: "دفع كل المتبقي الآن",
  settle_hint: "تُجرى محاولة واحدة. وإذا رُفضت تستمر الأقساط كما اتُّفق عليه.",
  settle_body: (amount: string, invoice: string) => `سيُحصَّل الآن ${isolated(amount)} عن الفاتورة ${isolated(invoice)}.`,
  cancel: "إنهاء الخطة",
  cancel_title: "هل تريد إنهاء هذه الخطة؟",
  cancel_body: (amount: string) =>
    `يعود المتبقي، ${isolated(amount)}، مستحقًا في موعد الفاتورة نفسها ويُحصَّل فورًا. ويبقى ما دُفع مدفوعًا.`,
  canceled: "تم إنهاء الخطة.",
  of_invoice: "الأقساط",
  pay_part: (number: number, amount: string) => `دفع القسط ${number}: ${isolated(amount)}`,
  pay_part_body: (number: number, invoice: string, amount: string) =>
    `سيُحصَّل الآن ${isolated(amount)} عن القسط ${number} من الفاتورة ${isolated(invoice)}.`,
  empty: { title: "لا توجد خطط تقسيط", body: "يُتفق على خطة في صفحة فاتورة مفتوحة." },
};
