"""Which facts are told to whom, and in which words."""

from trunkline.domains.notifications.rules.composing import About, compose_for_company, compose_for_operator
from trunkline.domains.notifications.rules.texts import FOR_COMPANY, FOR_OPERATOR

__all__ = ["FOR_COMPANY", "FOR_OPERATOR", "About", "compose_for_company", "compose_for_operator"]
