import type { Fact } from "@/api/types";

type About = Pick<Fact, "kind" | "subject">;

/** What is there no more, of what the facts are about: a draft that was withdrawn. Whatever is told of it leads nowhere. */
export function subjectsGone(facts: About[]): ReadonlySet<string> {
  return new Set(facts.filter((fact) => fact.kind === "invoice.draft_withdrawn").map((fact) => fact.subject));
}
