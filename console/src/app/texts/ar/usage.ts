import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural, type Forms } from "./plural";

export const calls: Messages["calls"] = {
  lead: "سجلات المكالمات كما وصلت، كل منها مسعّر مرة واحدة.",
  parties: "من ← إلى",
  detail: "المكالمة",
  rating: "كيفية تسعيرها",
  unrated: "غير مسعّرة: لم يكن هناك اشتراك يغطي هذه المكالمة عند بدئها.",
  rating_as_told: "كما أُبلغ بها، قبل تصحيحها.",
  as_told: (duration: string) => `(المبلَّغ به: ${isolated(duration)})`,
  corrected: "مصحَّحة",
  void: "ملغاة",
  corrections: "التصحيحات",
  no_corrections: "لم يُصحَّح شيء.",
  counts_nothing: "لا تُحتسب",
  counts: (duration: string) => `تُحتسب ${isolated(duration)}`,
  stands: "سارٍ",
  causes: {
    told: "أُبلغ بها خطأ.",
    price: "صُحّح سعرها.",
    subscription: "سُعّرت بعد تصحيحها.",
  },
  correct: "تصحيح هذه المكالمة",
  correct_hint: "يبقى ما أُبلغ به. ويقيّد تشغيل الفوترة التالي الفرق في بند مستقل.",
  what_counts: "ما ينبغي احتسابه",
  ways: {
    length: { label: "مدة أخرى", hint: "تُسعَّر المكالمة من جديد." },
    void: { label: "لا شيء", hint: "تُلغى المكالمة: لا تكلّف شيئًا، ويصدر إشعار دائن بما تمت فوترته." },
    revive: { label: "المكالمة من جديد", hint: "تُحتسب من جديد كما كانت قبل إلغائها." },
  },
  billable_seconds: "الثواني القابلة للفوترة",
  reason: "السبب",
  reason_hint: "سطر واحد يُحفظ مع اسمك.",
  correction_made: "تم تصحيح المكالمة.",
  source_id: (source: string) => `المعرّف لدى ${isolated(source)}`,
  any_disposition: "أي نتيجة",
  any_module: "أي منتج",
  only_agent: (agent: string) => `الموظف ${isolated(agent)}`,
  empty: { title: "لا توجد مكالمات بعد", body: "تظهر هنا لحظة إبلاغ نظام الهاتف عنها." },
};

export const usage: Messages["usage"] = {
  lead: "ما استُخدم، وما يبلغه حتى الآن.",
  current: "الفترة الحالية",
  current_note: "لكل منتج وعدّاد",
  group_by: "التقسيم حسب",
  by_group: { day: "حسب اليوم", module: "حسب المنتج", meter: "حسب العدّاد", agent: "حسب الموظف" },
  groups: {
    day: "اليوم",
    month: "الشهر",
    module: "المنتج",
    meter: "العدّاد",
    agent: "الموظف",
    company: "الشركة",
  } as Record<string, string>,
  days: "الأيام",
  ranges: {
    days_7: "آخر 7 أيام",
    days_30: "آخر 30 يومًا",
    days_90: "آخر 90 يومًا",
    month: "هذا الشهر",
    last_month: "الشهر الماضي",
  },
  own_days: "أيام محددة",
  events_counted: "الوقائع",
  rated_calls: "المكالمات المسعّرة",
  nothing_rated: "لم تُسعَّر أي مكالمة في هذه الأيام؛ ويُسعَّر الاستخدام الآخر حسب الفترة.",
  several_currencies: "لا مقياس مشتركًا للمبالغ بعملات متعددة: انظر الجدول.",
  more_below: (count: number) => `و${count} أخرى أدناه`,
  no_agent: "بلا موظف",
  report_by: (group: string) => `الاستخدام حسب ${group}`,
  show_all: (count: number) => `عرض الكل (${count})`,
  calls_of: (name: string) => `المكالمات: ${isolated(name)}`,
  only_meter: (meter: string) => `العدّاد ${isolated(meter)}`,
  csv: "CSV",
  rated_so_far: "المسعّر حتى الآن",
  unsubscribed: "بلا اشتراك",
  no_days: "لا استخدام في هذه الأيام.",
  empty: { title: "لا استخدام في هذه الفترة بعد", body: "اشترك في منتج، ثم أبلغ عن استخدام لعدّاده." },
};

