// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { currenciesQuery } from "@/app/currencies";
import { CurrencyField } from "./currency-field";
import { LocaleProvider } from "./locale";

const ITEMS = [
  ["CHF", "Schweizer Franken", "CHF"],
  ["EUR", "Euro", "€"],
  ["JPY", "Japanischer Yen", "¥"],
  ["KWD", "Kuwait-Dinar", "KWD"],
  ["USD", "US-Dollar", "$"],
].map(([code = "", name = "", symbol = ""]) => ({ code, name, symbol, exponent: 2, providers: [] }));

let root: Root;
let client: QueryClient;

beforeEach(() => {
  Reflect.set(globalThis, "IS_REACT_ACT_ENVIRONMENT", true);
  client = new QueryClient();
  client.setQueryData(currenciesQuery("de").queryKey, { locale: "de", items: ITEMS });
  root = createRoot(document.body.appendChild(document.createElement("div")));
});

afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
});

function Form({ quoted }: { quoted?: ReadonlySet<string> }) {
  const [code, setCode] = useState("EUR");
  return (
    <form>
      <CurrencyField label="Währung" name="currency" value={code} onChange={setCode} quoted={quoted} />
      <button type="button">Weiter</button>
    </form>
  );
}

async function shown(quoted?: ReadonlySet<string>) {
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <LocaleProvider value={{ locale: "de", zone: "UTC" }}>
          <Form {...(quoted && { quoted })} />
        </LocaleProvider>
      </QueryClientProvider>,
    ),
  );
  await act(async () => field().focus());
}

const field = () => document.querySelector<HTMLInputElement>("[role=combobox]")!;
const sent = () => document.querySelector<HTMLInputElement>("input[name=currency]")!.value;
const options = () => [...document.querySelectorAll<HTMLElement>("[role=option]")];
const codes = () => options().map((one) => /[A-Z]{3}/.exec(one.id.split("-").at(-1) ?? "")?.[0]);
const marked = () => document.getElementById(field().getAttribute("aria-activedescendant") ?? "");

async function press(...keys: string[]) {
  for (const key of keys)
    await act(async () => {
      field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    });
}

async function type(text: string) {
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!;
  await act(async () => {
    set.call(field(), text);
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

describe("a currency", () => {
  it("says its code and its name in the reader's language", async () => {
    await shown();
    expect(field().value).toBe("EUR");
    const notes = field().getAttribute("aria-describedby")!.split(" ");
    expect(notes.map((id) => document.getElementById(id)?.textContent)).toEqual(["Euro"]);
    expect([field().getAttribute("aria-expanded"), options().length]).toEqual(["false", 0]);
  });

  it("is chosen with the arrows and Enter, from the one that stands there", async () => {
    await shown();
    await press("ArrowDown");
    expect(codes()).toEqual(["USD", "EUR", "JPY", "CHF", "KWD"]);
    expect(marked()?.textContent).toContain("Euro");
    expect(field().getAttribute("aria-controls")).toBe(document.querySelector("[role=listbox]")?.id);
    await press("ArrowDown", "Enter");
    expect([sent(), field().value, options().length]).toEqual(["JPY", "JPY", 0]);
  });

  it("does not run off the ends of the list", async () => {
    await shown();
    await press("ArrowDown", "PageUp", "ArrowUp", "Enter");
    expect(sent()).toBe("USD");
    await press("ArrowDown", "PageDown", "PageDown", "ArrowDown", "Enter");
    expect(sent()).toBe("KWD");
  });

  it("is found by its name, and Enter takes the best", async () => {
    await shown();
    await type("franken");
    expect(codes()).toEqual(["CHF"]);
    expect(document.querySelector("[role=status]")?.textContent).toBe("1 currency");
    await press("Enter");
    expect(sent()).toBe("CHF");
  });

  it("stays what it was where nothing fits, and after Escape", async () => {
    await shown();
    await type("gold");
    expect([options().length, field().getAttribute("aria-controls")]).toEqual([0, null]);
    await press("Enter");
    expect(sent()).toBe("EUR");
    await type("yen");
    await press("Escape");
    expect([sent(), field().value, options().length]).toEqual(["EUR", "EUR", 0]);
  });

  it("counts when its whole code was typed and the field is left", async () => {
    await shown();
    await type("kwd");
    await act(async () => field().blur());
    expect(sent()).toBe("KWD");
    await act(async () => field().focus());
    await type("us");
    await act(async () => field().blur());
    expect([sent(), field().value]).toEqual(["KWD", "KWD"]);
  });

  it("is chosen by the pointer", async () => {
    await shown();
    await act(async () => field().click());
    await act(async () => options()[2]?.click());
    expect(sent()).toBe("JPY");
  });

  it("stands first where it has a rate; the others say that they have none", async () => {
    await shown(new Set(["KWD", "CHF"]));
    await press("ArrowDown");
    expect(codes()).toEqual(["CHF", "KWD", "USD", "EUR", "JPY"]);
    expect(options().map((one) => one.textContent?.includes("no rate"))).toEqual([false, false, true, true, true]);
  });
});
