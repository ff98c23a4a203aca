import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";
import { unit } from "./usage";

const firstPeriods = (periods: number) =>
  plural(periods, {
    one: "في الفترة الأولى",
    two: "في أول فترتين",
    few: `في أول ${periods} فترات`,
    other: `في أول ${periods} فترة`,
  });

const eventsText = (events: number) =>
  plural(events, { one: "واقعة واحدة", two: "واقعتان", few: `${events} وقائع`, other: `${events} واقعة` });

/** The operator's price editor. */
export const pricing: Messages["pricing"] = {
  revise: "تنقيح",
  revise_of: (price: string) => `تنقيح ${isolated(price)}`,
  version: (version: number) => `الإصدار ${version}`,
  lead: (plan: string, price: { currency: string; meter: string | null; tax_code: string | null }, timing: string) =>
    [
      `الخطة ${isolated(plan)}`,
      isolated(price.currency),
      timing,
      price.meter ? `العدّاد ${isolated(price.meter)}` : null,
      price.tax_code ? `الرمز الضريبي ${isolated(price.tax_code)}` : null,
    ]
      .filter(Boolean)
      .join(" · "),
  price: "السعر",
  terms: "الشروط",
  model: "النموذج",
  model_hints: {
    flat: "مبلغ واحد لكل فترة، مهما كان الاستخدام.",
    per_unit: "كل وحدة بالتكلفة نفسها.",
    graduated: "كل وحدة بسعر الشريحة التي تقع فيها.",
    volume: "جميع الوحدات بسعر الشريحة التي يقع فيها المجموع.",
    package: "تُباع الوحدات في حزم كاملة؛ والحزمة التي بدأت تُحسب كاملة.",
    percentage: "نسبة مئوية من حجم أموال، ومبلغ عن كل واقعة كوّنته.",
    graduated_percentage: "كل جزء من حجم أموال بالنسبة المئوية لشريحته.",
    call: "تُسعَّر المكالمات واحدة واحدة، حسب مدتها ووقت بدئها.",
    commitment: "أقل ما تبلغه جميع أسعار الخطة معًا.",
  },
  fields: {
    amount: (currency: string) => `المبلغ لكل فترة بعملة ${isolated(currency)}`,
    unit_amount: (currency: string, name: string) => `${isolated(currency)} لكل ${isolated(unit(name, "1"))}`,
    package_amount: (currency: string) => `${isolated(currency)} لكل حزمة`,
    package_size: "عدد الوحدات في الحزمة",
    free_units: "الوحدات المجانية",
    percent: "نسبة مئوية",
    fixed_amount: (currency: string) => `${isolated(currency)} لكل واقعة`,
    free_events: "الوقائع المجانية",
    free_volume: (currency: string) => `الحجم المجاني بعملة ${isolated(currency)}`,
    up_to: "حتى",
    each: (currency: string) => `${isolated(currency)} للواحدة`,
    flat_amount: (currency: string) => `رسم ثابت بعملة ${isolated(currency)}`,
    block_size: "حجم المجموعة",
    included_units: (units: string) => `المشمول من ${isolated(units)}`,
    discount: "خصم",
    discount_amount: (currency: string) => `الخصم لكل فترة بعملة ${isolated(currency)}`,
    discount_periods: "عدد الفترات الأولى",
    maximum_amount: (currency: string) => `الحد الأقصى بعملة ${isolated(currency)}`,
    minimum_amount: (currency: string) => `الحد الأدنى بعملة ${isolated(currency)}`,
  },
  tier_actions: "إزالة",
  tier_field: (position: number, column: string) => `الشريحة ${position}: ${isolated(column)}`,
  add_tier: "إضافة شريحة",
  remove_tier: (position: number) => `إزالة الشريحة ${position}`,
  and_above: "وما فوق",
  everything: "الكل",
  no_blocks: "مفردة",
  adjustments: "التعديلات",
  adjustments_note: "لكل فترة؛ والفارغ يعني عدم وجودها",
  discounts: { none: "لا يوجد", percent: "خصم بنسبة مئوية", amount: "خصم بمبلغ" },
  all_periods: "الكل",
  adjusted: {
    included: (quantity: string, units: string) => `تشمل ${quantity} ${isolated(units)}`,
    percent: (percent: string) => `خصم ${isolated(`${percent}%`)}`,
    amount: (amount: string) => `خصم ${isolated(amount)}`,
    first: firstPeriods,
    maximum: (amount: string) => `بحد أقصى ${isolated(amount)}`,
    minimum: (amount: string) => `بحد أدنى ${isolated(amount)}`,
  },
  way: "ما يفعله الإصدار التالي",
  ways: {
    revise: { label: "تنقيح", hint: "سعر جديد من الآن أو من لحظة لاحقة." },
    correct: { label: "تصحيح", hint: "كان السعر خاطئًا: سعر آخر من لحظة ماضية." },
  },
  correcting: "تصحيح",
  corrects_from: "خاطئ منذ",
  reason_hint: "سطر واحد. يظهر على الفواتير.",
  correction_title: "ما يفعله التصحيح",
  correction_does: [
    "من تلك اللحظة فصاعدًا يحل هذا الإصدار محل جميع الإصدارات السابقة له، ومنها المخطط لها لاحقًا، لكل شركة لديها الخطة.",
    "تعيد مهمة في الخلفية تسعير ما استُخدم منذ ذلك الحين.",
    "تبقى الفواتير الصادرة كما هي. ويقيّد تشغيل الفوترة التالي الفرق على كل شركة أو لها، مع ذكر السبب في البند.",
    "تُفوتر الرسوم من جديد عن الفترات التي بدأت منذ ذلك الحين.",
  ],
  preview: {
    title: "ما سيقيّده تشغيل الفوترة التالي",
    company: "الشركة",
    period: "الفترة",
    billed: "المفوتر حتى الآن",
    would_be: "سيصبح",
    delta: "الفرق",
    nothing: "لا تتغير أي فترة تمت فوترتها.",
    looking: (done: number, all: number) => `يجري فحص الشركة ${Math.min(done + 1, all)} من ${all} …`,
    left_out: (periods: number) => {
      const more = plural(periods, {
        one: "فترة أخرى",
        two: "فترتان أخريان",
        few: `${periods} فترات أخرى`,
        other: `${periods} فترة أخرى`,
      });
      return `لا تظهر ${more}: فالتغير فيها أقل. وهي داخلة في المجاميع.`;
    },
    unbilled: (events: number) =>
      `${eventsText(events)} في فترات غير مفوترة بعد: تكون فوترتها بالسعر المصحَّح من البداية.`,
    too_large: (company: string, events: number) =>
      `لدى ${isolated(company)} ${eventsText(events)}، وهي ليست في الأرقام: فذلك أكثر مما تفحصه المعاينة.`,
  },
  confirm_correction: "تصحيح السعر",
  corrected: "تعيد مهمة في الخلفية تسعير ما استُخدم منذ ذلك الحين. ويقيّد تشغيل الفوترة التالي الفرق.",
  effective: "يسري من",
  now: "الآن",
  later: "لحظة لاحقة",
  moment: "اللحظة",
  review: "مراجعة",
  confirm: "تنقيح السعر",
  confirm_title: (version: number) => `هل تريد إنشاء الإصدار ${version}؟`,
  stays: "ما يبقى كما كان",
  stays_list: (version: number) => [
    `يحتفظ الاستخدام حتى ذلك الحين بالإصدار ${version}، ويحتفظ ما تمت فوترته بمبلغه.`,
    "العملة والمكوّن والعدّاد والوحدة وموعد الفوترة.",
    "الأسعار الأخرى في الخطة، وهذا السعر بالعملات الأخرى.",
  ],
  revised: (version: number) => `تم إنشاء الإصدار ${version}.`,
  back: (module: string) => `العودة إلى ${isolated(module)}`,
  replaced: "نُقّح هذا السعر في هذه الأثناء. عد إلى المنتج وافتح أحدث إصدار منه.",
  gone: {
    title: "هذا السعر غير سارٍ",
    body: "قد يكون نُقّح. افتح السعر من منتجه.",
  },
  quote: "عرض سعر مباشر",
  quote_note: "كما ستُصدره الفوترة، دون الضريبة",
  quantity: (units: string) => `الكمية (${isolated(units)})`,
  a_unit: "وحدة",
  seconds: "ثواني المكالمة",
  this_draft: "كما هو مكتوب",
  in_force: (version: number) => `الإصدار ${version}`,
  same: "بلا تغيير",
  more: "أكثر من الآن",
  less: "أقل من الآن",
  incomplete: "املأ الحقول الفارغة لمعرفة التكلفة.",
  not_quoted: (detail: string) => `تعذّر إعداد عرض السعر. ${isolated(detail)}`,
  see_field: "تعذّر إعداد عرض السعر بعد: الحقل المميَّز يبيّن السبب.",
  last_quote: "آخر عرض سعر",
  nothing_due: "لا شيء مستحق: لن يكون هناك بند في الفاتورة.",
  by_volume: (units: string) => `حسب الحجم: ${isolated(units)}`,
  by_volume_shown: "ما يعرضه الرسم البياني",
  shown: { total: "الإجمالي", each: "لكل وحدة" },
};