const daysFree = (days: number) =>
  plural(days, {
    one: "يوم واحد مجانًا",
    two: "يومان مجانًا",
    few: `${days} أيام مجانًا`,
    many: `${days} يومًا مجانًا`,
    other: `${days} يوم مجانًا`,
  });

export const marketplace: Messages["marketplace"] = {
  lead: "منتجات لمركز الاتصال.",
  subscribed: "مشترك",
  plans: (count: number) =>
    plural(count, { one: "خطة واحدة", two: "خطتان", few: `${count} خطط`, other: `${count} خطة` }),
  subscribe: "اشتراك",
  subscribe_title: (module: string) => `الاشتراك في ${isolated(module)}`,
  subscribe_body: (company: string, plan: string) =>
    `تشترك ${isolated(company)} في الخطة ${isolated(plan)} من الآن فصاعدًا.`,
  due_in_advance: "الرسم المستحق مقدمًا يكون في الفاتورة التالية.",
  trial: daysFree,
  trial_then: (days: number, cost: string) => `${daysFree(days)}، ثم ${isolated(cost)}.`,
  trial_once: "تُمنح الفترة التجريبية مرة واحدة لكل شركة ومنتج.",
  subscribed_to: (module: string) => `تم الاشتراك في ${isolated(module)}.`,
  current_plan: "الخطة الحالية: إدارة",
  change_plan: "التغيير إلى هذه الخطة",
  choose_company: "اختر شركة في أعلى الصفحة للاشتراك لها.",
  empty: { title: "الكتالوج فارغ", body: "تظهر المنتجات هنا عندما ينشرها المشغّل." },
};

export const subscriptions: Messages["subscriptions"] = {
  lead: "المنتجات وخططها.",
  current_period: "الفترة الحالية",
  ends: "تاريخ الانتهاء",
  will_end: "ينتهي في",
  change: "تغيير الخطة",
  change_hint: "يُحتسب باقي الفترة نسبيًا وفق ما تحدده الخطة.",
  change_when: "الموعد",
  change_whens: { now: "الآن", next_period: "عند بداية الفترة التالية" },
  changed: "تم تغيير الخطة.",
  upcoming: (plan: string) => `يتغير إلى الخطة ${isolated(plan)} في`,
  no_other_plan: "ليست لهذا المنتج خطة أخرى.",
  cancel: "إلغاء الاشتراك",
  cancel_title: (module: string) => `هل تريد إلغاء ${isolated(module)}؟`,
  canceled: "تم إلغاء الاشتراك.",
  keep: "إبقاء",
  resume: "الإبقاء عليه",
  resumed: (module: string) => `يستمر ${isolated(module)}.`,
  when: "متى ينبغي أن ينتهي؟",
  whens: {
    period_end: { label: "عند نهاية الفترة", hint: "يبقى قابلًا للاستخدام حتى ذلك الحين؛ ولا يُسترد شيء." },
    now: { label: "الآن", hint: "يصدر إشعار دائن بباقي الفترة وفق ما تحدده الخطة." },
  },
  trial: {
    runs: "فترة تجريبية: لا شيء مستحق. مدفوع ابتداءً من",
    leave: "الدفع ابتداءً من اليوم",
    done: "انتهت الفترة التجريبية؛ والاشتراك مدفوع ابتداءً من اليوم.",
  },
  pausing: {
    pause: "إيقاف مؤقت",
    title: (module: string) => `هل تريد إيقاف ${isolated(module)} مؤقتًا؟`,
    body: "لا يُحصَّل شيء في أثناء الإيقاف المؤقت ولا يُغطى أي استخدام. وتبقى فترات الفوترة كما هي.",
    when: "متى ينبغي أن يبدأ؟",
    starts: {
      next_period: { label: "مع الفترة التالية", hint: "يبقى ما دُفع ثمنه قابلًا للاستخدام حتى ذلك الحين." },
      now: {
        label: "اليوم",
        hint: "لا يُحتسب اليوم؛ ويصدر إشعار دائن بباقي الفترة وفق ما تحدده الخطة.",
      },
    },
    until: "أول يوم بعد الإيقاف المؤقت",
    until_hint: "إذا تُرك فارغًا فالإنهاء يدوي. ويُحتسب ذلك اليوم.",
    done: "تم ضبط الإيقاف المؤقت.",
    from: "متوقف مؤقتًا من",
    up_to: "حتى ما قبل",
    open: "إلى أن ينهيه أحد",
  },
  unpausing: { leave: "إنهاء الإيقاف المؤقت", done: "انتهى الإيقاف المؤقت." },
  timeline: {
    title: "المخطط الزمني",
    planned: "المخطط له",
    past: "حتى الآن",
    incomplete: "لا تظهر أقدم المستندات.",
    kinds: {
      started: "البدء",
      trial_started: "فترة تجريبية",
      trial_ended: "انتهاء التجربة",
      plan_changed: "الخطة",
      quantity_changed: "الكمية",
      currency_changed: "العملة",
      paused: "إيقاف مؤقت",
      unpaused: "استئناف",
      price_changed: "السعر",
      renewal: "تجديد",
      proration: "احتساب نسبي",
      invoice: "فاتورة",
      canceled: "تم الإلغاء",
      ended: "النهاية",
    },
  },
  empty: { title: "لا توجد اشتراكات بعد", body: "اختر منتجًا في السوق." },
};

