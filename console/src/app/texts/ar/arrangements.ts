import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

const charges = (count: number) =>
  plural(count, {
    one: "عملية تحصيل واحدة",
    two: "عمليتي تحصيل",
    few: `${count} عمليات تحصيل`,
    other: `${count} عملية تحصيل`,
  });

/** Payments on account that a provider collects by a schedule of its own. */
export const arrangements: Messages["arrangements"] = {
  lead: "مبالغ ثابتة يحصّلها مزوّد وفق جدوله الخاص. وما يرد منها يسدد أقدم الفواتير المفتوحة.",
  choose: "اختر شركة في أعلى الصفحة لإبرام اتفاقية دفع معها.",
  arrangement: "اتفاقية دفع",
  every: {
    week: (count: number) =>
      plural(count, {
        one: "كل أسبوع",
        two: "كل أسبوعين",
        few: `كل ${count} أسابيع`,
        many: `كل ${count} أسبوعًا`,
        other: `كل ${count} أسبوع`,
      }),
    month: (count: number) =>
      plural(count, {
        one: "كل شهر",
        two: "كل شهرين",
        few: `كل ${count} أشهر`,
        many: `كل ${count} شهرًا`,
        other: `كل ${count} شهر`,
      }),
    year: (count: number) =>
      plural(count, {
        one: "كل سنة",
        two: "كل سنتين",
        few: `كل ${count} سنوات`,
        other: `كل ${count} سنة`,
      }),
  },
  title: (amount: string, every: string) => `${isolated(amount)} ${every}`,
  schedule: "الجدول",
  next: "التحصيل التالي",
  no_next: "لا تحصيل آخر",
  next_unknown: "غير معروف بعد",
  starts: "تبدأ",
  ends: "تنتهي",
  ends_after: (count: number) => `بعد ${charges(count)}`,
  until_cancelled: "عند إلغائها",
  received: "المبلغ المستلم",
  received_note: (paid: number) => (paid === 0 ? "لا شيء بعد" : `عبر ${charges(paid)}`),
  received_of: (paid: number, most: number) => `عبر ${paid} من أصل ${charges(most)}`,
  latest: "من آخر 100",
  made: "تاريخ الإبرام",
  made_by: "أبرمها",
  ended: "تاريخ الانتهاء",
  reference: "المرجع لدى المزوّد",
  cancelling: "قيد الإلغاء",
  /** What a state means for the money. */
  means: {
    starting: (provider: string) => `يجري طلبها من ${isolated(provider)}. لا يُحصَّل شيء بعد.`,
    awaiting_approval: (provider: string) => `لم يوافق الدافع لدى ${isolated(provider)} بعد. لا يُحصَّل شيء.`,
    active: (provider: string) => `يحصّلها ${isolated(provider)} تلقائيًا. تنتظرها الفواتير إلى أن تصبح متأخرة.`,
    past_due: (provider: string) => `فشل آخر تحصيل. يعيد ${isolated(provider)} المحاولة وفق جدوله الخاص.`,
    cancelled: () => "لا يُحصَّل شيء بعد الآن. ويُحتسب ما ورد من قبل.",
    ended: () => "ورد كل ما اتُّفق عليه.",
  },
  cancelling_means: (provider: string) => `يجري إبلاغ ${isolated(provider)} بعدم تحصيل المزيد. ويُحتسب ما حصّله من قبل.`,
  approve: {
    title: (provider: string) => `${isolated(provider)} في انتظار الدافع`,
    payer: "تتم الموافقة في صفحته ثم العودة إلى هنا. وحتى ذلك الحين لا يُحصَّل شيء.",
    operator: "أرسل هذا الرابط إلى الدافع. لا يُحصَّل شيء حتى يوافق عبره.",
    act: (provider: string) => `الموافقة لدى ${isolated(provider)}`,
  },

  charges: "عمليات التحصيل",
  no_charges: "لم يحصّل المزوّد شيئًا بعد.",
  charged: "تاريخ التحصيل",
  pays: "الفواتير المسدَّدة",
  failures: (count: number) =>
    plural(count, {
      one: "فشلت مرة واحدة",
      two: "فشلت مرتين",
      few: `فشلت ${count} مرات`,
      other: `فشلت ${count} مرة`,
    }),
  fee: "الرسوم",
  receipt: "الإيصال",
  as_credit: "محفوظ كرصيد دائن",

  make: "إبرام اتفاقية دفع",
  make_hint: "يحصّل المزوّد تلقائيًا على الحساب. تبقى الفواتير كما هي وتُسدَّد منه.",
  from: "التحصيل من",
  other_page: (provider: string) => `حساب لدى ${isolated(provider)}`,
  other_page_hint: (provider: string) => `يوافق الدافع في صفحة ${isolated(provider)}؛ ويظهر الرابط في الخطوة التالية.`,
  none: "لا توجد طريقة دفع يمكن التحصيل منها وفق جدول. أضف بطاقة أولًا.",
  amount: "المبلغ",
  interval_count: "كل",
  interval: "الفترة الزمنية",
  intervals: { week: "أسابيع", month: "أشهر", year: "سنوات" },
  starts_at: "أول تحصيل",
  starts_hint: (zone: string) => `إذا تُرك فارغًا: على الفور. الأوقات بتوقيت ${isolated(zone)}.`,
  charges_max: "عدد عمليات التحصيل حتى الانتهاء",
  charges_hint: "إذا تُرك فارغًا: تستمر حتى تُلغى.",
  half_typed: "حدّد المبلغ وعدد مرات التحصيل.",
  made_toast: "يجري طلبها من المزوّد.",

  cancel: "إلغاء اتفاقية الدفع",
  cancel_title: "هل تريد إلغاء اتفاقية الدفع هذه؟",
  cancel_body: (provider: string) =>
    `لن يحصّل ${isolated(provider)} المزيد. ويُحتسب ما حصّله من قبل، وتُحصَّل الفواتير كما كانت قبلها.`,
  keep: "إبقاء",
  cancel_asked: (provider: string) => `يجري إبلاغ ${isolated(provider)}.`,
  empty: {
    title: "لا توجد اتفاقيات دفع",
    body: "أبرم اتفاقية ليحصّل مزوّد مبلغًا ثابتًا، مثل مبلغ كل شهر.",
  },
};
