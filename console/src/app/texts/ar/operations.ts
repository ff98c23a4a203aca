import type { Messages } from "../en";
import { isolated } from "./isolated";

/** What the operator watches of the machinery. */
export const jobs: Messages["jobs"] = {
  title: "المهام في الخلفية",
  lead: "ما ينتظر أو يعمل أو فشل. المهمة المتوقفة نهائيًا استنفدت جميع محاولاتها وتنتظر تدخلًا.",
  kind: "المهمة",
  any_state: "أي حالة",
  attempts: (made: number, most: number) => `${made} من ${most}`,
  due: "موعد التشغيل",
  finished: "وقت الاكتمال",
  progress: "التقدم",
  progress_text: (done: string, total: string) => `${done} من ${total}`,
  error: "الخطأ",
  no_error: "لم تبلّغ عن أي خطأ.",
  canceling: "قيد الإلغاء",
  platform: "المنصة",
  retry: "إعادة المحاولة",
  retry_of: (kind: string) => `إعادة محاولة ${isolated(kind)}`,
  retried: (kind: string) => `للمهمة ${isolated(kind)} محاولات جديدة.`,
  cancel: "إلغاء المهمة",
  cancel_of: (kind: string) => `إلغاء ${isolated(kind)}`,
  canceled: (kind: string) => `تم إلغاء المهمة ${isolated(kind)}.`,
  cancel_asked: (kind: string) => `تتوقف المهمة ${isolated(kind)} عند نبضتها التالية.`,
  refresh: "تحديث",
  gone: "هذه المهمة ليست في صفحة القائمة المفتوحة.",
  empty: { title: "لا توجد مهام", body: "تظهر المهام هنا عندما تستدعيها الأحداث والتقويم." },
};