export const prices: Messages["prices"] = {
  per_unit: (amount: string, name: string) => `${isolated(amount)} / ${isolated(unit(name, "1"))}`,
  /** Its parts are set apart already; once more, and nothing in it would say that it begins at the right. */
  from: (price: string) => `من ${price}`,
  committed: (amount: string) => `بحد أدنى ${isolated(amount)}`,
  commitment: "ما تتركه منه الأسعار الأخرى في الخطة يُستحق عند إغلاق الفترة.",
  per_minute: (amount: string) => `${isolated(amount)} / دقيقة`,
  per_lot: (amount: string, size: string, units: string) => `${isolated(amount)} / ${size} ${isolated(units)}`,
  percent: (percent: string) => isolated(`${percent}%`),
  percent_and_fixed: (percent: string, amount: string) => `${isolated(`${percent}%`)} + ${isolated(amount)} لكل واقعة`,
  tiers: (model: string) => `الشرائح: ${isolated(model)}`,
  each: "للواحدة",
  flat: "رسم ثابت",
  block: "وحدة البيع",
  one_by_one: "وحدات مفردة",
  block_of: (size: string) => `مجموعات من ${size}`,
  volume: "الحجم",
  share: "النسبة المئوية",
  free_units: (quantity: string, units: string) =>
    `${quantity} ${isolated(units)} مجانًا؛ والحزمة التي بدأت تُحسب كاملة.`,
  whole_packages: "الحزمة التي بدأت تُحسب كاملة.",
  free_events: (events: number) => {
    const first = plural(events, {
      one: "الواقعة الأولى",
      two: "أول واقعتين",
      few: `أول ${events} وقائع`,
      other: `أول ${events} واقعة`,
    });
    return `لا مبلغ عن ${first}.`;
  },
  free_volume: (amount: string) => `لا نسبة مئوية على أول ${isolated(amount)}.`,
  first: (to: string) => `أول ${to}`,
  range: (from: string, to: string) => `أكثر من ${from} حتى ${to}`,
  above: (from: string) => `أكثر من ${from}`,
  call_steps: "خطوات المكالمة",
  from_second: "من",
  increment: "وحدة الاحتساب",
  minute: "لكل دقيقة",
  second: (second: number) => `الثانية ${second}`,
  seconds: (seconds: number) =>
    plural(seconds, {
      one: "ثانية واحدة",
      two: "ثانيتان",
      few: `${seconds} ثوانٍ`,
      other: `${seconds} ثانية`,
    }),
  connect_fee: (amount: string) => `يُضاف ${isolated(amount)} عن كل مكالمة متصلة.`,
  band: (days: string, from: string, to: string, zone: string) =>
    `خطوات المكالمة، ${days}، ${isolated(`${from}–${to}`)} (${isolated(zone)})`,
  outside_bands: "خطوات المكالمة في جميع الأوقات الأخرى",
  weekdays: {
    mon: "الاثنين",
    tue: "الثلاثاء",
    wed: "الأربعاء",
    thu: "الخميس",
    fri: "الجمعة",
    sat: "السبت",
    sun: "الأحد",
  },
  caps: {
    free: (amount: string) => `تكلّف المكالمة ${isolated(amount)} على الأكثر.`,
    disconnect: (amount: string) => `تُنهى المكالمة عندما تبلغ تكلفتها ${isolated(amount)}.`,
  },
};

