/** Ids name their kind: the prefix says which screen shows the thing. */
const SCREENS: Record<string, (id: string) => string> = {
  inv: (id) => `/invoices/${id}`,
  pay: (id) => `/payments/${id}`,
  rfd: (id) => `/refunds?refund=${id}`,
  dsp: (id) => `/disputes/${id}`,
  ipl: (id) => `/instalment-plans/${id}`,
  arr: (id) => `/payment-arrangements/${id}`,
  rec: (id) => `/reconciliations/${id}`,
  fnd: (id) => `/reconciliations?tab=findings&finding=${id}`,
  dun: (id) => `/dunning/${id}`,
  sub: (id) => `/subscriptions/${id}`,
  com: (id) => `/companies/${id}`,
  mod: (id) => `/marketplace/${id}`,
  ltx: (id) => `/ledger/${id}`,
  cnv: (id) => `/conversions/${id}`,
  rhd: (id) => `/rates?tab=sources&hold=${id}`,
  rsh: (id) => `/rates?tab=sources&answer=${id}`,
  ntc: (id) => `/notices?notice=${id}`,
  mai: (id) => `/mails?mail=${id}`,
  whe: (id) => `/webhooks/${id}`,
  cal: (id) => `/calls?call=${id}`,
};

const ID = /^([a-z]{3})_[0-9a-z]{26}$/;

/** The address of the screen for an id, or undefined for what has no screen or is no id. */
export function addressOf(text: string): string | undefined {
  const id = text.trim();
  const prefix = ID.exec(id)?.[1];
  return prefix === undefined ? undefined : SCREENS[prefix]?.(id);
}
