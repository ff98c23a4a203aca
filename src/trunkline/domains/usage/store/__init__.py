"""The tables of usage and all writes to them."""

from trunkline.domains.usage.store.alerts import usage_alert as usage_alert
from trunkline.domains.usage.store.alerts import usage_alert_crossing as usage_alert_crossing
from trunkline.domains.usage.store.rows import insert_calls as insert_calls
from trunkline.domains.usage.store.rows import insert_events as insert_events
from trunkline.domains.usage.store.rows import note_meter as note_meter
from trunkline.domains.usage.store.tables import call_record as call_record
from trunkline.domains.usage.store.tables import meter as meter
from trunkline.domains.usage.store.tables import usage_daily as usage_daily
from trunkline.domains.usage.store.tables import usage_event as usage_event
from trunkline.domains.usage.store.tables import usage_level as usage_level
from trunkline.domains.usage.store.tables import usage_measure as usage_measure
from trunkline.domains.usage.store.tables import usage_total as usage_total
from trunkline.domains.usage.store.tables import usage_unique_value as usage_unique_value
from trunkline.domains.usage.store.totals import add_tally as add_tally
from trunkline.domains.usage.store.totals import drop_empty_days as drop_empty_days
from trunkline.domains.usage.store.totals import mark_totals_booked as mark_totals_booked
from trunkline.domains.usage.store.waiting import fill_in_rated as fill_in_rated
from trunkline.domains.usage.store.waiting import waiting_page as waiting_page
