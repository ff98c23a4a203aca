"""The vendors that deliver their records by themselves, by the name that routes, settings and the command line use."""

from __future__ import annotations

from trunkline.domains.usage.ports import CallFormat
from trunkline.providers.telephony.freeswitch import FreeSwitchFormat
from trunkline.providers.telephony.livekit import LiveKitFormat
from trunkline.providers.telephony.retell import RetellFormat
from trunkline.providers.telephony.twilio import TwilioFormat
from trunkline.providers.telephony.vapi import VapiFormat

FORMATS: dict[str, CallFormat] = {
    "freeswitch": FreeSwitchFormat(),
    "livekit": LiveKitFormat(),
    "retell": RetellFormat(),
    "twilio": TwilioFormat(),
    "vapi": VapiFormat(),
}


class TelephonyFormats:
    """`CallFormats`: all of them."""

    def named(self, name: str) -> CallFormat:
        return FORMATS[name]
