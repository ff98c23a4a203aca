"""Modules that listen: what was said, how it was meant, and who should not have got through."""

from __future__ import annotations

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.offers.shapes import (
    MeterOffer,
    ModuleOffer,
    PlanOffer,
    each,
    graduated,
    metered,
    platform_fee,
    seats,
    volume,
)

TRANSCRIPTION_MINUTES = MeterOffer("transcription_minutes", "Minutes transcribed", "minute", "sum")
CALL_SUMMARIES = MeterOffer("call_summaries", "Summaries written", "summary", "sum")
SCORED_CALLS = MeterOffer("scored_calls", "Calls scored", "call", "sum")
SCREENED_CALLS = MeterOffer("screened_calls", "Calls screened", "call", "sum")

LIVE_TRANSCRIPTION = ModuleOffer(
    slug="live-transcription",
    name="Live Transcription",
    summary="Writes the call down while it is held, speaker by speaker.",
    description="Text within half a second, with speakers, punctuation and your own vocabulary; searchable for as long as you keep it.",
    category="insight",
    icon="captions",
    meters=(TRANSCRIPTION_MINUTES,),
    plans=(
        PlanOffer(
            slug="metered",
            name="Metered",
            description="No fee; the first hour of each month is free.",
            prices=(
                metered(
                    TRANSCRIPTION_MINUTES,
                    "minutes",
                    "Transcribed minutes",
                    EUR=graduated(("60", "0", "0"), (None, "0.012", "0")),
                    USD=graduated(("60", "0", "0"), (None, "0.013", "0")),
                    GBP=graduated(("60", "0", "0"), (None, "0.0105", "0")),
                    JPY=graduated(("60", "0", "0"), (None, "1.9", "0")),
                ),
            ),
        ),
        PlanOffer(
            slug="studio",
            name="Studio",
            description="Ten thousand minutes in the fee, further ones graduated.",
            prices=(
                platform_fee(EUR="89.00", USD="98.00", GBP="76.00", JPY="14500"),
                metered(
                    TRANSCRIPTION_MINUTES,
                    "minutes",
                    "Transcribed minutes",
                    EUR=graduated(("10000", "0", "0"), ("50000", "0.008", "0"), (None, "0.0055", "0")),
                    USD=graduated(("10000", "0", "0"), ("50000", "0.0088", "0"), (None, "0.006", "0")),
                    GBP=graduated(("10000", "0", "0"), ("50000", "0.007", "0"), (None, "0.0048", "0")),
                    JPY=graduated(("10000", "0", "0"), ("50000", "1.3", "0"), (None, "0.9", "0")),
                ),
            ),
        ),
    ),
)

CALL_SUMMARY = ModuleOffer(
    slug="call-summaries",
    name="Call Summaries",
    summary="Five lines after each call, and the next step, written into your CRM.",
    description="Who called, what for, what was agreed, what is open. In your fields, in your language, a minute after hanging up.",
    category="insight",
    icon="file-text",
    meters=(CALL_SUMMARIES,),
    plans=(
        PlanOffer(
            slug="single",
            name="Single",
            description="Each summary costs the same.",
            prices=(
                metered(
                    CALL_SUMMARIES, "summaries", "Summaries", EUR=each("0.035"), USD=each("0.038"), GBP=each("0.03")
                ),
            ),
        ),
        PlanOffer(
            slug="team",
            name="Team",
            description="All summaries of the month at the price of the volume reached, which has a fee of its own.",
            prices=(
                metered(
                    CALL_SUMMARIES,
                    "summaries",
                    "Summaries",
                    EUR=volume(("2000", "0.02", "15.00"), ("20000", "0.016", "10.00"), (None, "0.012", "0")),
                    USD=volume(("2000", "0.022", "16.50"), ("20000", "0.0175", "11.00"), (None, "0.013", "0")),
                    GBP=volume(("2000", "0.0175", "13.00"), ("20000", "0.014", "8.50"), (None, "0.0105", "0")),
                ),
            ),
        ),
    ),
)

QUALITY_SCORING = ModuleOffer(
    slug="quality-scoring",
    name="Sentiment & Quality Scoring",
    summary="Scores every call by your own criteria, not one in fifty.",
    description="Tone, talk-over, silence, required phrases, promises made. People see their own calls, leaders see the pattern.",
    category="insight",
    icon="gauge",
    meters=(SCORED_CALLS,),
    plans=(
        PlanOffer(
            slug="coach",
            name="Coach",
            description="By seat; two thousand scored calls are included for the whole team.",
            prices=(
                seats("Seat", "seat", EUR="18.00", USD="20.00", GBP="15.50", JPY="2900"),
                metered(
                    SCORED_CALLS,
                    "scored_calls",
                    "Scored calls",
                    EUR=graduated(("2000", "0", "0"), (None, "0.04", "0")),
                    USD=graduated(("2000", "0", "0"), (None, "0.044", "0")),
                    GBP=graduated(("2000", "0", "0"), (None, "0.035", "0")),
                    JPY=graduated(("2000", "0", "0"), (None, "6.5", "0")),
                ),
            ),
        ),
        PlanOffer(
            slug="compliance",
            name="Compliance",
            description="Every call, kept for audit; billed for whole months.",
            proration=Grain.none,
            prices=(
                platform_fee(EUR="240.00", USD="265.00", GBP="205.00", JPY="39000"),
                metered(
                    SCORED_CALLS,
                    "scored_calls",
                    "Scored calls",
                    EUR=each("0.03"),
                    USD=each("0.033"),
                    GBP=each("0.026"),
                    JPY=each("4.9"),
                ),
            ),
        ),
    ),
)

FRAUD_SHIELD = ModuleOffer(
    slug="fraud-shield",
    name="Fraud & Spam Shield",
    summary="Screens callers before they cost a second of anybody's time.",
    description="Number reputation, robot voices, call patterns, known frauds. What is doubtful is asked for its name first.",
    category="insight",
    icon="shield-check",
    meters=(SCREENED_CALLS,),
    plans=(
        PlanOffer(
            slug="basic",
            name="Basic",
            description="Spam only.",
            prices=(
                platform_fee(EUR="9.00", USD="10.00", GBP="8.00", JPY="1500"),
                metered(
                    SCREENED_CALLS,
                    "screened_calls",
                    "Screened calls",
                    EUR=each("0.004"),
                    USD=each("0.0045"),
                    GBP=each("0.0035"),
                    JPY=each("0.65"),
                ),
            ),
        ),
        PlanOffer(
            slug="guard",
            name="Guard",
            description="Spam and fraud, graduated.",
            prices=(
                platform_fee(EUR="29.00", USD="32.00", GBP="25.00", JPY="4700"),
                metered(
                    SCREENED_CALLS,
                    "screened_calls",
                    "Screened calls",
                    EUR=graduated(("5000", "0.006", "0"), ("50000", "0.004", "0"), (None, "0.0025", "0")),
                    USD=graduated(("5000", "0.0066", "0"), ("50000", "0.0044", "0"), (None, "0.0028", "0")),
                    GBP=graduated(("5000", "0.0052", "0"), ("50000", "0.0035", "0"), (None, "0.0022", "0")),
                    JPY=graduated(("5000", "1", "0"), ("50000", "0.65", "0"), (None, "0.4", "0")),
                ),
            ),
        ),
    ),
)

INSIGHT = (LIVE_TRANSCRIPTION, CALL_SUMMARY, QUALITY_SCORING, FRAUD_SHIELD)
