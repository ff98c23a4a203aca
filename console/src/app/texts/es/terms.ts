import type { Messages } from "../en";

/** How a company is billed, and what paying early saves. */
export const terms: Messages["terms"] = {
  title: "Condiciones de facturación",
  note: "de las facturas a partir de ahora",
  grace_days: "Días de gracia",
  grace_hint: "Tras el fin de un período y antes de emitir su factura: el consumo tardío todavía entra en ella.",
  net_days: "Plazo de pago en días",
  net_hint: "Desde la emisión. Vacío: el plazo del emisor.",
  thresholds: {
    title: "Facturar de inmediato",
    hint: "Cuando el consumo aún no facturado alcanza un importe, antes de impuestos. Un importe por moneda.",
    field: (position, column) => `Importe ${position}: ${column}`,
    add: "Añadir importe",
    remove: (position) => `Quitar importe ${position}`,
  },
  early: "Descuento por pronto pago",
  early_days: "En cuántos días",
  early_hint: "Desde el día de emisión.",
  late: "Recargo por mora",
  late_days: "Tras cuántos días",
  late_hint: "Desde el último día de pago; se aplica una vez.",
  kinds: { none: "Ninguno", percent: "Por ciento", amount: "Importe" },
  percent: "Por ciento",
  amount: "Importe",
  amount_hint: "En la moneda de la factura.",
  cap: "Como máximo",
  cap_hint: "Vacío: sin límite.",
  save: "Guardar condiciones",
  pay_until: (day, amount, instead) => `Si se paga hasta el ${day}: ${amount} en lugar de ${instead}.`,
};
