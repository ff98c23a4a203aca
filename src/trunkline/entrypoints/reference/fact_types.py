"""`facts.ts`: what the console knows of the payloads, checked when it is built."""

from __future__ import annotations

from trunkline.entrypoints.reference.fact_shapes import Schema, facts, payload_schema
from trunkline.entrypoints.reference.markdown import words_of

HEAD = """\
/** Written by `make docs` from the facts that the server announces; do not edit. */

export type FactMoney = { amount: string; currency: string };

/** The payload of every kind of fact. */
export type FactPayloads = {
"""
TAIL = """\
};

export type FactKind = keyof FactPayloads;

/** The word before the dot: what a fact is about. */
export type FactFamily = FactKind extends `${infer Family}.${string}` ? Family : never;
"""


def facts_typescript() -> str:
    """In the form that the console's formatter would give it."""
    lines = []
    for fact in facts():
        members = payload_schema(fact)["properties"]
        lines.append(f"  /** {words_of(fact)} */")
        if not members:
            lines.append(f'  "{fact.kind}": Record<string, never>;')
            continue
        lines.append(f'  "{fact.kind}": {{')
        lines += [f"    {name}: {_type(schema)};" for name, schema in members.items()]
        lines.append("  };")
    return HEAD + "\n".join(lines) + "\n" + TAIL


def _type(schema: Schema) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "$ref" in schema:
        return "FactMoney"
    if schema["type"] == "array":
        item = _type(schema["items"])
        return f"({item})[]" if "|" in item else f"{item}[]"
    return {"integer": "number", "object": "Record<string, unknown>"}.get(schema["type"], str(schema["type"]))
