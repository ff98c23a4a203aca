import { Problem } from "@/api/problem";

/** The field of a pointer: a revision says `/terms/tiers/0/up_to`, a quote `/items/0/price/tiers/0/up_to`. */
export function fieldAt(pointer: string): string {
  return pointer
    .replace(/^#?\/?(body\/)?/, "")
    .replace(/^items\/\d+\/price(?=\/)/, "terms")
    .replace(/^items\/\d+\//, "")
    .replace(/^terms\/(flat|per_unit|graduated|volume|package|percentage|graduated_percentage|call)\//, "terms/");
}

export type Problems = (field: string) => string | undefined;

/** What the answers say about a field. The first one that names it is heard. */
export function problemsIn(...errors: unknown[]): Problems {
  const fields = errors.flatMap((error) => (error instanceof Problem ? error.fields : []));
  return (field) => fields.find((problem) => fieldAt(problem.pointer) === field)?.detail;
}
