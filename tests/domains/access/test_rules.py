"""E-mails, passwords, networks and what may be given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.access.model import (
    BUILT_IN_ROLES,
    PERMISSIONS,
    SESSION_IDLE,
    SESSION_LIFETIME,
    Permission,
    RoleKey,
)
from trunkline.domains.access.rules import (
    check_grantable,
    check_key_permissions,
    check_locale,
    check_name,
    check_password,
    compiled_permissions,
    network_of,
    normal_email,
    normal_password,
    session_end,
)
from trunkline.kernel.errors import Forbidden, Invalid
from trunkline.kernel.ids import CompanyId

COMPANY = CompanyId("com_01h455vb4pex5vsknk084sn02q")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LETTERS = st.text(st.characters(categories=["L", "M", "N"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  Ada@Example.COM ", "ada@example.com"),
        ("JÜRGEN@bücher.example", "jürgen@bücher.example"),
        ("ju\u0308rgen@example.com", "jürgen@example.com"),
        ("ada+bills@localhost", "ada+bills@localhost"),
    ],
)
def test_an_email_has_one_spelling(typed: str, normal: str) -> None:
    assert normal_email(typed) == normal


@pytest.mark.parametrize(
    "typed", ["", "ada", "@example.com", "ada@", "a b@example.com", "ada@ex@ample.com", "ada@.com", "ada@example..com",
              "ada@example.com\nBcc: eve@example.com", "a" * 65 + "@example.com", "a@" + "b" * 253, "ada@exa\x00mple.com"]
)  # fmt: skip
def test_what_cannot_be_an_email_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as problem:
        normal_email(typed)
    assert [field.pointer for field in problem.value.fields] == ["/email"]


def test_letters_that_only_look_alike_stay_apart() -> None:
    """Merging compatibility forms would hand one person's account to whoever owns the other address."""
    assert normal_email("ﬀ@example.com") == normal_email("ff@example.com")  # full case folding, as the standard says
    assert normal_email("①@example.com") != normal_email("1@example.com")
    assert normal_email("ada@example.com") != normal_email("\u0430da@example.com")


@given(LETTERS, LETTERS)
def test_normalising_an_email_twice_changes_nothing(local: str, domain: str) -> None:
    try:
        once = normal_email(f"{local}@{domain}")
    except Invalid:
        return
    assert normal_email(once) == once
    assert normal_email(once.upper()) == normal_email(once.upper().lower())


@given(st.text(max_size=30))
def test_a_password_is_the_same_however_it_is_composed(text: str) -> None:
    import unicodedata

    assert normal_password(unicodedata.normalize("NFD", text)) == normal_password(text)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 257, "at most 256"),
        ("Password1234", "tried first"),
        ("correct horse battery staple", "tried first"),
        ("aaaaaaaaaaaa", "tried first"),
        ("abababababababab", "tried first"),
        ("Ada.Lovelace@Example.com", "not be the e-mail"),
        ("ada.lovelace", "not be the e-mail"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_without_naming_it(password: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as problem:
        check_password(password, email="ada.lovelace@example.com")
    assert [field.pointer for field in problem.value.fields] == ["/password"]
    assert not password or password not in problem.value.detail


@pytest.mark.parametrize(
    "password", ["let-me-see-trunkline", "twelve chars", "日本語のパスワードです、長い", "a" * 200 + "bcd"]
)
def test_a_long_password_needs_nothing_else(password: str) -> None:
    assert check_password(password, email="ada@example.com") == password


def test_a_name_is_one_line() -> None:
    assert check_name("  Ada Lovelace ") == "Ada Lovelace"
    for wrong in ("", "   ", "a\nb", "a\x00b", "x" * 201, "\u202eevil"):
        with pytest.raises(Invalid):
            check_name(wrong)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_with_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_session_slides_but_not_for_ever() -> None:
    assert session_end(NOON, NOON) == NOON + SESSION_IDLE
    assert session_end(NOON, NOON + timedelta(hours=5)) == NOON + timedelta(hours=5) + SESSION_IDLE
    assert session_end(NOON, NOON + SESSION_LIFETIME - timedelta(hours=1)) == NOON + SESSION_LIFETIME


@given(st.sets(st.sampled_from([*PERMISSIONS, "made.up", "*"])))
def test_the_operators_permissions_never_reach_a_company(granted: set[str]) -> None:
    in_company = compiled_permissions(granted, COMPANY)
    assert in_company == {one for one in granted if one in PERMISSIONS and not PERMISSIONS[one].for_operator}
    assert compiled_permissions(granted, None) == granted & set(PERMISSIONS)


@given(st.sets(st.sampled_from(list(Permission))), st.sampled_from(list(RoleKey)))
def test_who_lacks_one_permission_of_a_role_cannot_give_it(held: set[Permission], key: RoleKey) -> None:
    role = BUILT_IN_ROLES[key]
    for company_id in (None, COMPANY):
        may = role.reaches(company_id) and role.permissions_in(company_id) <= held
        try:
            check_grantable([key], company_id, lambda name: name in held)
            given = True
        except (Forbidden, Invalid):
            given = False
        assert given == may


@given(st.sets(st.sampled_from([*PERMISSIONS, "made.up", "*"])), st.sets(st.sampled_from(list(PERMISSIONS))))
def test_a_key_holds_no_more_than_its_maker(asked: set[str], held: set[str]) -> None:
    for company_id in (None, COMPANY):
        try:
            got = check_key_permissions(asked, company_id, lambda name: name in held)
        except (Forbidden, Invalid):
            continue
        assert got == asked
        assert got <= held
        assert company_id is None or not any(PERMISSIONS[name].for_operator for name in got)


@pytest.mark.parametrize(
    ("typed", "kept"), [("en", "en"), ("de-AT", "de-AT"), ("de_AT", "de-AT"), ("es-419", "es-419"), ("zh-TW", "zh-TW")]
)
def test_a_locale_is_a_tag_as_browsers_write_it(typed: str, kept: str) -> None:
    assert check_locale(typed) == kept


@pytest.mark.parametrize(
    "tag", ["", "xx", "de-XX", "english", "EN", "../etc", "de-", "de AT", "en-u-nu-arab-ca-islamic"]
)
def test_a_locale_that_no_number_can_be_written_in_is_refused_with_what_to_send(tag: str) -> None:
    with pytest.raises(Invalid, match="such as en, de-AT or pt-BR") as refused:
        check_locale(tag)
    assert [field.pointer for field in refused.value.fields] == ["/locale"]
