import type { Messages } from "../en";

export const settings: Messages["settings"] = {
  title: "Ajustes",
  lead: "Cómo se ve y se lee la consola para usted. Para los demás no cambia nada.",
  language: "Idioma y región",
  texts: "Idioma de las pantallas",
  region: "Números y fechas como en",
  region_hint: (tag: string) => `Se guarda como ${tag} y vale en todos los navegadores en los que inicie sesión.`,
  no_texts: "Todavía no hay textos en su idioma. Los lee en inglés, con los números y las fechas de su región.",
  example: "Ejemplo",
  page_loads: "La página se carga una vez más, en el nuevo idioma.",
};
