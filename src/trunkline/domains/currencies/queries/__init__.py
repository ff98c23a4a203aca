"""Questions about rates, and about a company's conversions."""

from trunkline.domains.currencies.queries.conversions import conversion as conversion
from trunkline.domains.currencies.queries.conversions import conversion_of_key as conversion_of_key
from trunkline.domains.currencies.queries.conversions import conversions as conversions
from trunkline.domains.currencies.queries.holds import hold as hold
from trunkline.domains.currencies.queries.holds import holds as holds
from trunkline.domains.currencies.queries.price_lists import converted_among as converted_among
from trunkline.domains.currencies.queries.price_lists import price_conversions as price_conversions
from trunkline.domains.currencies.queries.rates import newest_sheets as newest_sheets
from trunkline.domains.currencies.queries.rates import rate_between as rate_between
from trunkline.domains.currencies.queries.series import rate_series as rate_series
from trunkline.domains.currencies.queries.sheets import history_is_loaded as history_is_loaded
from trunkline.domains.currencies.queries.sheets import last_sheets_quoting as last_sheets_quoting
from trunkline.domains.currencies.queries.sheets import sheet as sheet
from trunkline.domains.currencies.queries.sheets import sheets as sheets
from trunkline.domains.currencies.queries.sources import source_states as source_states
