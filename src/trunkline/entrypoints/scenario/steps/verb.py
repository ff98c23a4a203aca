"""What a verb is."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, model_validator

from trunkline.entrypoints.scenario.world import World


class Form(BaseModel):
    """What may be said with a verb. `said_alone` is the field that a bare word stands for: `card: succeeds` is `card: {card: succeeds}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said_alone: ClassVar[str | None] = None

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, given: Any) -> Any:
        if given is None:
            return {}
        if isinstance(given, (str, int)) and cls.said_alone is not None:
            return {cls.said_alone: given}
        return given


AnyForm = TypeVar("AnyForm", bound=Form)
Deed = Callable[[World, AnyForm, str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Verb:
    """`deed` sends what the form says, as `operator` or `company`, and returns the API's answer. `moves_time`: nobody does anything."""

    name: str
    form: type[Form]
    deed: Callable[[World, Any, str], Awaitable[dict[str, Any]]]
    about: str
    moves_time: bool


VERBS: dict[str, Verb] = {}


def verb(name: str, *, moves_time: bool = False) -> Callable[[Deed[AnyForm]], Deed[AnyForm]]:
    """Enter a verb. Its form is the annotation of the function's second argument, its description the docstring."""

    def enter(deed: Deed[AnyForm]) -> Deed[AnyForm]:
        assert name not in VERBS, f"two verbs are called {name}"
        form = get_type_hints(deed)["given"]
        VERBS[name] = Verb(name, form, deed, inspect.cleandoc(deed.__doc__ or ""), moves_time)
        return deed

    return enter
