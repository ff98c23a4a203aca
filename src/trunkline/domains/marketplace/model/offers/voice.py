"""Modules that speak on the telephone. Each call is rated by itself, when its record arrives."""

from __future__ import annotations

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.offers.shapes import (
    MeterOffer,
    ModuleOffer,
    PlanOffer,
    calls,
    metered,
    platform_fee,
    seats,
)

RECEPTIONIST_CALLS = MeterOffer("receptionist_calls", "Calls answered by the receptionist", "call", "calls")
OUTBOUND_CALLS = MeterOffer("outbound_calls", "Calls placed by the voice agent", "call", "calls")
MULTILINGUAL_CALLS = MeterOffer("multilingual_calls", "Calls held in another language", "call", "calls")

AI_RECEPTIONIST = ModuleOffer(
    slug="ai-receptionist",
    name="AI Receptionist",
    summary="Answers every call, day and night, and puts through those that need a person.",
    description=(
        "Greets callers in your words, answers what it knows from your knowledge base, takes messages and transfers warm. "
        "No call rings out: what people cannot take, the receptionist does."
    ),
    category="voice",
    icon="phone-incoming",
    meters=(RECEPTIONIST_CALLS,),
    plans=(
        PlanOffer(
            slug="starter",
            name="Starter",
            description="For one location. Billed by the minute.",
            prices=(
                platform_fee(EUR="49.00", USD="55.00", GBP="42.00", JPY="7800"),
                metered(
                    RECEPTIONIST_CALLS,
                    "calls",
                    "Answered calls",
                    EUR=calls("0.02", (0, 60, "0.14")),
                    USD=calls("0.02", (0, 60, "0.15")),
                    GBP=calls("0.02", (0, 60, "0.12")),
                    JPY=calls("3", (0, 60, "22")),
                ),
            ),
        ),
        PlanOffer(
            slug="business",
            name="Business",
            description="For several locations. A first minute, then every six seconds; long calls become cheaper.",
            prices=(
                platform_fee(EUR="149.00", USD="165.00", GBP="129.00", JPY="24000"),
                metered(
                    RECEPTIONIST_CALLS,
                    "calls",
                    "Answered calls",
                    EUR=calls("0.01", (0, 60, "0.11"), (60, 6, "0.11"), (600, 6, "0.08")),
                    USD=calls("0.01", (0, 60, "0.12"), (60, 6, "0.12"), (600, 6, "0.09")),
                    GBP=calls("0.01", (0, 60, "0.095"), (60, 6, "0.095"), (600, 6, "0.07")),
                    JPY=calls("2", (0, 60, "18"), (60, 6, "18"), (600, 6, "13")),
                ),
            ),
        ),
        PlanOffer(
            slug="enterprise",
            name="Enterprise",
            description="For contact centres. Every second counts, and only the seconds that were talked.",
            prices=(
                platform_fee(EUR="590.00", USD="640.00", GBP="510.00", JPY="95000"),
                metered(
                    RECEPTIONIST_CALLS,
                    "calls",
                    "Answered calls",
                    EUR=calls("0", (0, 1, "0.085")),
                    USD=calls("0", (0, 1, "0.092")),
                    GBP=calls("0", (0, 1, "0.074")),
                    JPY=calls("0", (0, 1, "14")),
                ),
            ),
        ),
    ),
)

OUTBOUND_AGENT = ModuleOffer(
    slug="outbound-agent",
    name="Outbound Voice Agent",
    summary="Places calls from your lists: reminders, renewals, surveys, first contacts.",
    description=(
        "Works through a list within the hours you allow, respects do-not-call registers, speaks with whoever answers and writes the "
        "outcome back. Each line is one call that can be held at a time."
    ),
    category="voice",
    icon="phone-outgoing",
    meters=(OUTBOUND_CALLS,),
    plans=(
        PlanOffer(
            slug="campaign",
            name="Campaign",
            description="For now and then: a line by the second, for as long as the campaign runs.",
            proration=Grain.second,
            prices=(
                seats("Outbound line", "line", EUR="39.00", USD="43.00", GBP="34.00"),
                metered(
                    OUTBOUND_CALLS,
                    "calls",
                    "Placed calls",
                    EUR=calls("0.03", (0, 30, "0.16")),
                    USD=calls("0.03", (0, 30, "0.17")),
                    GBP=calls("0.025", (0, 30, "0.14")),
                ),
            ),
        ),
        PlanOffer(
            slug="dialer",
            name="Dialer",
            description="For daily work: many lines, calls by the second after the first six.",
            prices=(
                platform_fee(EUR="99.00", USD="109.00", GBP="85.00"),
                seats("Outbound line", "line", EUR="29.00", USD="32.00", GBP="25.00"),
                metered(
                    OUTBOUND_CALLS,
                    "calls",
                    "Placed calls",
                    EUR=calls("0.015", (0, 6, "0.12"), (6, 1, "0.12")),
                    USD=calls("0.015", (0, 6, "0.13"), (6, 1, "0.13")),
                    GBP=calls("0.012", (0, 6, "0.105"), (6, 1, "0.105")),
                ),
            ),
        ),
    ),
)

MULTILINGUAL_VOICE = ModuleOffer(
    slug="multilingual-voice",
    name="Multilingual Voice",
    summary="Holds the conversation in the caller's language: thirty-four of them.",
    description="Recognises the language within the first sentence, answers in it, and hands people a translated summary.",
    category="voice",
    icon="languages",
    meters=(MULTILINGUAL_CALLS,),
    plans=(
        PlanOffer(
            slug="neighbours",
            name="Neighbours",
            description="Eight European languages.",
            prices=(
                platform_fee(EUR="25.00", USD="28.00", GBP="22.00"),
                metered(
                    MULTILINGUAL_CALLS,
                    "calls",
                    "Calls in another language",
                    EUR=calls("0", (0, 60, "0.05")),
                    USD=calls("0", (0, 60, "0.055")),
                    GBP=calls("0", (0, 60, "0.045")),
                ),
            ),
        ),
        PlanOffer(
            slug="world",
            name="World",
            description="All thirty-four languages.",
            prices=(
                platform_fee(EUR="79.00", USD="86.00", GBP="69.00", JPY="12800"),
                metered(
                    MULTILINGUAL_CALLS,
                    "calls",
                    "Calls in another language",
                    EUR=calls("0", (0, 6, "0.045")),
                    USD=calls("0", (0, 6, "0.049")),
                    GBP=calls("0", (0, 6, "0.039")),
                    JPY=calls("0", (0, 6, "7.5")),
                ),
            ),
        ),
    ),
)

VOICE = (AI_RECEPTIONIST, OUTBOUND_AGENT, MULTILINGUAL_VOICE)
