import type { Messages } from "../en";

export const signIn: Messages["sign_in"] = {
  title: "Iniciar sesión",
  lead: "en la facturación de su centro de llamadas",
  submit: "Iniciar sesión",
  demo: "Esta es la demo. Iniciar sesión como",
  operator: "Operador",
};

export const roles: Messages["roles"] = {
  super_admin: "Superadministrador",
  company_admin: "Administrador de la empresa",
  finance_manager: "Responsable de finanzas",
  operations_manager: "Responsable de operaciones",
  team_member: "Miembro del equipo",
};

export const users: Messages["users"] = {
  lead: "Quién puede iniciar sesión y qué puede hacer.",
  create: "Añadir usuario",
  created: (name) => `Se ha añadido a ${name}`,
  operator: "Operador",
  belongs_to: (company) => (company ? `Un usuario de ${company}` : "Un miembro del personal del operador"),
  initial_password: "Contraseña inicial",
  initial_hint: "Entréguela de forma segura. Solo se muestra ahora.",
  active: "Puede iniciar sesión",
  active_hint: "Al desactivar un usuario se cierran de inmediato todas sus sesiones.",
  empty: { title: "Aún no hay usuarios", body: "Añada el primer usuario de esta empresa." },
};

export const companies: Messages["companies"] = {
  lead: "Las empresas que compran módulos.",
  create: "Crear empresa",
  created: (name) => `Se ha creado ${name}.`,
  anniversary: "Aniversario",
  identity: "Empresa",
  billing_profile: "Datos de facturación",
  profile_note: "Se imprimen en las facturas a partir de ahora",
  slug_hint: "Minúsculas, cifras y guiones. El nombre corto, la zona horaria y la moneda no se pueden cambiar después.",
  cycle_hint: "Día del mes, de 1 a 31. Vacío: el aniversario de cada suscripción.",
  address_hint: "Líneas separadas por comas.",
  country_hint: "Dos letras, como DE.",
  tax_hint: "Como fracción: 0.19 es 19 %.",
  tax_inclusive_hint: "Los precios incluyen su impuesto; si no, se suma aparte.",
  tax_rates: "Otras tasas de impuesto",
  tax_rates_hint: "Por código de impuesto, para los precios que lo tienen. La tasa anterior vale para todos los demás.",
  tax_code: "Código de impuesto",
  tax_rate_field: (position, column) => `Otra tasa ${position}: ${column}`,
  add_tax_rate: "Añadir tasa de impuesto",
  remove_tax_rate: (position) => `Quitar otra tasa ${position}`,
  tax_code_twice: (code) => `Ya hay una tasa para ${code}.`,
  empty: { title: "Aún no hay empresas", body: "Cree la primera empresa para venderle módulos." },
};

export const clocks: Messages["clocks"] = {
  test_company: "Una empresa de prueba con reloj propio",
  test_company_hint: "Su tiempo no avanza hasta que usted lo adelanta. Nunca se convierte en una empresa real.",
  begins: "Su reloj empieza el",
  begins_hint: "A medianoche, hora de la empresa.",
  badge: (day) => `Reloj de prueba: ${day}`,
  title: "Adelantar el reloj de prueba",
  advance: "Adelantar reloj",
  moving: "El reloj avanza",
  stands: "El reloj está en",
  on_its_way: "y avanza hasta",
  note: "Todo lo que ocurriría hasta la nueva hora ocurre, en orden. Mientras tanto nadie más puede cambiar la empresa.",
  by: "Adelantar",
  steps: [
    ["P1D", "Un día"],
    ["P7D", "Una semana"],
    ["P1M", "Un mes"],
    ["P3M", "Tres meses"],
    ["P1Y", "Un año"],
    ["other", "Hasta un día …"],
  ],
  to: "Hasta el comienzo del día",
  to_hint: "Medianoche UTC, como máximo dos años más tarde.",
  share: (percent) => `${percent} % del recorrido`,
  ended: "Ya nadie lo mueve. Adelántelo de nuevo para seguir desde aquí; la lista de tareas indica qué ha fallado.",
};

export const profile: Messages["profile"] = {
  you: "Usted",
  password: "Contraseña y sesiones",
  sessions: "Sesiones abiertas",
  device: "Navegador",
  address: "Dirección",
  last_seen: "Última actividad",
  this_session: "Esta sesión",
  end_session: "Cerrar sesión",
  api_keys: "Claves de API",
  current_password: "Contraseña actual",
  new_password: "Contraseña nueva",
  password_hint: "Al menos 12 caracteres. Se cierran las demás sesiones.",
  change_password: "Cambiar contraseña",
  password_changed: "Se ha cambiado la contraseña.",
  theme: "Tema",
  themes: { system: "Según el sistema", light: "Claro", dark: "Oscuro" },
};

export const apiKeys: Messages["api_keys"] = {
  lead: "para máquinas que envían registros de llamada",
  create: "Crear clave",
  created: "Se ha creado la clave",
  secret: "Secreto",
  secret_hint: "Copie el secreto ahora. Solo se guarda un hash, así que no se puede volver a mostrar.",
  name_hint: "Dónde se usa, como «PBX Hamburgo».",
  expires_hint: "Vacío: hasta que se revoque.",
  begins: "Empieza por",
  count: (count) => (count === 1 ? "1 permiso" : `${count} permisos`),
  action: "Acción",
  revoke: "Revocar",
  revoked: "Revocada",
  revoked_now: (name) => `Se ha revocado ${name}.`,
  revoke_title: (name) => `¿Revocar ${name}?`,
  revoke_body: "Las máquinas que la usan dejan de tener acceso desde ahora. No se puede deshacer.",
  empty: {
    title: "Aún no hay claves de API",
    body: "Una clave permite que una máquina envíe registros de llamada o lea facturas.",
  },
};

export const notFound: Messages["not_found"] = {
  title: "Esta página no existe",
  body: "Puede que la dirección esté mal escrita o que pertenezca a otra empresa.",
  home: "Ir al resumen",
};
