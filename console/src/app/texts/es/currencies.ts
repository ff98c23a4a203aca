import type { Messages } from "../en";

/** The currency that a company is billed in. */
export const currencies: Messages["currencies"] = {
  change: "Cambiar moneda",
  title: (company) => `La moneda de ${company}`,
  lead: "Las suscripciones nuevas se facturan en ella de inmediato; las abiertas, desde su próximo período. Lo emitido queda como está. La moneda vigente anula un cambio pendiente.",
  preferred: "Moneda preferida",
  changed: (currency) => `Moneda preferida: ${currency}`,
  from: (currency) => `Se factura en ${currency} desde`,
};
