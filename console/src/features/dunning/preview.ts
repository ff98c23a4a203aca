/** What a message may name, as a company might read it. */
export const SAMPLE: Record<string, string> = {
  company: "Nordlicht GmbH",
  amount: "€119.00",
  invoices: "TL-2026-0042, TL-2026-0043",
  count: "2",
  step: "1",
  next_on: "1 March 2027",
  next_action: "suspend",
};

export const VARIABLES = Object.keys(SAMPLE);

const TOKEN = /(\{\{.*?\}\}|\{%.*?%\})/s;
const VARIABLE = /^\{\{\s*(\w+)\s*\}\}$/;
const WHETHER = /^\{%-?\s*if\s+(not\s+)?(\w+)\s*-?%\}$/;
const ELSE = /^\{%-?\s*else\s*-?%\}$/;
const END = /^\{%-?\s*endif\s*-?%\}$/;

/**
 * A template with sample values, or null for one that this page cannot read: the server knows comparisons, too, and has the last word.
 * Here there are variables, and conditions on whether a variable has something.
 */
export function previewOf(template: string): string | null {
  let said = "";
  const shown: boolean[] = [];
  for (const token of template.split(TOKEN)) {
    const whether = WHETHER.exec(token);
    if (whether) {
      const value = SAMPLE[whether[2] ?? ""];
      if (value === undefined) return null;
      shown.push((value !== "") !== (whether[1] !== undefined));
    } else if (ELSE.test(token) || END.test(token)) {
      const last = shown.pop();
      if (last === undefined) return null;
      if (ELSE.test(token)) shown.push(!last);
    } else {
      const text = textOf(token);
      if (text === null) return null;
      if (shown.every(Boolean)) said += text;
    }
  }
  return shown.length === 0 ? said : null;
}

function textOf(token: string): string | null {
  if (!TOKEN.test(token)) return token;
  return SAMPLE[VARIABLE.exec(token)?.[1] ?? ""] ?? null;
}
