import { expect, it } from "vitest";

/** Sources as text, without the tests and without what is generated. */
const SOURCES = import.meta.glob<string>(["/src/**/*.{ts,tsx,css}", "!/src/**/*.test.*", "!/src/api/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Files that may name a side, each with its reason. */
const ALLOWED: Record<string, string> = {};

const CLASSES = [
  /(?<![\w-])-?(?:m|p|scroll-m|scroll-p)[lr]-(?:\d|\[|auto|px)/,
  /(?<![\w-])-?(?:left|right)-(?:\d|\[|auto|px|full)/,
  /(?<![\w-])(?:text|float|clear|origin)-(?:left|right)(?![\w-])/,
  /(?<![\w-])(?:border|rounded)-[lr](?![a-z])/,
  /(?<![\w-])rounded-[tb][lr](?![a-z])/,
  /(?<![\w-])-?translate-x-/,
  /(?<![\w-])(?:bg-linear|bg-gradient)-to-[lr](?![a-z])/,
];
const STYLES = [
  /(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)/,
  /(?:text-align|float|clear)\s*:\s*(?:left|right)/,
  /(?<![\w-])(?:left|right)\s*:\s*[\d-]/,
];

function sidesIn(path: string, source: string): string[] {
  const patterns = path.endsWith(".css") ? STYLES : CLASSES;
  return source
    .split("\n")
    .flatMap((line, index) =>
      patterns.some((side) => side.test(line)) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    );
}

it("names no side of the screen, because in Arabic it is the other one", () => {
  const found = Object.entries(SOURCES).flatMap(([path, source]) => (path in ALLOWED ? [] : sidesIn(path, source)));
  expect(
    found,
    "These stay where they are when the console is read from right to left. Name the end of the line instead of the side: " +
      "ms-/me- for ml-/mr-, ps-/pe- for pl-/pr-, start-/end- for left-/right-, text-start/text-end, border-s/border-e, rounded-s/rounded-e; " +
      "centre with mx-auto instead of translate-x. What must not turn (a chart) is listed in ALLOWED with its reason.",
  ).toEqual([]);
});

it("sees a side where there is one, and none where there is not", () => {
  const sides = [
    "ml-auto",
    "-mr-1.5",
    "first:pl-4",
    "sm:text-right",
    "left-[11px]",
    "border-l-2",
    "border-r",
    "rounded-tl-md",
  ];
  for (const side of sides) expect(sidesIn("a.tsx", `className="${side} flex"`), side).toHaveLength(1);
  for (const line of ["ms-auto end-0", "text-end border-s-2", "border-line rounded-lg", "items-left-over", "plan.left"])
    expect(sidesIn("a.tsx", line), line).toEqual([]);
  expect(sidesIn("a.css", "  padding-left: 4px;")).toHaveLength(1);
});

it("has read the console", () => {
  expect(Object.keys(SOURCES).length).toBeGreaterThan(300);
  expect(Object.keys(SOURCES)).toContain("/src/ui/styles.css");
});
