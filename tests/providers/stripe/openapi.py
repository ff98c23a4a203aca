"""Stripe's own description of its API (2023-08-16, the newest whole one at hand), for holding requests and answers against it.

The adapter is pinned to a later version of the API. What it sends and reads has not changed since, which is what is checked here; fields
that came later are neither sent nor needed. Form parameters are strings: they are read by their schema first.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from trunkline.providers.simulator.stripe_api import forms

SPECIFICATION = "stripe/openapi_spec3_2023-08-16.yaml.gz"
_REF = "#/components/schemas/"


class Description:
    """`check_request` and `check_answer` raise `AssertionError` with what does not fit. `seen` are the operations that were checked."""

    def __init__(self, path: Path, kept: Path) -> None:
        """`kept` is where its JSON is kept for the next run: reading four megabytes of YAML takes ten seconds."""
        if not kept.is_file():
            whole = yaml.load(gzip.decompress(path.read_bytes()), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps({"paths": whole["paths"], "components": whole["components"]}))
            draft.replace(kept)
        whole = json.loads(kept.read_text())
        self._paths: dict[str, Any] = whole["paths"]
        self._schemas = {name: _plain(schema) for name, schema in whole["components"]["schemas"].items()}
        self.seen: set[tuple[str, str]] = set()
        self._validators: dict[str, Any] = {}

    def check_request(self, method: str, path: str, sent: str) -> None:
        """The parameters of a request: none that Stripe does not know, all of the right kind."""
        template, operation = self._operation(method, path)
        self.seen.add((method, template))
        asked = forms.decode(sent)
        schema = _form_of(operation) if method == "POST" else _query_of(operation)
        unknown = set(asked) - set(schema.get("properties", {}))
        assert not unknown, f"{method} {template} has no parameters {sorted(unknown)}"
        missing = set(schema.get("required", [])) - set(asked)
        assert not missing, f"{method} {template} lacks {sorted(missing)}"
        self._check(_plain(schema), _read(asked, schema), f"request {method} {template}")

    def check_answer(self, method: str, path: str, status: int, body: Any) -> None:
        template, operation = self._operation(method, path)
        answer = operation["responses"].get(str(status)) or operation["responses"]["default"]
        schema = answer["content"]["application/json"]["schema"]
        self._check(_plain(schema), body, f"answer {status} of {method} {template}")

    def check_object(self, name: str, body: Any) -> None:
        self._check({"$ref": f"#/$defs/{name}"}, body, name)

    def _check(self, schema: Mapping[str, Any], body: Any, what: str) -> None:
        problems = [f"{'/'.join(map(str, e.instance_path))}: {e.message[:300]}" for e in self._errors(schema, body)]
        assert not problems, f"{what}: {problems[:5]}"

    def _errors(self, schema: Mapping[str, Any], body: Any) -> Any:
        name = json.dumps(schema, sort_keys=True)
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.validator_for(dict(schema) | {"$defs": self._schemas})
        return self._validators[name].iter_errors(body)

    def _operation(self, method: str, path: str) -> tuple[str, Mapping[str, Any]]:
        fits = [one for one in self._paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path)]
        assert fits, f"Stripe has no {path}"
        template = min(fits, key=lambda one: one.count("{"))
        operations: Mapping[str, Any] = self._paths[template]
        assert method.lower() in operations, f"Stripe has no {method} {template}"
        return template, operations[method.lower()]


def _form_of(operation: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    return schema


def _query_of(operation: Mapping[str, Any]) -> dict[str, Any]:
    asked = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    required = [one["name"] for one in asked if one.get("required")]
    return {"type": "object", "properties": {one["name"]: one["schema"] for one in asked}, "required": required}


def _plain(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: `nullable` spelled out, references into `$defs`."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: _plain(value) for name, value in schema.items() if name not in {"nullable", "format"} and name[:2] != "x-"
    }
    if isinstance(made.get("$ref"), str):
        made["$ref"] = made["$ref"].replace(_REF, "#/$defs/")
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def _read(value: Any, schema: Mapping[str, Any]) -> Any:
    """A form value as its schema means it."""
    for choice in schema.get("anyOf", ()):
        if _is_alike(value, choice):
            return _read(value, choice)
    kind = schema.get("type")
    if isinstance(value, dict):
        inner, rest = schema.get("properties", {}), schema.get("additionalProperties")
        loose = rest if isinstance(rest, dict) else {}
        return {name: _read(part, inner.get(name, loose)) for name, part in value.items()}
    if isinstance(value, list):
        return [_read(one, schema.get("items", {})) for one in value]
    if kind == "integer" and re.fullmatch("-?[0-9]+", value):
        return int(value)
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def _is_alike(value: Any, choice: Mapping[str, Any]) -> bool:
    kind = choice.get("type")
    if isinstance(value, dict):
        return kind == "object"
    if isinstance(value, list):
        return kind == "array"
    if "enum" in choice:
        return value in choice["enum"]
    return kind == "string" or (kind == "integer" and re.fullmatch("-?[0-9]+", value) is not None) or kind == "boolean"
