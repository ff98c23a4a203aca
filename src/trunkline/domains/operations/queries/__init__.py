"""Questions across the rooms."""

from trunkline.domains.operations.queries.activity import activity
from trunkline.domains.operations.queries.books import book_differences
from trunkline.domains.operations.queries.clocks import clock_view
from trunkline.domains.operations.queries.installation import installation
from trunkline.domains.operations.queries.overview import overview
from trunkline.domains.operations.queries.sockets import who_is_present

__all__ = ["activity", "book_differences", "clock_view", "installation", "overview", "who_is_present"]
