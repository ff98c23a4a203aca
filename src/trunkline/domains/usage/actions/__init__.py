"""What changes usage: recording it, importing it, rating what was there first, and saying that billing has booked it."""

from trunkline.domains.usage.actions.ahead import changes_currency as changes_currency
from trunkline.domains.usage.actions.ahead import rate_ahead_anew as rate_ahead_anew
from trunkline.domains.usage.actions.alerts import check_alerts as check_alerts
from trunkline.domains.usage.actions.alerts import remove_alert as remove_alert
from trunkline.domains.usage.actions.alerts import set_alert as set_alert
from trunkline.domains.usage.actions.booking import mark_booked as mark_booked
from trunkline.domains.usage.actions.calls import record_calls as record_calls
from trunkline.domains.usage.actions.corrections import correct_call as correct_call
from trunkline.domains.usage.actions.corrections import correct_events as correct_events
from trunkline.domains.usage.actions.deliveries import read_delivery as read_delivery
from trunkline.domains.usage.actions.deliveries import record_delivery as record_delivery
from trunkline.domains.usage.actions.events import record_events as record_events
from trunkline.domains.usage.actions.gathering import Gathering as Gathering
from trunkline.domains.usage.actions.importing import import_calls as import_calls
from trunkline.domains.usage.actions.repricing import companies_to_rate_anew as companies_to_rate_anew
from trunkline.domains.usage.actions.repricing import events_to_rate_anew as events_to_rate_anew
from trunkline.domains.usage.actions.repricing import rate_anew as rate_anew
from trunkline.domains.usage.actions.snapshots import forget_snapshots as forget_snapshots
from trunkline.domains.usage.actions.snapshots import note_hours as note_hours
from trunkline.domains.usage.actions.snapshots import take_snapshots as take_snapshots
from trunkline.domains.usage.actions.waiting import rate_waiting_usage as rate_waiting_usage
