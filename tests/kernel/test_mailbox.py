from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.mailbox import LOCAL_PART

PLAIN = re.compile(rf"{LOCAL_PART}@x\.example")


@pytest.mark.parametrize("local", ["a", "a.b", "billing+tl", "o'brien", "müller", "a" * 64])
def test_atoms_with_single_dots_between_them_are_a_local_part(local: str) -> None:
    assert PLAIN.fullmatch(f"{local}@x.example")


@pytest.mark.parametrize("local", ["", ".a", "a.", "a..b", "a b", '"a"', "a(b)", "a:b", "a\\b", "a\x00", "a" * 65])
def test_anything_else_is_none(local: str) -> None:
    assert not PLAIN.fullmatch(f"{local}@x.example")


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=70))
def test_what_passes_can_be_written_into_a_header(local: str) -> None:
    address = f"{local}@x.example"
    if not PLAIN.fullmatch(address):
        return
    try:
        assert Address(addr_spec=address).addr_spec == address
    except (HeaderParseError, IndexError) as refused:
        raise AssertionError(f"{address!r} passes and cannot be written") from refused
