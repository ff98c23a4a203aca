"""Answers: chosen fields, entity tags, pages."""

from __future__ import annotations

import httpx2
import pytest

from trunkline.kernel.page import seal

KEY = b"a key that only tests use, 32 bytes+"


async def test_only_the_fields_that_were_asked_for(web: httpx2.AsyncClient) -> None:
    one = await web.get("/words/7?fields=id")
    assert one.json() == {"id": 7}
    assert one.headers["x-kept"] == "yes"
    page = (await web.get("/words?fields=word,%20id&limit=2")).json()
    assert page["items"] == [{"id": 1, "word": "word 1"}, {"id": 2, "word": "word 2"}]
    assert page["next_cursor"]
    assert (await web.get("/all-words?fields=word")).json() == [{"word": "one"}, {"word": "two"}]


@pytest.mark.parametrize("path", ["/words/7", "/words", "/all-words"])
@pytest.mark.parametrize("fields", ["secret", "id,secret", "", ",", "items", "__class__"])
async def test_an_unknown_field_is_refused(web: httpx2.AsyncClient, path: str, fields: str) -> None:
    refused = await web.get(f"{path}?fields={fields}")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_field")
    assert "known are company, id, word" in refused.json()["detail"]


async def test_an_unchanged_answer_is_not_sent_again(web: httpx2.AsyncClient) -> None:
    first = await web.get("/words/7")
    tag = first.headers["etag"]
    again = await web.get("/words/7", headers={"If-None-Match": f'W/"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await web.get("/words/8", headers={"If-None-Match": tag})).status_code == 200
    fewer = await web.get("/words/7?fields=id", headers={"If-None-Match": tag})
    assert (fewer.status_code, fewer.headers["cache-control"]) == (200, "private, no-cache")


async def test_the_tag_does_not_depend_on_compression(web: httpx2.AsyncClient) -> None:
    tags = set()
    for encoding in ("br", "gzip", "identity"):
        answer = await web.get("/words/7", headers={"Accept-Encoding": encoding})
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.json()["id"] == 7
        tags.add(answer.headers["etag"])
    assert len(tags) == 1


async def test_a_list_is_walked_page_by_page(web: httpx2.AsyncClient) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = (await web.get(f"/words?limit=2{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [1, 2, 3, 4, 5]
    assert page["next_cursor"] is None


async def test_a_cursor_is_good_for_its_own_list_only(web: httpx2.AsyncClient) -> None:
    cursor = (await web.get("/words?limit=2")).json()["next_cursor"]
    assert (await web.get(f"/words?limit=3&cursor={cursor}")).status_code == 200
    assert (await web.get(f"/words?limit=2&cursor={cursor}", headers={"X-Caller": "amy"})).status_code == 200
    assert (await web.get(f"/words?limit=2&cursor={cursor}&starting=w")).status_code == 422
    assert (await web.get(f"/words?limit=2&cursor={cursor}", headers={"X-Caller": "bob"})).status_code == 422
    assert (await web.get(f"/words?limit=2&cursor={cursor}", headers={"X-Caller": "operator"})).status_code == 422


async def test_a_cursor_cannot_be_made_or_altered(web: httpx2.AsyncClient) -> None:
    cursor = (await web.get("/words?limit=2")).json()["next_cursor"]
    altered = [cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :] for n in range(len(cursor) - 1)]
    forged = seal([4], key=b"another installation's secret key", purpose="None:/api/v1/words?[]")
    for wrong in [*altered, forged, "", "AA", "%00", "ü", cursor * 20]:
        refused = await web.get("/words", params={"limit": 2, "cursor": wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), wrong


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e1"])
async def test_a_page_has_1_to_100_items(web: httpx2.AsyncClient, limit: str) -> None:
    assert (await web.get(f"/words?limit={limit}")).status_code == 422
