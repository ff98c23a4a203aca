// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useState, type ComponentProps } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { TextField } from "./field";
import { FormDialog } from "./form-dialog";
import { ToastProvider } from "./toast";

type Given = Partial<ComponentProps<typeof FormDialog<string>>>;

let root: Root;
let client: QueryClient;

beforeEach(() => {
  Reflect.set(globalThis, "IS_REACT_ACT_ENVIRONMENT", true);
  client = new QueryClient();
  root = createRoot(document.body.appendChild(document.createElement("div")));
});

afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
});

/** A page with a button that opens the dialog, as every screen has it. */
function Page(given: Given) {
  const [open, setOpen] = useState(false);
  return (
    <main tabIndex={-1}>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open ? (
        <FormDialog<string>
          title="Buy credits"
          submit="Buy"
          act={async (form) => String(form.get("amount"))}
          stale={[["wallets"]]}
          said={(amount) => `Bought ${amount}.`}
          {...given}
          onClose={() => setOpen(false)}
        >
          {given.children ??
            ((problem) => <TextField name="amount" label="Amount" error={problem?.for("amount")} defaultValue="5" />)}
        </FormDialog>
      ) : null}
    </main>
  );
}

const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));
const dialog = () => document.querySelector<HTMLElement>("[role=dialog]");
const button = (text: string) =>
  [...document.querySelectorAll("button")].find((one) => one.textContent === text || one.ariaLabel === text)!;

async function press(text: string) {
  await act(async () => {
    button(text).focus();
    button(text).click();
  });
  await settled();
}

async function opened(given: Given = {}) {
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <ToastProvider>
          <Page {...given} />
        </ToastProvider>
      </QueryClientProvider>,
    ),
  );
  await press("Open");
}

async function key(name: string, shiftKey = false) {
  const event = new KeyboardEvent("keydown", { key: name, shiftKey, bubbles: true, cancelable: true });
  await act(async () => void (document.activeElement ?? document.body).dispatchEvent(event));
  await settled();
}

const refusal = new Problem(422, {
  title: "The amount is not valid.",
  request_id: "req_7",
  errors: [{ pointer: "/amount", detail: "At most 500." }],
});

describe("a dialog with a form", () => {
  it("sends what was typed, reads again what is stale, says so and closes", async () => {
    const reread: unknown[] = [];
    client.invalidateQueries = async (filters) => void reread.push(filters?.queryKey);
    await opened();
    document.querySelector<HTMLInputElement>("[name=amount]")!.value = "25";
    await press("Buy");
    expect(reread).toEqual([["wallets"]]);
    expect(document.body.textContent).toContain("Bought 25.");
    expect(dialog()).toBeNull();
  });

  it("stays where it is refused: the reason beside the button, the field named and focused", async () => {
    await opened({ act: () => Promise.reject(refusal) });
    await press("Buy");
    expect(dialog()!.querySelector("[role=alert]")!.textContent).toContain("The amount is not valid.");
    expect(dialog()!.textContent).toContain("At most 500.");
    expect(document.activeElement).toBe(dialog()!.querySelector("[aria-invalid=true]"));
    expect(document.body.textContent).not.toContain("Bought");
  });

  it("is sent once, however often it is asked to while the answer is not there", async () => {
    let sent = 0;
    const { promise, resolve: answer } = Promise.withResolvers<string>();
    const slow = () => {
      sent += 1;
      return promise;
    };
    await opened({ act: slow });
    await press("Buy");
    const form = dialog()!.querySelector("form")!;
    await act(async () => form.requestSubmit());
    expect(sent).toBe(1);
    expect(button("Buy").getAttribute("aria-busy")).toBe("true");
    await act(async () => answer("5"));
    await settled();
    expect(dialog()).toBeNull();
  });

  it("does not send what may not be sent yet", async () => {
    let sent = 0;
    await opened({ disabled: true, act: async () => String((sent += 1)) });
    await act(async () => dialog()!.querySelector("form")!.requestSubmit());
    expect(sent).toBe(0);
  });

  it("goes on instead of closing where something comes next", async () => {
    const done: string[] = [];
    await opened({ onDone: (amount) => done.push(amount) });
    await press("Buy");
    expect(done).toEqual(["5"]);
    expect(dialog()).not.toBeNull();
  });

  it("only tells, and is closed, where nothing can be sent", async () => {
    await opened({ submit: null, children: <p>It is being moved.</p> });
    expect(button("Buy")).toBeUndefined();
    await press("Close");
    expect(dialog()).toBeNull();
  });
});

describe("the keyboard in a dialog", () => {
  it("begins in the first field", async () => {
    await opened();
    expect(document.activeElement?.getAttribute("name")).toBe("amount");
  });

  it("closes with Escape and gives the focus back to what opened it", async () => {
    await opened();
    await key("Escape");
    expect(dialog()).toBeNull();
    expect(document.activeElement).toBe(button("Open"));
  });

  it("gives the focus back after it was done as well", async () => {
    await opened();
    await press("Buy");
    expect(document.activeElement).toBe(button("Open"));
  });

  it("goes to the page where what opened it is gone", async () => {
    await opened();
    button("Open").remove();
    await key("Escape");
    expect(document.activeElement).toBe(document.querySelector("main"));
  });

  it("does not leave: after the last control comes the first, and the page behind is not to be reached", async () => {
    await opened();
    const controls = [...dialog()!.querySelectorAll<HTMLElement>("button, input")];
    controls.at(-1)!.focus();
    await key("Tab");
    expect(document.activeElement).toBe(controls[0]);
    await key("Tab", true);
    expect(document.activeElement).toBe(controls.at(-1));
    await act(async () => button("Open").focus());
    expect(dialog()!.contains(document.activeElement)).toBe(true);
  });
});
