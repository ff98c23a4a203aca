from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.errors import Invalid
from trunkline.kernel.page import Page, PageRequest, page_of, seal, unseal

KEY = b"a key of thirty-two bytes or so."
words = st.text("aZ9-_= \n\0é漢\U0001f4de", max_size=8)
positions = st.lists(st.one_of(words, st.integers(-(2**63), 2**63 - 1)), max_size=4).map(tuple)


def _position(number: int) -> tuple[str | int, ...]:
    return (number,)


def test_the_extra_row_only_says_that_there_is_more() -> None:
    page = page_of([1, 2, 3], PageRequest(limit=2), _position)
    assert (list(page.items), page.next_position) == ([1, 2], (2,))


@pytest.mark.parametrize("rows", [[], [1], [1, 2]])
def test_the_last_page_has_no_next_position(rows: list[int]) -> None:
    page = page_of(rows, PageRequest(limit=2), _position)
    assert (list(page.items), page.next_position) == (rows, None)


@given(st.lists(st.integers(), unique=True, max_size=60), st.integers(1, 9))
def test_walking_the_pages_sees_every_row_once(numbers: list[int], limit: int) -> None:
    rows, seen, position = sorted(numbers), list[int](), None
    while True:
        after = [row for row in rows if position is None or row > int(position[0])]
        page = page_of(after[: limit + 1], PageRequest(limit, position), _position)
        seen += page.items
        if (position := page.next_position) is None:
            break
    assert seen == rows


def test_a_page_is_shown_in_another_form_at_the_same_place() -> None:
    assert Page([1, 2], (2,)).map(str) == Page(["1", "2"], (2,))


@given(positions, words)
def test_a_cursor_gives_back_the_position_that_was_sealed(position: tuple[str | int, ...], purpose: str) -> None:
    cursor = seal(position, key=KEY, purpose=purpose)
    assert unseal(cursor, key=KEY, purpose=purpose) == position
    assert cursor.isascii()
    assert "=" not in cursor


def test_a_cursor_of_another_list_or_key_is_refused() -> None:
    cursor = seal(("2026-11-22", 7), key=KEY, purpose="invoices?state=open")
    for key, purpose in [(KEY, "invoices?state=paid"), (KEY, ""), (b"other", "invoices?state=open")]:
        with pytest.raises(Invalid, match="not one of this list"):
            unseal(cursor, key=key, purpose=purpose)


@pytest.mark.parametrize(
    "cursor", ["", "x", "====", "ü", "AAAA", base64.urlsafe_b64encode(b"\x00" * 16 + b"[1]").decode()]
)
def test_what_is_not_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="start again without it"):
        unseal(cursor, key=KEY, purpose="invoices")


@given(st.data())
def test_a_cursor_with_a_changed_byte_is_refused(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal(("abcd", 12), key=KEY, purpose="p") + "=="))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Invalid):
        unseal(base64.urlsafe_b64encode(bytes(raw)).decode(), key=KEY, purpose="p")
