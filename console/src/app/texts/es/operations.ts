import type { Messages } from "../en";

/** What the operator watches of the machinery. */
export const jobs: Messages["jobs"] = {
  title: "Tareas en segundo plano",
  lead: "Lo que espera, está en curso o ha fallado. Una tarea agotada ha usado todos sus intentos y espera a que alguien actúe.",
  kind: "Tarea",
  any_state: "Cualquier estado",
  attempts: (made, most) => `${made} de ${most}`,
  due: "Prevista",
  finished: "Terminada",
  progress: "Progreso",
  progress_text: (done, total) => `${done} de ${total}`,
  error: "Error",
  no_error: "No ha comunicado ningún error.",
  canceling: "Se está cancelando",
  platform: "Plataforma",
  retry: "Reintentar",
  retry_of: (kind) => `Reintentar ${kind}`,
  retried: (kind) => `${kind} tiene nuevos intentos.`,
  cancel: "Cancelar tarea",
  cancel_of: (kind) => `Cancelar ${kind}`,
  canceled: (kind) => `Se ha cancelado ${kind}.`,
  cancel_asked: (kind) => `${kind} se detiene en su próxima señal de actividad.`,
  refresh: "Actualizar",
  gone: "Esta tarea no está en la página abierta de la lista.",
  empty: { title: "No hay tareas", body: "Aparecen aquí a medida que los hechos y el calendario las requieren." },
};
