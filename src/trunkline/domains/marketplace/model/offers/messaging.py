"""Modules that follow up on a call: messages and appointments."""

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

SMS_MESSAGES = MeterOffer("sms_messages", "Text messages sent", "message", "sum")
BOOKINGS = MeterOffer("appointments_booked", "Appointments booked", "booking", "sum")

SMS_FOLLOW_UP = ModuleOffer(
    slug="sms-follow-up",
    name="SMS Follow-up",
    summary="Sends what was promised on the telephone: links, directions, confirmations.",
    description="A message right after the call, with what the caller asked for. Answers arrive where the call is shown.",
    category="messaging",
    icon="message-square",
    meters=(SMS_MESSAGES,),
    plans=(
        PlanOffer(
            slug="pay-as-you-go",
            name="Pay as you go",
            description="No fee. Each message costs the same.",
            prices=(
                metered(
                    SMS_MESSAGES,
                    "messages",
                    "Text messages",
                    EUR=each("0.079"),
                    USD=each("0.075"),
                    GBP=each("0.068"),
                    JPY=each("11.5"),
                ),
            ),
        ),
        PlanOffer(
            slug="bundle",
            name="Bundle",
            description="All messages of the month at the price of the volume reached.",
            prices=(
                platform_fee(EUR="19.00", USD="21.00", GBP="16.00", JPY="3200"),
                metered(
                    SMS_MESSAGES,
                    "messages",
                    "Text messages",
                    EUR=volume(("1000", "0.072", "0"), ("10000", "0.061", "0"), (None, "0.049", "0")),
                    USD=volume(("1000", "0.068", "0"), ("10000", "0.057", "0"), (None, "0.046", "0")),
                    GBP=volume(("1000", "0.062", "0"), ("10000", "0.052", "0"), (None, "0.042", "0")),
                    JPY=volume(("1000", "10.5", "0"), ("10000", "9", "0"), (None, "7.2", "0")),
                ),
            ),
        ),
    ),
)

APPOINTMENT_BOOKING = ModuleOffer(
    slug="appointment-booking",
    name="Appointment Booking",
    summary="Books, moves and cancels appointments in your calendars while the caller is on the line.",
    description="Knows opening hours, staff, rooms and travel time; reminds the day before and fills the gaps from a waiting list.",
    category="messaging",
    icon="calendar-check",
    meters=(BOOKINGS,),
    plans=(
        PlanOffer(
            slug="practice",
            name="Practice",
            description="Up to three calendars; forty bookings a month are included.",
            prices=(
                platform_fee(EUR="35.00", USD="39.00", GBP="30.00"),
                metered(
                    BOOKINGS,
                    "bookings",
                    "Booked appointments",
                    EUR=graduated(("40", "0", "0"), (None, "0.60", "0")),
                    USD=graduated(("40", "0", "0"), (None, "0.65", "0")),
                    GBP=graduated(("40", "0", "0"), (None, "0.52", "0")),
                ),
            ),
        ),
        PlanOffer(
            slug="clinic",
            name="Clinic",
            description="By calendar, on a thirty-day month; bookings become cheaper as they become more.",
            proration=Grain.day30,
            prices=(
                seats("Calendar", "calendar", EUR="12.00", USD="13.50", GBP="10.50", JPY="2000"),
                metered(
                    BOOKINGS,
                    "bookings",
                    "Booked appointments",
                    EUR=graduated(("200", "0.45", "10.00"), ("1000", "0.35", "5.00"), (None, "0.25", "0")),
                    USD=graduated(("200", "0.49", "11.00"), ("1000", "0.38", "5.50"), (None, "0.27", "0")),
                    GBP=graduated(("200", "0.39", "8.50"), ("1000", "0.30", "4.50"), (None, "0.22", "0")),
                    JPY=graduated(("200", "72", "1600"), ("1000", "56", "800"), (None, "40", "0")),
                ),
            ),
        ),
    ),
)

MESSAGING = (SMS_FOLLOW_UP, APPOINTMENT_BOOKING)
