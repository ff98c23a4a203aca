export const lineCount = (text: string): number => text.split("\n").length;

/** Where a line begins and ends in the text, without its end; the last one for a line that is not there. */
export function spanOfLine(text: string, line: number): [start: number, end: number] {
  const lines = text.split("\n");
  const index = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  return [start, start + (lines[index] ?? "").length];
}
