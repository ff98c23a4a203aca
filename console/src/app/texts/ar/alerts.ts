import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

/** Usage alerts, and usage that its price refused. */
export const alerts: Messages["alerts"] = {
  title: "تنبيهات الاستخدام",
  note: "تُرسل مرة واحدة لكل فترة وعتبة",
  none: "لا يُنبَّه أحد إلى أي استخدام بعد.",
  add: "إضافة تنبيه",
  add_hint: "لا يُعدَّل التنبيه: أزله وأضف غيره.",
  added: (name: string) => `تمت إضافة ${isolated(name)}.`,
  remove: "إزالة",
  remove_of: (name: string) => `إزالة ${isolated(name)}`,
  remove_title: (name: string) => `هل تريد إزالة ${isolated(name)}؟`,
  remove_body: "لن يُنبَّه أحد بعد الآن. ويبقى ما أُرسل في الإشعارات.",
  removed: (name: string) => `تمت إزالة ${isolated(name)}.`,
  name_hint: "الاسم الذي يظهر في الإشعارات.",
  kind: "التنبيه عند",
  kinds: {
    threshold: { label: "بلوغ عتبة خلال فترة", hint: "ما يصل إليه العدّاد في الفترة الجارية." },
    spike: { label: "ساعة غير معتادة", hint: "بالمقارنة مع الساعة نفسها في الأيام السابقة." },
  },
  measure: "المقياس المراقَب",
  measures: {
    quantity: "الكمية (للمكالمات: ثوانيها)",
    events: "عدد الوقائع",
    calls: "عدد المكالمات",
    billed_seconds: "ثواني المكالمات المفوترة",
  },
  thresholds: "العتبات",
  threshold: (position: number, column: string) => `العتبة ${position}: ${column}`,
  reaches: "القيمة التي تُبلَغ",
  unit: "الوحدة",
  units: { percent: "نسبة مئوية", value: "قيمة" },
  add_threshold: "إضافة عتبة",
  remove_threshold: (position: number) => `إزالة العتبة ${position}`,
  percent_of: "تُحسب النسب المئوية من",
  percent_ofs: { limit: "حد", included: "الوحدات التي يشملها السعر" },
  limit: "الحد",
  factor: "عدد أضعاف المعتاد",
  minimum: "وبحد أدنى",
  minimum_hint: "ما دون ذلك في الساعة لا يُعد غير معتاد أبدًا.",
  days: "عدد الأيام السابقة",
  current: "حتى الآن",
  crossed: "تم بلوغها",
  share: (percent: string) => isolated(`${percent}%`),
  share_is: (percent: string, bound: string) => `${isolated(`${percent}%`)} = ${bound}`,
  spike: (factor: string, minimum: string, days: number) => {
    const span = plural(days, {
      one: "يوم واحد",
      two: "يومين",
      few: `${days} أيام`,
      many: `${days} يومًا`,
      other: `${days} يوم`,
    });
    return `${factor} × المعتاد في الساعة خلال ${span}، وبحد أدنى ${minimum}`;
  },
};

export const refusals: Messages["refusals"] = {
  title: "الاستخدام المرفوض",
  note: "لا يكلّف شيئًا حتى يُصحَّح",
  lead: "وصل قبل أن يشترك أحد في عدّاده، والسعر الذي يغطيه الآن لا يستطيع تسعيره.",
  event: "الواقعة",
  used: "وقت الاستخدام",
  why: "السبب",
  newest: (count: number) =>
    plural(count, {
      one: "يظهر الأحدث فقط.",
      two: "يظهر أحدث اثنين.",
      few: `يظهر أحدث ${count} منها.`,
      other: `يظهر أحدث ${count} منها.`,
    }),
};
