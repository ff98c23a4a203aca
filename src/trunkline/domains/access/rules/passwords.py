"""What a password must be like: long, and not one of those that are tried first (NIST SP 800-63B: length, no rules of composition)."""

from __future__ import annotations

import unicodedata

from trunkline.kernel.errors import FieldProblem, Invalid

PASSWORD_LENGTH_MIN = 12
# Longer ones add nothing and would cost time to hash.
PASSWORD_LENGTH_MAX = 256

# Those of at least twelve characters among the most used ones in published leaks.
_TRIED_FIRST = """
123456789012 1234567890123 12345678901234 123456789123 123123123123 012345678910 0123456789012 098765432109 111222333444
1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiopas qwertyuiopasdfgh
qwertyuiop[] qwerty123456 qwerty1234567 qwerty12345678 asdfghjkl123 asdfghjkl1234 zxcvbnm12345 abcdefghijkl abcdefghijklm
abc123456789 a1b2c3d4e5f6 password1234 password12345 password123456 passwordpassword password@1234 password!234 password2024
password2025 password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 iloveyou1234 iloveyou12345 iloveyouforever administrator
administrator1 admin1234567 admin12345678 adminadminadmin administrator123 letmeinletmein letmein123456 welcome12345
welcome123456 changeme1234 changemechangeme correcthorsebatterystaple monkeymonkey trustno1trustno1 sunshine1234 princess1234
football1234 baseball1234 superman1234 liverpool123 trunkline123 trunkline1234 callcentre12 callcenter12
"""
_COMMON = frozenset(_TRIED_FIRST.split()) | {"correct horse battery staple"}


def normal_password(text: str) -> str:
    """The password in one Unicode form (RFC 8265): the same keys on another keyboard must open the same door."""
    return unicodedata.normalize("NFC", text)


def check_password(text: str, *, email: str, pointer: str = "/password") -> str:
    """The password as it will be hashed. Raises `Invalid` that says what is wrong with it, never the password itself."""
    password = normal_password(text)
    if wrong := _wrong_with(password, email):
        raise Invalid(wrong, fields=[FieldProblem(pointer, wrong)])
    return password


def _wrong_with(password: str, email: str) -> str | None:
    folded = password.casefold()
    if len(password) < PASSWORD_LENGTH_MIN:
        return f"The password needs at least {PASSWORD_LENGTH_MIN} characters; a sentence is easy to remember."
    if len(password) > PASSWORD_LENGTH_MAX:
        return f"The password may have at most {PASSWORD_LENGTH_MAX} characters."
    if folded in _COMMON or len(set(folded)) < 4:
        return "This password is among those that are tried first; choose another one."
    if folded in {email, email.partition("@")[0]}:
        return "The password must not be the e-mail address."
    return None
