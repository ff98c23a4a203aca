"""The verbs of the language. A verb is a form (what may be said with it) and a function (the request that it makes), entered in `VERBS`.

To add one: a class with its fields, a coroutine with `@verb("name")`, and its file named in `_FILES`. Reading, `check`, the JSON schema
and the reference page know it by then.
"""

from importlib import import_module

from trunkline.entrypoints.scenario.steps.verb import VERBS, Form, Verb, verb

_FILES = ("subscribing", "using", "correcting", "pricing", "billing", "paying", "prepaying", "watching", "passing")

for _name in _FILES:
    import_module(f"{__name__}.{_name}")

__all__ = ["VERBS", "Form", "Verb", "verb"]
