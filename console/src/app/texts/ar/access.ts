import type { Messages } from "../en";
import { isolated } from "./isolated";
import { plural } from "./plural";

export const signIn: Messages["sign_in"] = {
  title: "تسجيل الدخول",
  lead: "إلى فوترة مركز الاتصال",
  submit: "تسجيل الدخول",
  demo: "هذا عرض تجريبي. تسجيل الدخول بصفة",
  operator: "المشغّل",
};

export const roles: Record<string, string> = {
  super_admin: "المسؤول العام",
  company_admin: "مسؤول الشركة",
  finance_manager: "مدير الشؤون المالية",
  operations_manager: "مدير العمليات",
  team_member: "عضو الفريق",
};

export const users: Messages["users"] = {
  lead: "من يجوز له تسجيل الدخول، وما يجوز لكل مستخدم فعله.",
  create: "إضافة مستخدم",
  created: (name: string) => `تمت إضافة ${isolated(name)}`,
  operator: "المشغّل",
  belongs_to: (company: string | undefined) =>
    company ? `مستخدم تابع لشركة ${isolated(company)}` : "مستخدم لدى المشغّل",
  initial_password: "كلمة المرور الأولية",
  initial_hint: "تُسلَّم بطريقة آمنة. لا تظهر إلا الآن.",
  active: "يجوز له تسجيل الدخول",
  active_hint: "عند تعطيل المستخدم تنتهي جميع جلساته فورًا.",
  empty: { title: "لا يوجد مستخدمون بعد", body: "أضف أول مستخدم في هذه الشركة." },
};

export const companies: Messages["companies"] = {
  lead: "الشركات التي تشتري المنتجات.",
  create: "إنشاء شركة",
  created: (name: string) => `تم إنشاء ${isolated(name)}.`,
  anniversary: "حسب تاريخ الاشتراك",
  identity: "الشركة",
  billing_profile: "بيانات الفوترة",
  profile_note: "تُطبع على الفواتير من الآن فصاعدًا",
  slug_hint: "أحرف لاتينية صغيرة وأرقام وواصلات. لا يتغير الاسم المختصر ولا المنطقة الزمنية ولا العملة بعد ذلك أبدًا.",
  cycle_hint: "يوم من الشهر، من 1 إلى 31. إذا تُرك فارغًا: حسب تاريخ كل اشتراك.",
  address_hint: "تفصل الفاصلة ( , ) بين الأسطر.",
  country_hint: "حرفان، مثل DE.",
  tax_hint: `ككسر عشري: 0.19 تعني ${isolated("19%")}.`,
  tax_inclusive_hint: "الأسعار شاملة الضريبة؛ وإلا فتُضاف الضريبة إليها.",
  tax_rates: "نسب ضريبة أخرى",
  tax_rates_hint: "حسب الرمز الضريبي، للأسعار التي لها رمز. النسبة أعلاه هي نسبة جميع الأسعار الأخرى.",
  tax_code: "الرمز الضريبي",
  tax_rate_field: (position: number, column: string) => `النسبة الأخرى ${position}: ${column}`,
  add_tax_rate: "إضافة نسبة ضريبة",
  remove_tax_rate: (position: number) => `إزالة النسبة الأخرى ${position}`,
  tax_code_twice: (code: string) => `توجد نسبة للرمز ${isolated(code)} بالفعل.`,
  empty: { title: "لا توجد شركات بعد", body: "أنشئ أول شركة لبيع المنتجات لها." },
};

export const clocks: Messages["clocks"] = {
  test_company: "شركة اختبار لها ساعة خاصة بها",
  test_company_hint: "يبقى وقتها ثابتًا إلى أن يُقدَّم. ولا تصبح شركة حقيقية أبدًا.",
  begins: "تبدأ ساعتها في",
  begins_hint: "عند منتصف الليل في مكان الشركة.",
  badge: (day: string) => `ساعة اختبار: ${isolated(day)}`,
  title: "تقديم ساعة الاختبار",
  advance: "تقديم الساعة",
  moving: "الساعة تتقدم",
  stands: "الساعة الآن عند",
  on_its_way: "في طريقها إلى",
  note: "كل ما كان سيحدث حتى الوقت الجديد يحدث بالترتيب. ولا يمكن لأحد آخر تغيير الشركة في أثناء ذلك.",
  by: "التقديم بمقدار",
  steps: [
    ["P1D", "يوم واحد"],
    ["P7D", "أسبوع واحد"],
    ["P1M", "شهر واحد"],
    ["P3M", "ثلاثة أشهر"],
    ["P1Y", "سنة واحدة"],
    ["other", "إلى يوم محدد …"],
  ],
  to: "إلى بداية يوم",
  to_hint: "منتصف الليل بتوقيت UTC، بما لا يتجاوز سنتين قادمتين.",
  share: (percent: number) => `اكتمل ${isolated(`${percent}%`)} من الطريق`,
  ended: "لم يعد أحد يحركها. قدّمها من جديد للمتابعة من هنا؛ وتبيّن قائمة المهام سبب التوقف.",
};

export const profile: Messages["profile"] = {
  you: "بياناتك",
  password: "كلمة المرور والجلسات",
  sessions: "الجلسات المفتوحة",
  device: "المتصفح",
  address: "العنوان",
  last_seen: "آخر ظهور",
  this_session: "هذه الجلسة",
  end_session: "تسجيل الخروج",
  api_keys: "مفاتيح API",
  current_password: "كلمة المرور الحالية",
  new_password: "كلمة المرور الجديدة",
  password_hint: "12 حرفًا على الأقل. ويُسجَّل الخروج من الجلسات الأخرى.",
  change_password: "تغيير كلمة المرور",
  password_changed: "تم تغيير كلمة المرور.",
  theme: "السمة",
  themes: { system: "حسب النظام", light: "فاتحة", dark: "داكنة" },
};

export const apiKeys: Messages["api_keys"] = {
  lead: "للأجهزة التي ترسل سجلات المكالمات",
  create: "إنشاء مفتاح",
  created: "تم إنشاء المفتاح",
  secret: "السر",
  secret_hint: "انسخ السر الآن. لا تُحفظ إلا بصمته، فلا يمكن عرضه مرة أخرى.",
  name_hint: "مكان استخدامه، مثل «مقسم هامبورغ».",
  expires_hint: "إذا تُرك فارغًا: حتى يُبطَل.",
  begins: "يبدأ بـ",
  count: (count: number) =>
    plural(count, {
      one: "إذن واحد",
      two: "إذنان",
      few: `${count} أذونات`,
      many: `${count} إذنًا`,
      other: `${count} إذن`,
    }),
  action: "الإجراء",
  revoke: "إبطال",
  revoked: "تم الإبطال",
  revoked_now: (name: string) => `تم إبطال ${isolated(name)}.`,
  revoke_title: (name: string) => `هل تريد إبطال ${isolated(name)}؟`,
  revoke_body: "تُرفض الأجهزة التي تستخدمه من الآن فصاعدًا. لا يمكن التراجع عن ذلك.",
  empty: { title: "لا توجد مفاتيح API بعد", body: "يتيح المفتاح لجهاز إرسال سجلات المكالمات أو قراءة الفواتير." },
};

export const notFound: Messages["not_found"] = {
  title: "هذه الصفحة غير موجودة",
  body: "قد يكون العنوان مكتوبًا خطأ، أو قد يخص شركة أخرى.",
  home: "الانتقال إلى النظرة العامة",
};
