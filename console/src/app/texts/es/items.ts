import type { Messages } from "../en";

/** Drafts, one-off lines and thresholds. */
export const drafts: Messages["drafts"] = {
  issue: "Emitir ahora",
  issue_body: (amount) =>
    `El borrador de ${amount} se convierte en una factura con número, con el consumo que ha llegado hasta ahora. Desde entonces se debe, y lo emitido ya no se cambia.`,
  issued: (number) => `Se ha emitido la factura ${number}.`,
  /** Before a day, where "Emisión" is the head of the column. */
  on: "prevista el",
  issued_on: "Se emitirá el",
  notice: "Un borrador no se debe. Se rehace mientras llega consumo tardío, hasta que se emita el",
  stands: "Está en borrador y hasta entonces recoge el consumo tardío.",
  open: "Abrir el borrador",
};

export const thresholds: Messages["thresholds"] = {
  reached: (amounts) =>
    `El consumo que suma ${amounts} antes de impuestos se factura de inmediato, dentro de su período.`,
  or: " o ",
};

export const items: Messages["items"] = {
  title: "Líneas puntuales en espera",
  note: "para la próxima factura en su moneda",
  none: "Ninguna. Lo que se introduce aquí va a la próxima factura.",
  some: (count) => (count === 1 ? "Se muestra la más reciente." : `Se muestran las ${count} más recientes.`),
  entered: "Introducida el",
  by: (name) => `por ${name}`,
  add: "Añadir línea puntual",
  add_hint: "Espera a la próxima factura de la empresa. Si no hay nada más, la próxima facturación emite una con ella.",
  added: (description) => `${description} espera a la próxima factura.`,
  unit_amount: (currency) => `Precio unitario en ${currency}`,
  unit_amount_plain: "Precio unitario",
  discount_hint: "Por debajo de cero es un descuento.",
  discount: "Un descuento:",
  discount_waits:
    "Un descuento reduce la factura que lo recoge y nunca la deja en negativo: espera, entero, hasta que una factura lo admita. El dinero se devuelve con notas de crédito.",
  unit: "Unidad",
  tax_percent: "Impuesto en %",
  tax_hint: "Vacío: la tasa propia de la empresa.",
  no_module: "Sin módulo",
  module: "Se imprime bajo",
  line: (position) => `Línea ${position}`,
  another: "Añadir otra línea",
  leave_out: (position) => `Omitir la línea ${position}`,
  comes_to: "Suma",
  sum: "En total, antes de impuestos",
  invoice_now: "Facturar ahora",
  invoice_hint: "Una factura solo con estas líneas, emitida de inmediato. Lo que espera sigue esperando.",
  below_zero: "Una factura no puede ser inferior a cero. El dinero se devuelve con notas de crédito.",
  delete: "Retirar",
  delete_of: (description) => `Retirar ${description}`,
  delete_body: (description, amount) => `${description} (${amount}) no irá en ninguna factura.`,
  deleted: "Se ha retirado la línea.",
  badge: "puntual",
};
