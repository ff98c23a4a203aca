"""`facts.md` and `facts.schema.json`"""

from __future__ import annotations

import json

from trunkline.domains.billing.events import InvoiceIssued
from trunkline.entrypoints.reference.fact_examples import example_envelope, example_payload
from trunkline.entrypoints.reference.fact_shapes import MONEY, Schema, facts, payload_schema
from trunkline.entrypoints.reference.markdown import code, page, table, words_of
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, FactId

ABOUT = """\
A fact says that something has happened. It is written in the transaction that made it true, numbered without gaps in its stream (one per
company, `platform` for the operator's own), and never changed. Whoever may hear its audience hears it: on the socket `/ws`, at
`GET /api/v1/activity`, and as the reason of [jobs](jobs.md). `kind` stays for ever; a payload only gains members, anything else is a new
`version`. Amounts are strings, because JSON numbers are floats to most readers. Raw usage is told as one fact per batch.

As JSON Schema: [facts.schema.json](facts.schema.json). One as the socket tells it; `epoch` says in which counting `seq` has its meaning:"""


def facts_page() -> str:
    return page(
        "Facts",
        "src/trunkline/domains/*/events.py",
        f"{ABOUT}\n\n{_json(example_envelope(InvoiceIssued))}",
        table(
            ("Kind", "Told when", "Audience"),
            [
                (f"[{code(one.kind)}](#{one.kind.replace('.', '')})", words_of(one), code(one.audience))
                for one in facts()
            ],
        ),
        *(_section(one) for one in facts()),
    )


def _section(fact: type[Fact]) -> str:
    shape = payload_schema(fact)["properties"]
    head = f"## {fact.kind}\n\n{words_of(fact)} Version {fact.version}, audience {code(fact.audience)}."
    fields = table(("Field", "Type"), [(code(name), _words(schema)) for name, schema in shape.items()])
    return (
        "\n\n".join((head, fields, _json(example_payload(fact)))) if shape else f"{head} It has no fields of its own."
    )


def _words(schema: Schema) -> str:
    """A field's type for people."""
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " · ".join(code(value) for value in schema["enum"])
    if "$ref" in schema:
        return "money"
    if schema["type"] == "array":
        return f"list of {_words(schema['items'])}"
    if "format" in schema:
        return {"date-time": "time (RFC 3339, UTC)", "date": "date"}[schema["format"]]
    prefix = schema.get("pattern", "").partition("_[")[0].removeprefix("^")
    return f"id {code(f'{prefix}_…')}" if prefix and "\\d" not in prefix else str(schema["type"])


def facts_schema() -> str:
    """Every fact as it is told, as one JSON Schema document."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts of Trunkline",
        "oneOf": [{"$ref": f"#/$defs/{one.kind}"} for one in facts()],
        "$defs": {"Money": MONEY, **{one.kind: _told(one) for one in facts()}},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _told(fact: type[Fact]) -> Schema:
    text: Schema = {"type": "string"}
    properties: Schema = {
        "type": {"const": "fact"},
        "stream": text,
        "seq": {"type": "integer", "minimum": 1},
        "epoch": text,
        "id": {"type": "string", "pattern": f"^{FactId.pattern()}$"},
        "kind": {"const": fact.kind},
        "version": {"const": fact.version},
        "company_id": {"type": ["string", "null"], "pattern": f"^{CompanyId.pattern()}$"},
        "subject": text,
        "payload": payload_schema(fact),
        "request_id": text,
        "at": {"type": "string", "format": "date-time"},
        "actor": {
            "type": "object",
            "required": ["kind", "id", "name"],
            "properties": dict.fromkeys(("kind", "id", "name"), text),
        },
    }
    required = [name for name in properties if name != "type"]  # GET /activity leaves it out
    return {"type": "object", "description": words_of(fact), "required": required, "properties": properties}


def _json(value: object) -> str:
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```"
