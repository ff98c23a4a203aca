import type { Messages } from "../en";
import { isolated } from "./isolated";

export const settings: Messages["settings"] = {
  title: "الإعدادات",
  lead: "كيف تظهر لوحة التحكم لك وبأي لغة تقرؤها. لا يتغيّر شيء لدى غيرك.",
  language: "اللغة والمنطقة",
  texts: "لغة الشاشات",
  region: "كتابة الأرقام والتواريخ كما في",
  region_hint: (tag: string) => `يُحفظ بالرمز ${isolated(tag)} ويسري في كل متصفح تسجّل الدخول منه.`,
  no_texts: "لا توجد نصوص بلغتك بعد، فتقرؤها بالإنجليزية، مع أرقام منطقتك وتواريخها.",
  example: "مثال",
  page_loads: "تُحمَّل الصفحة مرة أخرى باللغة الجديدة.",
};
