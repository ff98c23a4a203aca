"""The tables of the room and all writes to them."""

from trunkline.domains.currencies.store.conversions import conversion_log as conversion_log
from trunkline.domains.currencies.store.conversions import conversion_of as conversion_of
from trunkline.domains.currencies.store.conversions import insert_conversion as insert_conversion
from trunkline.domains.currencies.store.holds import close_hold as close_hold
from trunkline.domains.currencies.store.holds import hold_of as hold_of
from trunkline.domains.currencies.store.holds import insert_hold as insert_hold
from trunkline.domains.currencies.store.holds import lock_standing_holds as lock_standing_holds
from trunkline.domains.currencies.store.holds import rate_hold as rate_hold
from trunkline.domains.currencies.store.holds import see_again as see_again
from trunkline.domains.currencies.store.price_lists import insert_price_conversion as insert_price_conversion
from trunkline.domains.currencies.store.price_lists import price_conversion as price_conversion
from trunkline.domains.currencies.store.price_lists import price_conversion_of as price_conversion_of
from trunkline.domains.currencies.store.sheets import confirm_sheet as confirm_sheet
from trunkline.domains.currencies.store.sheets import insert_history as insert_history
from trunkline.domains.currencies.store.sheets import insert_sheet as insert_sheet
from trunkline.domains.currencies.store.sheets import rate_sheet as rate_sheet
from trunkline.domains.currencies.store.sheets import rates_of as rates_of
from trunkline.domains.currencies.store.sheets import replace_rate as replace_rate
from trunkline.domains.currencies.store.sheets import sheet_of as sheet_of
from trunkline.domains.currencies.store.sources import rate_source as rate_source
from trunkline.domains.currencies.store.sources import state_of as state_of
from trunkline.domains.currencies.store.sources import write_state as write_state
