"""PayPal's published OpenAPI documents as a judge: of every request of ours, and of what the simulator answers to it."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from typing import Any

import httpx2
import jsonschema_rs

from tests.shared_data import shared_file

DOCUMENTS = (
    "checkout_orders_v2",
    "payments_payment_v2",
    "customer_disputes_v1",
    "notifications_webhooks_v1",
    "billing_subscriptions_v1",
    "catalogs_products_v1",
)
# What PayPal publishes no document for (in the snapshot that we have).
NOT_PUBLISHED = re.compile(r"/v1/oauth2/token|/v3/vault/|/v1/reporting/|/cgi-bin/|/v1/notifications/certs/")
# What PayPal adds to a list's link to its next page is its own affair.
FROM_LINKS = {"next_page_token"}


class JudgedTransport(httpx2.AsyncBaseTransport):
    """Hands requests on and holds both sides against the documents. `seen` are the operations that were judged."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self.inner = inner
        self.seen: list[str] = []
        self.requests: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        self.requests.append(request)
        self._judge_request(request, body)
        response = await self.inner.handle_async_request(request)
        await response.aread()
        if not NOT_PUBLISHED.match(request.url.path):
            _, _, operation = operation_of(request.method, request.url.path)
            judge_response(request.method, request.url.path, operation, response.status_code, response.content)
        return response

    def _judge_request(self, request: httpx2.Request, body: bytes) -> None:
        if NOT_PUBLISHED.match(request.url.path):
            return
        name, path, operation = operation_of(request.method, request.url.path)
        self.seen.append(f"{request.method} {path}")
        document = document_of(name)
        known = {one["name"]: one for one in (resolved(document, p) for p in operation.get("parameters", []))}
        for given in set(request.url.params) - FROM_LINKS:
            assert given in known, f"{given} is no parameter of {path}"
        if "PayPal-Request-Id" in request.headers:
            assert "PayPal-Request-Id" in known or name == "customer_disputes_v1", f"{path} takes no request id"
        judge_body(name, operation, request.headers.get("content-type", ""), body)


def judge_body(name: str, operation: dict[str, Any], content_type: str, body: bytes) -> None:
    wanted = resolved(document_of(name), operation.get("requestBody") or {})
    if not wanted:
        assert body in (b"", b"{}"), "the operation takes no body"
        return
    kind = content_type.partition(";")[0]
    assert kind in wanted["content"], f"{kind} is not taken: {list(wanted['content'])}"
    if kind == "application/json":
        judge(name, wanted["content"][kind]["schema"], json.loads(body))


def judge_response(method: str, path: str, operation: dict[str, Any], status: int, content: bytes) -> None:
    name, _, _ = operation_of(method, path)
    responses = operation["responses"]
    found = resolved(document_of(name), responses.get(str(status)) or responses.get("default") or {})
    assert found, f"{method} {path} never answers {status}"
    schema = found.get("content", {}).get("application/json", {}).get("schema")
    if schema is not None and content and status < 400:
        judge(name, schema, json.loads(content))


def judge(name: str, schema: dict[str, Any], value: object) -> None:
    validator(name, json.dumps(schema)).validate(value)


@cache
def validator(name: str, schema: str) -> jsonschema_rs.Draft4Validator:
    """OpenAPI 3.0 schemas are close to JSON Schema's draft 4; references are looked up in the document itself."""
    return jsonschema_rs.Draft4Validator({"components": document_of(name)["components"], "allOf": [json.loads(schema)]})


@cache
def document_of(name: str) -> dict[str, Any]:
    with gzip.open(shared_file(f"paypal/openapi/{name}.json.gz")) as file:
        document: dict[str, Any] = json.load(file)
    return document


def operation_of(method: str, path: str) -> tuple[str, str, dict[str, Any]]:
    for name in DOCUMENTS:
        for template, item in document_of(name)["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in item:
                return name, template, item[method.lower()]
    raise AssertionError(f"{method} {path} is in none of PayPal's documents")


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node
