import type { Messages } from "../en";

/** What payment providers tell by themselves. */
export const notices: Messages["notices"] = {
  title: "Avisos de proveedores",
  lead: "Lo que han comunicado los proveedores de pagos, cada evento una vez, y lo que resultó de ello.",
  notice: "Aviso",
  kind: "Evento",
  about: "Se refiere a",
  abouts: {
    charge: "Cobro",
    refund: "Reembolso",
    dispute: "Disputa",
    setup: "Método guardado",
    arrangement: "Domiciliación",
    payout: "Desembolso",
  },
  effect: "Efecto",
  no_effect: "Todavía no se ha procesado.",
  told: "Comunicado",
  received: "Recibido",
  handled: "Procesado",
  came: "Cómo llegó",
  polled: "Encontrado en la lista del proveedor",
  delivered: (times) => (times === 1 ? "Entregado una vez" : `Entregado ${times} veces`),
  polled_and_delivered: (times) =>
    times === 1
      ? "Encontrado en la lista del proveedor, entregado una vez"
      : `Encontrado en la lista del proveedor, entregado ${times} veces`,
  event_id: "Id en el proveedor",
  reference: "Objeto en el proveedor",
  body: "Lo que se envió",
  any_provider: "Cualquier proveedor",
  states: {
    received: "Recibido",
    waiting: "En espera",
    done: "Procesado",
    ignored: "Ignorado",
    failed: "Fallo",
  },
  replay: "Procesar de nuevo",
  replay_hint: "No tiene riesgo: la situación real se consulta al proveedor y nada se da por cierto dos veces.",
  replayed: "El aviso se está procesando de nuevo.",
  empty: { title: "Aún no hay avisos", body: "Aparecen aquí a medida que los proveedores de pagos los envían." },
};
