import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

/** `1 EUR` and its like: number and code keep together. */
const sum = (amount: string, code: string) => isolated(`${amount} ${code}`);

const daysText = (count: number) =>
  plural(count, {
    one: "يوم واحد",
    two: "يومان",
    few: `${count} أيام`,
    many: `${count} يومًا`,
    other: `${count} يوم`,
  });

const hoursText = (count: number) =>
  plural(count, { one: "ساعة واحدة", two: "ساعتان", few: `${count} ساعات`, other: `${count} ساعة` });

/** After a preposition. */
const ofHours = (count: number) => (count === 2 ? "ساعتين" : hoursText(count));

/** Exchange rates: what one currency is worth in another, since when, and by whose word. */
export const rates: Messages["rates"] = {
  title: "أسعار الصرف",
  lead: "كم تساوي عملة بعملة أخرى، ومنذ متى، ووفق أي مصدر.",
  tabs: { rate: "سعر الصرف", sources: "المصادر", conversions: "تحويلات العملات" },

  selector: {
    placeholder: "الرمز أو الاسم",
    found: (count: number) =>
      plural(count, { one: "عملة واحدة", two: "عملتان", few: `${count} عملات`, other: `${count} عملة` }),
    none: (typed: string) => `لا توجد عملة تطابق «${isolated(typed)}».`,
    not_quoted: "بلا سعر صرف",
  },

  from: "من",
  to: "إلى",
  from_amount: (code: string) => `المبلغ بعملة ${isolated(code)}`,
  to_amount: (code: string) => `الناتج بعملة ${isolated(code)}`,
  swap: "تبديل العملتين",
  converter: "محوّل العملات",
  a_look: "للاطلاع فقط: لا يُسجَّل شيء، ولا يشمل أي رسوم.",
  exactly: (amount: string, digits: string) =>
    `القيمة الدقيقة ${isolated(amount)}، مع تقريب النصف إلى الأعلى إلى ${digits}.`,
  digits: (count: number) =>
    plural(count, {
      zero: "وحدات صحيحة",
      one: "منزلة عشرية واحدة",
      two: "منزلتين عشريتين",
      few: `${count} منازل عشرية`,
      other: `${count} منزلة عشرية`,
    }),
  amount: {
    wrong: (example: string) => `اكتب مبلغًا مثل ${isolated(example)}.`,
    too_fine: (code: string, digits: string) => `تُكتب العملة ${isolated(code)} إلى ${digits}.`,
    too_large: "هذا أكبر مما يجوز أن يبلغه أي مبلغ.",
  },

  day: "بتاريخ",
  day_hint: "سعر الصرف عند نهاية ذلك اليوم، بتوقيت UTC",
  now: "العودة إلى الآن",
  one: (code: string) => isolated(`1 ${code} =`),
  inverse: (from: string, rate: string, to: string) => isolated(`1 ${from} = ${rate} ${to}`),
  source: "المصدر",
  as_of: "بتاريخ",
  fetched: "وقت الجلب",
  base: "مسعّر عبر",
  answers: "الجواب",
  answer: "جميع أسعار الصرف فيه",
  itself: "العملتان واحدة.",
  days_ago: (days: number) =>
    plural(days, {
      zero: "اليوم",
      one: "أمس",
      two: "قبل يومين",
      few: `قبل ${days} أيام`,
      many: `قبل ${days} يومًا`,
      other: `قبل ${days} يوم`,
    }),
  last_before: (asked: string, day: string) => `حتى ${isolated(asked)} كان آخر سعر صرف هو سعر ${isolated(day)}.`,

  standings: { fresh: "حديث", stale: "قديم", held: "معلّق", too_old: "قديم جدًا", past: "سابق" },
  fresh_hint: (hours: number) => `أكده مصدره خلال ${ofHours(hours)}.`,
  past_hint: "سعر الصرف الذي كان ساريًا حينها.",
  stale: {
    title: (source: string, day: string) => `آخر سعر صرف قدّمه ${isolated(source)} بتاريخ ${isolated(day)}.`,
    goes_on: "يستمر العمل به، ويُوسم ما يُحوَّل به بأنه قديم.",
    refused_from: (days: number) => `ويُرفض متى بلغ عمره ${days === 2 ? "يومين" : daysText(days)}.`,
    nobody_asked: "لا يُسأل أي مصدر عن أسعار أحدث.",
    at_that_time: "كان قديمًا في ذلك الوقت أصلًا، واحتُسب كذلك.",
  },
  held: {
    title: "قفز سعر إحدى العملتين، وهو في انتظار قرار بشري.",
    goes_on: (band: string) =>
      `السعر الذي يتحرك بأكثر من ${isolated(`${band}%`)} دفعة واحدة لا يُعتمد دون نظر: هذا هو السعر السابق له.`,
    see: "عرض المعلّق",
  },
  unknown: {
    title: (from: string, to: string) => `لا يسعّر أي مصدر ${isolated(from)} بعملة ${isolated(to)}`,
    body: "اختر عملتين أخريين أو يومًا آخر؛ ويبيّن قسم «المصادر» العملات لدى كل منها.",
  },

  course: "مسار السعر",
  course_of: (from: string, to: string) => `${isolated(from)} بعملة ${isolated(to)}`,
  course_caption: (from: string, to: string, days: string) => `${sum("1", from)} بعملة ${isolated(to)}، ${days}`,
  spans: { "30d": "30 يومًا", "90d": "90 يومًا", "1y": "سنة واحدة", "3y": "3 سنوات" },
  span: "مدة الرسم البياني",
  change: "التغير",
  high: "الأعلى",
  low: "الأدنى",
  average: "المتوسط",
  no_points: { title: "لا أسعار صرف في هذه المدة", body: "لم يسعّر أي مصدر العملتين في هذه الأيام." },

  sources: {
    title: "المصادر",
    lead: "من جميع الأجوبة التي فيها العملتان يُعتمد أحدثها؛ ولا يُخلط جوابان أبدًا.",
    place: "الترتيب",
    never_asked: "لا يُسأل",
    answered: "آخر جواب",
    failures: "مرات الفشل",
    in_a_row: (count: number) =>
      plural(count, {
        one: "مرة واحدة",
        two: "مرتين متتاليتين",
        few: `${count} مرات متتالية`,
        other: `${count} مرة متتالية`,
      }),
    kinds: {
      unreachable: "لا جواب",
      refused: "رفض طلبنا",
      limited: "سُئل أكثر مما يجوز",
      unreadable: "غير مقروء",
    },
    again: "لا يُسأل حتى",
    freshness: "الحالة",
    never: "لا أسعار صرف بعد",
    as_of: "الأسعار بتاريخ",
    currencies: "العملات",
    next_round: "الجولة التالية",
    every: "يُسأل كل",
    minutes: (count: number) =>
      plural(count, { one: "دقيقة", two: "دقيقتين", few: `${count} دقائق`, other: `${count} دقيقة` }),
    fresh_for: "يبقى حديثًا مدة",
    hours: ofHours,
    refused_after: "يُرفض بعد",
    days: (count: number) => (count === 2 ? "يومين" : daysText(count)),
    never_refused: "لا يُرفض أبدًا",
    held_beyond: "يُعلَّق إذا تجاوز",
    nobody: "لا يُسأل أحد",
    nobody_body: `أسعار الصرف هي أسعار السجل المسلّم مع النظام. حدّد مصدرًا في ${isolated("TRUNKLINE_RATES_SOURCES")} لأسعار أحدث؛ ولا يحتاج ${isolated("ecb")} إلى مفتاح.`,
    fetch: "الجلب الآن",
    asked: "يجري سؤال المصادر.",
    see: (source: string) => `أسعار الصرف لدى ${isolated(source)}`,
  },

  answer_of: (source: string) => `جواب ${isolated(source)}`,
  answer_lead: (base: string) => `ما تساويه ${sum("1", base)} من كل عملة.`,
  search_rates: "البحث عن عملة",
  confirmed: "مؤكد حتى",
  carried: (day: string) => `معلّق، بتاريخ ${isolated(day)}`,
  rate: "سعر الصرف",
  currency: "العملة",

  holds: {
    title: "أسعار صرف قفزت",
    lead: "السعر الذي يقفز ينتظر هنا؛ ويستمر العمل بالسعر السابق له حتى يقرر أحد.",
    one: "سعر صرف قفز",
    waiting: (count: number) =>
      plural(count, {
        one: "سعر صرف واحد في انتظار قرار.",
        two: "سعرا صرف في انتظار قرار.",
        few: `${count} أسعار صرف في انتظار قرار.`,
        other: `${count} سعر صرف في انتظار قرار.`,
      }),
    moved: "مقدار الحركة",
    was: "كان",
    said: "يقال إنه",
    found: "وقت العثور",
    seen: "آخر ورود",
    decided: "وقت القرار",
    decided_by: "بواسطة",
    note: "ملاحظة",
    empty: { title: "لم يقفز أي سعر صرف", body: "ما يتحرك كثيرًا دفعة واحدة يظهر هنا قبل أن يُعتمد." },
    states: { open: "في الانتظار", accepted: "تم قبوله", refused: "تم رفضه", withdrawn: "عاد تلقائيًا" },
    decide: "اتخاذ قرار",
    decide_of: (currency: string) => `اتخاذ قرار بشأن ${isolated(currency)}`,
    says: (source: string, base: string, rate: string, currency: string) =>
      `وفق ${isolated(source)}: ${isolated(`1 ${base} = ${rate} ${currency}`)}.`,
    before: (rate: string, day: string) => `وكان ${isolated(rate)} في ${isolated(day)}.`,
    question: "ما الذي يُعتمد من الآن فصاعدًا؟",
    accept: "السعر الجديد",
    accept_hint: "يُعتمد من الآن فصاعدًا. وما حُوّل في هذه الأثناء يبقى كما كان.",
    refuse: "السعر السابق",
    refuse_hint: "يستمر العمل به، حتى إذا كرر المصدر القول نفسه.",
    note_label: "ملاحظة",
    note_hint: "لمن يسأل لاحقًا.",
    accepted: (currency: string) => `تم اعتماد السعر الجديد لعملة ${isolated(currency)}.`,
    refused: (currency: string) => `يستمر العمل بالسعر السابق لعملة ${isolated(currency)}.`,
  },

  conversions: {
    title: "تحويل عملة",
    log: "سجل تحويلات العملات",
    converted: "الناتج",
    exact: "القيمة الدقيقة",
    exact_note: "بأربع منازل عشرية، من حاصل الضرب الدقيق.",
    key: "مفتاح العملية",
    key_note: "ما كان التحويل من أجله: بهذا المفتاح لا يُحوَّل شيء مرتين.",
    asked_at: "طُلب سعر صرف وقت",
    at_that_time: "اللحظة نفسها",
    at: "وقت التحويل",
    working: "كيفية الاحتساب",
    empty: {
      title: "لا توجد تحويلات عملات بعد",
      body: "يظهر كل تحويل هنا بسعر صرفه رقمًا رقمًا، وبمصدره وما كان من أجله.",
    },
    rule: "المبلغ مضروبًا في الكسر الدقيق، مع تقريب النصف إلى الأعلى مرة واحدة، إلى أصغر وحدة في العملة.",
  },
};
