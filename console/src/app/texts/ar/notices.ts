import type { Messages } from "../en";
import { plural } from "./plural";

const delivered = (times: number) =>
  plural(times, {
    one: "سُلّم مرة واحدة",
    two: "سُلّم مرتين",
    few: `سُلّم ${times} مرات`,
    other: `سُلّم ${times} مرة`,
  });

/** What payment providers tell by themselves. */
export const notices: Messages["notices"] = {
  title: "إخطارات المزوّدين",
  lead: "ما أبلغ به مزوّدو الدفع، كل واقعة مرة واحدة، وما نتج عنها.",
  notice: "إخطار",
  kind: "الواقعة",
  about: "بشأن",
  abouts: {
    charge: "عملية تحصيل",
    refund: "استرداد",
    dispute: "نزاع",
    setup: "طريقة دفع محفوظة",
    arrangement: "اتفاقية دفع",
    payout: "حوالة",
  },
  effect: "الأثر",
  no_effect: "لم يُعالَج بعد.",
  told: "وقت الإبلاغ",
  received: "وقت الاستلام",
  handled: "وقت المعالجة",
  came: "طريقة الوصول",
  polled: "وُجد في قائمة المزوّد",
  delivered,
  polled_and_delivered: (times: number) => `وُجد في قائمة المزوّد، و${delivered(times)}`,
  event_id: "المعرّف لدى المزوّد",
  reference: "العنصر لدى المزوّد",
  body: "ما أُرسل",
  any_provider: "أي مزوّد",
  states: {
    received: "تم الاستلام",
    waiting: "في الانتظار",
    done: "تمت المعالجة",
    ignored: "تم التجاهل",
    failed: "فشل",
  },
  replay: "إعادة المعالجة",
  replay_hint: "بلا ضرر: تُجلب الحقيقة من المزوّد، ولا يُؤخذ بشيء مرتين.",
  replayed: "تجري معالجة الإخطار من جديد.",
  empty: { title: "لا توجد إخطارات بعد", body: "تظهر هنا كلما أرسلها مزوّدو الدفع." },
};
