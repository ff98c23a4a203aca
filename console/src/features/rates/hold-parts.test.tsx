import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Moved } from "./hold-parts";

const moved = (previous: string, rate: string) =>
  renderToStaticMarkup(<Moved hold={{ previous, rate }} />).replaceAll(/<[^>]*>/g, "");

it("a rate has moved by per cent of what it was, up and down", () => {
  expect(moved("1.0000", "2.0000")).toBe("+100%");
  expect(moved("2.0000", "1.0000")).toBe("-50%");
  expect(moved("1.2500", "1.2000")).toBe("-4%");
});
