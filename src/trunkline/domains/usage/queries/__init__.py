"""Questions about usage that others may ask."""

from trunkline.domains.usage.queries.alerts import alert_readings as alert_readings
from trunkline.domains.usage.queries.alerts import usage_alerts as usage_alerts
from trunkline.domains.usage.queries.breakdown import usage_breakdown as usage_breakdown
from trunkline.domains.usage.queries.calls import CallFilter as CallFilter
from trunkline.domains.usage.queries.calls import call as call
from trunkline.domains.usage.queries.calls import calls as calls
from trunkline.domains.usage.queries.calls import calls_of_line as calls_of_line
from trunkline.domains.usage.queries.corrections import CorrectionFilter as CorrectionFilter
from trunkline.domains.usage.queries.corrections import corrections as corrections
from trunkline.domains.usage.queries.corrections import corrections_of_call as corrections_of_call
from trunkline.domains.usage.queries.daily import daily_usage as daily_usage
from trunkline.domains.usage.queries.daily import unsubscribed_usage as unsubscribed_usage
from trunkline.domains.usage.queries.levelling import as_billed as as_billed
from trunkline.domains.usage.queries.levels import levels_for_period as levels_for_period
from trunkline.domains.usage.queries.meters import only_call_meter as only_call_meter
from trunkline.domains.usage.queries.refusals import refused_usage as refused_usage
from trunkline.domains.usage.queries.reports import usage_report as usage_report
from trunkline.domains.usage.queries.running import running_totals as running_totals
from trunkline.domains.usage.queries.snapshots import snapshots as snapshots
from trunkline.domains.usage.queries.totals import companies_rated_under as companies_rated_under
from trunkline.domains.usage.queries.totals import events_rated_under as events_rated_under
from trunkline.domains.usage.queries.totals import meters as meters
from trunkline.domains.usage.queries.totals import recount_totals as recount_totals
from trunkline.domains.usage.queries.totals import totals_at as totals_at
from trunkline.domains.usage.queries.totals import totals_for_period as totals_for_period
from trunkline.domains.usage.queries.totals import unbooked_totals as unbooked_totals
