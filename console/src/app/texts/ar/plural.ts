const RULES = new Intl.PluralRules("ar");

/** What is said of none, one, two, some (3 to 10), many (11 to 99) and of all other counts; a form that is missing is said as `other`. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The form that Arabic asks for: of 102 the one of 2 does not hold, of 103 that of 3 does. */
export const plural = (count: number, forms: Forms): string => forms[RULES.select(count)] ?? forms.other;
