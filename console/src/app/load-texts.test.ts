// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadTexts } from "./load-texts";

const lost = async () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));
const forbidden = () => {
  throw new DOMException("denied", "SecurityError");
};
const notice = () => document.querySelector("#root [role=alert]");
const pending = (one: Promise<unknown>) =>
  Promise.race([one.then(() => false), new Promise((resolve) => setTimeout(() => resolve(true), 5))]);

beforeEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = '<div id="root"></div>';
});
afterEach(() => vi.unstubAllGlobals());

describe("texts that do not arrive", () => {
  it("are asked for a second time", async () => {
    const reload = vi.fn();
    const load = vi.fn<() => Promise<string>>().mockImplementationOnce(lost).mockResolvedValueOnce("texts");
    expect(await loadTexts(load, reload)).toBe("texts");
    expect([load.mock.calls.length, reload.mock.calls.length, notice()]).toEqual([2, 0, null]);
  });

  it("have the page loaded again once, and then a notice with a way on", async () => {
    const reload = vi.fn();
    expect(await pending(loadTexts(lost, reload))).toBe(true);
    expect([reload.mock.calls.length, notice()]).toEqual([1, null]);
    expect(await pending(loadTexts(lost, reload))).toBe(true);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(notice()?.textContent).toContain("could not be loaded");
    notice()?.querySelector("button")?.click();
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it("have it loaded again the next time too, after they had arrived", async () => {
    const reload = vi.fn();
    await pending(loadTexts(lost, reload));
    await loadTexts(async () => "texts", reload);
    await pending(loadTexts(lost, reload));
    expect([reload.mock.calls.length, notice()]).toEqual([2, null]);
  });

  it("never have it loaded again and again where storage is forbidden", async () => {
    vi.stubGlobal("sessionStorage", { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
    const reload = vi.fn();
    expect(await loadTexts(async () => "texts", reload)).toBe("texts");
    await pending(loadTexts(lost, reload));
    expect([reload.mock.calls.length, notice() !== null]).toEqual([0, true]);
  });
});