export const priceModels: Record<string, string> = {
  flat: "ثابت",
  per_unit: "لكل وحدة",
  graduated: "تدرّجي",
  volume: "حسب الحجم",
  package: "بالحزم",
  percentage: "نسبة مئوية",
  graduated_percentage: "نسبة مئوية تدرّجية",
  call: "لكل مكالمة",
  commitment: "التزام",
};

export const timings: Messages["timings"] = { advance: "يُفوتر مقدمًا", arrears: "يُفوتر بعد الفترة" };

export const proration: Record<string, string> = {
  second: "احتساب نسبي بالثانية.",
  day: "احتساب نسبي بأيام التقويم.",
  day30: "احتساب نسبي بشهر من 30 يومًا.",
  none: "بلا احتساب نسبي.",
};

/** `other` is the singular, `few` the plural: beside a number, and alone. */
const noun = (other: string, few: string, many = other): Forms => ({ other, few, many });

const UNITS: Record<string, Forms> = {
  call: noun("مكالمة", "مكالمات"),
  second: noun("ثانية", "ثوانٍ"),
  minute: noun("دقيقة", "دقائق"),
  hour: noun("ساعة", "ساعات"),
  day: noun("يوم", "أيام", "يومًا"),
  week: noun("أسبوع", "أسابيع", "أسبوعًا"),
  month: noun("شهر", "أشهر", "شهرًا"),
  quarter: noun("ربع سنة", "أرباع سنة"),
  year: noun("سنة", "سنوات"),
  period: noun("فترة", "فترات"),
  booking: noun("حجز موعد", "حجوزات مواعيد"),
  summary: noun("ملخص", "ملخصات", "ملخصًا"),
  line: noun("خط", "خطوط", "خطًا"),
  event: noun("واقعة", "وقائع"),
  block: noun("مجموعة", "مجموعات"),
  package: noun("حزمة", "حزم"),
  message: noun("رسالة", "رسائل"),
  seat: noun("مقعد", "مقاعد", "مقعدًا"),
  page: noun("صفحة", "صفحات"),
  sheet: noun("ورقة", "أوراق"),
  unit: noun("وحدة", "وحدات"),
  وحدة: noun("وحدة", "وحدات"),
};

/** After a stroke, where one and two need no number. */
const INTERVALS: Record<string, Forms> = {
  day: { ...UNITS["day"], two: "يومين", other: "يوم" },
  week: { ...UNITS["week"], two: "أسبوعين", other: "أسبوع" },
  month: { ...UNITS["month"], two: "شهرين", other: "شهر" },
  year: { ...UNITS["year"], two: "سنتين", other: "سنة" },
};

export const intervals = (interval: string, count: number): string => {
  const forms = INTERVALS[interval];
  const text = forms ? plural(count, forms) : interval;
  return count === 1 || (count === 2 && forms) ? `/ ${text}` : `/ ${count} ${text}`;
};

/** Units come from prices by their English singular; without a quantity the plural stands alone, and an unknown unit is shown as it is. */
export const unit = (name: string, quantity: string): string => {
  const forms = UNITS[name];
  if (!forms) return name;
  return quantity === "" ? (forms.few ?? forms.other) : plural(Math.abs(Number(quantity)), forms);
};
