import type { Messages } from "../en";

/** The currency that a company is billed in. */
export const currencies: Messages["currencies"] = {
  change: "تغيير العملة",
  title: (company) => `عملة ${company}`,
  lead: "تُفوتر الاشتراكات الجديدة بها فورًا، والاشتراكات القائمة اعتبارًا من فترتها التالية. وما صدر من مستندات يبقى كما هو. واختيار العملة السارية يلغي تغييرًا مقرّرًا.",
  preferred: "العملة المفضلة",
  changed: (currency) => `العملة المفضلة: ${currency}`,
  from: (currency) => `الفوترة بعملة ${currency} اعتبارًا من`,
};
