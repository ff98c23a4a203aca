"""The scenario language: a YAML file says what is sold, what is done when, and what must come of it; here it is played and compared.

Every business step goes through the public HTTP API of a throwaway program. Only time is moved by hand, and then what is scheduled runs
in order. `reading` knows lines, `model` and `steps` and `expect` the language, `world` and `time` the program, `playing` the course of
it, `report` the words about it.
"""

from trunkline.entrypoints.scenario.loading import Script, load, load_text
from trunkline.entrypoints.scenario.playing import Outcome, Stage, opened_stage
from trunkline.entrypoints.scenario.reading import Mistake, Mistaken
from trunkline.entrypoints.scenario.report import as_json, failure_text, summary
from trunkline.entrypoints.scenario.schema import scenario_schema

__all__ = [
    "Mistake",
    "Mistaken",
    "Outcome",
    "Script",
    "Stage",
    "as_json",
    "failure_text",
    "load",
    "load_text",
    "opened_stage",
    "scenario_schema",
    "summary",
]
