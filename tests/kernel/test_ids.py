from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from trunkline.kernel import ids
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId, Id, InvoiceId

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


def _uuid(written: str) -> UUID:
    number = 0
    for character in written.partition("_")[2]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    return UUID(int=number)


@given(moments, st.integers(0, 2**64))
def test_an_id_is_a_uuid_of_version_7_made_at_its_millisecond(at: datetime, seed: int) -> None:
    uuid = _uuid(InvoiceId.new(at, Random(seed)))
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert uuid.int >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_the_written_form_is_that_of_the_typeid_specification() -> None:
    """The specification's own example: prefix_01h455vb4pex5vsknk084sn02q is this UUID."""
    assert _uuid("prefix_01h455vb4pex5vsknk084sn02q") == UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def test_the_same_seed_gives_the_same_ids() -> None:
    first, second = Random(7), Random(7)
    assert [CompanyId.new(AT, first) for _ in range(5)] == [CompanyId.new(AT, second) for _ in range(5)]


@given(st.lists(moments, min_size=2, unique_by=lambda at: int(at.timestamp() * 1000)))
def test_ids_sort_by_the_time_they_were_made(times: list[datetime]) -> None:
    entropy = Random(1)
    made = [(at, InvoiceId.new(at, entropy)) for at in times]
    assert [at for at, _ in sorted(made, key=lambda pair: pair[1])] == sorted(times)


@given(moments, moments, st.integers(0, 2**64))
def test_bounds_enclose_the_ids_of_their_moment_and_no_others(at: datetime, other: datetime, seed: int) -> None:
    lower, upper = InvoiceId.bounds_of(at)
    made = InvoiceId.new(other, Random(seed))
    assert other < at or made >= lower
    assert other > at or made <= upper
    assert (lower <= made <= upper) == (_millisecond(other) == _millisecond(at))


def _millisecond(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_thousands_of_ids_of_one_moment_differ() -> None:
    entropy = Random(3)
    assert len({InvoiceId.new(AT, entropy) for _ in range(10_000)}) == 10_000


def test_an_id_is_parsed_from_its_own_text() -> None:
    made = InvoiceId.new(AT, Random(1))
    parsed = InvoiceId.parse(str(made))
    assert parsed == made
    assert isinstance(parsed, InvoiceId)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "inv_",
        "inv_01h455vb4pex5vsknk084sn02",
        "inv_01h455vb4pex5vsknk084sn02q0",
        "com_01h455vb4pex5vsknk084sn02q",
        "INV_01H455VB4PEX5VSKNK084SN02Q",
        "inv_81h455vb4pex5vsknk084sn02q",
        "inv_01h455vb4pex5vsknk084sn02u",
        "inv_01h455vb4pex5vsknk084sn02q\n",
        " inv_01h455vb4pex5vsknk084sn02q",
    ],
)
def test_an_id_of_another_kind_or_form_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not an id of the form inv_"):
        InvoiceId.parse(text)
    with pytest.raises(ValidationError):
        TypeAdapter(InvoiceId).validate_python(text)


def test_a_request_model_gets_the_distinct_type() -> None:
    text = "inv_01h455vb4pex5vsknk084sn02q"
    read = TypeAdapter(InvoiceId).validate_json(f'"{text}"')
    assert read == text
    assert isinstance(read, InvoiceId)
    assert TypeAdapter(InvoiceId).json_schema()["pattern"] == f"^{InvoiceId.pattern()}$"


def test_every_kind_of_id_has_its_own_prefix_of_three_letters() -> None:
    kinds = [kind for kind in vars(ids).values() if isinstance(kind, type) and issubclass(kind, Id) and kind is not Id]
    prefixes = [kind.prefix for kind in kinds]
    assert len(kinds) > 20
    assert len(set(prefixes)) == len(kinds)
    assert all(len(prefix) == 3 and prefix.islower() for prefix in prefixes)
