import { DIRECTION, LANGUAGE, type Language } from "./language";

const KEY = "trunkline.reloaded";

type Notice = { title: string; body: string; reload: string };

/** Here and not with the other texts: those are what could not be loaded. */
const NOTICES: Record<Language, Notice> = {
  en: {
    title: "The console could not be loaded",
    body: "A part of it did not arrive. Check your connection and load the page again.",
    reload: "Reload",
  },
  de: {
    title: "Die Konsole konnte nicht geladen werden",
    body: "Ein Teil davon ist nicht angekommen. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu.",
    reload: "Neu laden",
  },
  es: {
    title: "No se pudo cargar la consola",
    body: "Una parte de ella no llegó. Compruebe su conexión y vuelva a cargar la página.",
    reload: "Volver a cargar",
  },
  ar: {
    title: "تعذّر تحميل لوحة التحكم",
    body: "لم يصل جزء منها. تحقّق من اتصالك ثم أعد تحميل الصفحة.",
    reload: "إعادة التحميل",
  },
};

const reloadPage = () => location.reload();

/**
 * What `load` brings. Where it fails twice the page is loaded again, once: after an update of the server an old page asks for files that
 * are gone. Where that does not help either, a notice says so. Then it never returns, as nothing can go on without texts.
 */
export async function loadTexts<Texts>(load: () => Promise<Texts>, reload = reloadPage): Promise<Texts> {
  try {
    const texts = await load().catch(load);
    forget();
    return texts;
  } catch {
    if (isFirst()) reload();
    else tell(NOTICES[LANGUAGE], reload);
    return new Promise<never>(() => {});
  }
}

/** Whether this tab has not been loaded again for it yet. Where storage is forbidden nobody could know: then it is not. */
function isFirst(): boolean {
  try {
    if (sessionStorage.getItem(KEY) !== null) return false;
    sessionStorage.setItem(KEY, "1");
    return sessionStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // What cannot be kept need not be forgotten.
  }
}

function tell({ title, body, reload: label }: Notice, reload: () => void): void {
  const main = element("main", "flex min-h-dvh items-center justify-center p-6");
  const notice = element("div", "flex max-w-md flex-col items-center gap-3 text-center");
  const button = element("button", "bg-accent text-accent-ink h-9 rounded-md px-4 text-sm font-medium", label);
  Object.assign(main, { lang: LANGUAGE, dir: DIRECTION });
  notice.setAttribute("role", "alert");
  button.setAttribute("type", "button");
  button.addEventListener("click", () => reload());
  notice.append(element("h1", "text-lg font-semibold", title), element("p", "text-ink-2 text-sm", body), button);
  main.append(notice);
  document.getElementById("root")?.replaceChildren(main);
}

function element(name: string, className: string, text = ""): HTMLElement {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
