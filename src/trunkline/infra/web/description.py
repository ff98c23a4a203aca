"""How problems stand in the API's description: one schema, named by every answer that is one."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def describe_problems(app: FastAPI) -> None:
    """Puts the schema that all problems share among the components."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        schema = plain()
        schema["components"]["schemas"]["Problem"] = PROBLEM
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents


def described(*statuses: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    """Problems for the API's description, by status."""
    return {
        status: {
            "description": words,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, words in statuses
    }


PUBLIC_RESPONSES = described(
    (400, "Malformed"), (422, "A value is not acceptable"), (429, "Too many requests"), (503, "Try again in a moment")
)
PROBLEM_RESPONSES = PUBLIC_RESPONSES | described(
    (401, "Not signed in"),
    (403, "Not allowed"),
    (404, "No such thing, or another company's"),
    (409, "The present state does not allow this"),
    (413, "Too large"),
)
