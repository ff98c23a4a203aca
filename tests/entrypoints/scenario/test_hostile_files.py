"""Whatever a file holds, reading it ends soon, and in one line for each mistake that says what to do."""

from __future__ import annotations

import time
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.entrypoints.scenario.test_reading import GOOD
from trunkline.entrypoints.cli.scenario import NOT_PLAYABLE, check_scenarios
from trunkline.entrypoints.scenario import Mistaken, load, load_text
from trunkline.entrypoints.scenario.reading import MISTAKES_TOLD_MAX, PARTS_MAX, SIZE_MAX
from trunkline.entrypoints.scenario.values import same

SOON_SECONDS = 20  # of the processor, so that what runs beside the tests does not count

CONTENTS = {
    "lies more than 40 deep": b"title: " + b"[" * 20_000 + b"]" * 20_000,
    "lies more than 40 deep; no part": b"- " * 20_000,
    "references are not read; write it out": b"a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    f"has more than {PARTS_MAX} parts": b"title: [" + b"a," * (PARTS_MAX + 1) + b"]",
    f"is larger than {SIZE_MAX} bytes": b"#" * (SIZE_MAX + 1),
    "is not text in UTF-8": bytes(range(256)),
    "the character #x0000 is not allowed": b"title: a\n\0",
    "is empty; begin with title": b"# nothing\n",
    "the file: must be a map": b"- a\n- b\n",
    "a key must be a word": b"? [a]\n: b\n",
    "'0001-01-01 00:00' is not in the years": GOOD.replace("2026-03-01 08:00", "0001-01-01 00:00").encode(),
    "'9999-12-31T23:59:59-23:59' is not in": GOOD.replace("2026-03-02 08:00", "9999-12-31T23:59:59-23:59").encode(),
    "'1e999999999' is no number": GOOD.replace("owed: 31", "owed: 1e999999999").encode(),
    "is no number; write it with digits": GOOD.replace("owed: 31", f"owed: {'9' * 5_000}").encode(),
    "amount '1e999999' is not": GOOD.replace("31.00", "1e999999").encode(),
    "is no share; write it as 22/31": GOOD.replace(
        "owed: 31", f"invoice: {{lines: [{{share: 1/{'9' * 5_000}}}]}}"
    ).encode(),
    "is not an IANA time zone": GOOD.encode() + b"zone: ../../../etc/passwd\n",
    "prices: input should be a valid list": GOOD.replace("      - {comp", "       {comp").encode(),
}


@pytest.mark.parametrize("words", CONTENTS)
async def test_it_is_told_in_one_line_what_to_do(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(CONTENTS[words])
    began = time.process_time()
    assert await check_scenarios(Namespace(files=[file])) == NOT_PLAYABLE
    assert time.process_time() - began < SOON_SECONDS
    told = [str(one) for one in caught(file).mistakes]
    assert any(words in one for one in told), told
    assert all("\n" not in one and len(one) < 1_500 for one in told)
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("name", ["missing.yaml", "a-folder", "x" * 300, "nul\0"])
async def test_what_is_no_file_is_told_too(name: str, tmp_path: Path) -> None:
    (tmp_path / "a-folder").mkdir()
    assert await check_scenarios(Namespace(files=[tmp_path / name])) == NOT_PLAYABLE
    with pytest.raises(Mistaken, match="cannot be read: "):
        load(tmp_path / name)


def test_of_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(GOOD + "\n".join(f"k{number}: 1" for number in range(3_000)))
    told = caught(file).mistakes
    assert len(told) == MISTAKES_TOLD_MAX + 1
    assert told[-1].words == f"and {3_000 - MISTAKES_TOLD_MAX} more mistakes after this one"


@given(
    st.text(max_size=200), st.sampled_from(["A fee", "31.00", "flat", "subscribe", "2026-03-02 08:00", "[1]", "31}"])
)
def test_any_text_in_any_place_is_read_or_told(text: str, instead_of: str) -> None:
    assert instead_of in GOOD
    with suppress(Mistaken):
        load_text(GOOD.replace(instead_of, text, 1), "any.yaml")


def test_numbers_too_large_to_be_computed_are_compared_as_text() -> None:
    assert not same("1e999999999", "1")
    assert not same("1/0", "1")
    assert same("1e999999999", "1e999999999")
    assert same("29", "29.00")
    assert same("14/28", "1/2")


def caught(file: Path) -> Mistaken:
    with pytest.raises(Mistaken) as found:
        load(file)
    return found.value
