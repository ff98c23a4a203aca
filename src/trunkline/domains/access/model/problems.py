"""Failures that only this room has."""

from __future__ import annotations

from trunkline.kernel.errors import Conflict, Problem, TooMany


class WrongCredentials(Problem):
    """The e-mail is unknown, the password is wrong, or the user is disabled: on purpose nobody is told which."""

    status = 401
    code = "wrong_credentials"
    title = "Not signed in"

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is not right.")


class TooManySignIns(TooMany):
    """So many attempts were made for this e-mail or from this address that further ones have to wait."""

    code = "too_many_sign_ins"
    title = "Too many attempts to sign in"


class EmailTaken(Conflict):
    """Somebody signs in with this e-mail already."""

    code = "email_taken"
    title = "This e-mail address is in use"


class LastSuperAdmin(Conflict):
    """Without an active super admin nobody could let anybody in again."""

    code = "last_super_admin"
    title = "There must be an active super admin"
