"""The nouns of usage.

What arrives by the thousand (`…Input`, readings) are msgspec structs, because a frozen dataclass costs ten times as much to make and
one is made for every row; what is read back by the page are frozen dataclasses like everywhere else.
"""

from trunkline.domains.usage.model.calls import CALL_SECONDS_MAX as CALL_SECONDS_MAX
from trunkline.domains.usage.model.calls import EXTERNAL_ID_MAX as EXTERNAL_ID_MAX
from trunkline.domains.usage.model.calls import PARTY_MAX as PARTY_MAX
from trunkline.domains.usage.model.calls import Call as Call
from trunkline.domains.usage.model.calls import CallReading as CallReading
from trunkline.domains.usage.model.calls import CallRecordInput as CallRecordInput
from trunkline.domains.usage.model.calls import Direction as Direction
from trunkline.domains.usage.model.calls import Disposition as Disposition
from trunkline.domains.usage.model.calls import IgnoredRow as IgnoredRow
from trunkline.domains.usage.model.calls import RejectedRow as RejectedRow
from trunkline.domains.usage.model.corrections import REASON_MAX as REASON_MAX
from trunkline.domains.usage.model.corrections import CallCorrection as CallCorrection
from trunkline.domains.usage.model.corrections import Cause as Cause
from trunkline.domains.usage.model.corrections import Correction as Correction
from trunkline.domains.usage.model.corrections import CorrectionResult as CorrectionResult
from trunkline.domains.usage.model.corrections import EventCorrection as EventCorrection
from trunkline.domains.usage.model.corrections import Standing as Standing
from trunkline.domains.usage.model.deliveries import DeliveryReadings as DeliveryReadings
from trunkline.domains.usage.model.deliveries import DeliveryResult as DeliveryResult
from trunkline.domains.usage.model.deliveries import SignatureRefused as SignatureRefused
from trunkline.domains.usage.model.events import AHEAD_MAX as AHEAD_MAX
from trunkline.domains.usage.model.events import BATCH_MAX as BATCH_MAX
from trunkline.domains.usage.model.events import EVENT_ID_MAX as EVENT_ID_MAX
from trunkline.domains.usage.model.events import NAME_MAX as NAME_MAX
from trunkline.domains.usage.model.events import ImportCounts as ImportCounts
from trunkline.domains.usage.model.events import IngestProblem as IngestProblem
from trunkline.domains.usage.model.events import IngestResult as IngestResult
from trunkline.domains.usage.model.events import UsageEventInput as UsageEventInput
from trunkline.domains.usage.model.levels import Level as Level
from trunkline.domains.usage.model.levels import LevelChange as LevelChange
from trunkline.domains.usage.model.totals import DailyKey as DailyKey
from trunkline.domains.usage.model.totals import DailyUsage as DailyUsage
from trunkline.domains.usage.model.totals import Meter as Meter
from trunkline.domains.usage.model.totals import Sums as Sums
from trunkline.domains.usage.model.totals import TotalKey as TotalKey
from trunkline.domains.usage.model.totals import UsageTotal as UsageTotal
from trunkline.domains.usage.model.waiting import REFUSAL_MAX as REFUSAL_MAX
from trunkline.domains.usage.model.waiting import RefusedUsage as RefusedUsage
from trunkline.domains.usage.model.waiting import UsageForm as UsageForm
from trunkline.domains.usage.model.waiting import WaitingUsage as WaitingUsage
