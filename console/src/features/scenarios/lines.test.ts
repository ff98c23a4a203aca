import { expect, it } from "vitest";
import { lineCount, spanOfLine } from "./lines";

const TEXT = "title: A\n\nsteps: []";

it("a line has a beginning and an end in the text", () => {
  expect(lineCount(TEXT)).toBe(3);
  expect(TEXT.slice(...spanOfLine(TEXT, 3))).toBe("steps: []");
  expect(spanOfLine(TEXT, 2)).toEqual([9, 9]);
});

it("a line that is not there is the nearest one", () => {
  expect(TEXT.slice(...spanOfLine(TEXT, 99))).toBe("steps: []");
  expect(TEXT.slice(...spanOfLine(TEXT, 0))).toBe("title: A");
  expect(spanOfLine("", 1)).toEqual([0, 0]);
});
