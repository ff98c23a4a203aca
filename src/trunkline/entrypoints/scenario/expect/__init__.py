"""What a scenario expects: shapes (what may be said), views (what the API shows, as an accountant would read it), and comparing the two.

A shape's fields are the names of its view. What is not said is not compared; what is said must be so, to the last digit.
"""

from trunkline.entrypoints.scenario.expect.checking import check
from trunkline.entrypoints.scenario.expect.comparing import Finding, Group
from trunkline.entrypoints.scenario.expect.shapes import Expectation
from trunkline.entrypoints.scenario.expect.views import invoice_views

__all__ = ["Expectation", "Finding", "Group", "check", "invoice_views"]
