"""What may be expected, and in which words."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trunkline.entrypoints.scenario.values import Day, Exact, Ratio, When, Word


class Shape(BaseModel):
    """Fields that are said are compared. `said_alone`: the field that a bare number stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said_alone: ClassVar[str | None] = None

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, given: Any) -> Any:
        alone = isinstance(given, (str, int)) and cls.said_alone is not None
        return {cls.said_alone: given} if alone else given

    def said(self) -> dict[str, Any]:
        """The fields that the file names."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class LineShape(Shape):
    """A line of an invoice, before tax."""

    description: Annotated[str, Field(description="A part of the text on the line.")] = ""
    module: str = ""
    component: str = ""
    quantity: Exact = ""
    unit: str = ""
    unit_amount: Exact = ""
    amount: Exact = ""
    tax: Exact = ""
    tax_rate: Exact = ""
    period: Annotated[str, Field(description="Local days, both included: `2026-03-10 to 2026-03-31`, or one day.")] = ""
    corrects: Annotated[
        int | None, Field(description="The ordinal of the invoice whose line is corrected; null: none is.")
    ] = None
    share: Annotated[
        Ratio | list[Ratio], Field(description="What the line is prorated by; a list where it is made of parts.")
    ] = ""
    exact: Annotated[
        Exact, Field(description="The amount before its one rounding, as far as its digits are shown.")
    ] = ""
    policy: Annotated[list[Word], Field(description="The money policies that its explanation names.")] = []


class InvoiceShape(Shape):
    """An invoice. `lines` are all of them, in the order of the document."""

    number: str = ""
    currency: str = ""
    state: Annotated[str, Field(description="`draft`, `issued`, `past_due`, `paid`, `void` …")] = ""
    lines: list[LineShape] = []
    subtotal: Exact = ""
    tax: Exact = ""
    total: Exact = ""
    paid: Exact = ""
    credited: Annotated[Exact, Field(description="What was taken off by credit notes and the company's credit.")] = ""
    due: Annotated[Exact, Field(description="What is still to be paid.")] = ""
    issued_on: Day = ""
    due_on: Day = ""
    issue_on: Annotated[Day, Field(description="The day on which a draft is issued.")] = ""
    issued_at: When = ""
    paid_at: When = ""


class UsageShape(Shape):
    """What has been used of a meter in the current period, and what it comes to so far."""

    said_alone: ClassVar[str | None] = "quantity"

    quantity: Exact = ""
    amount: Exact = ""
    events: int = 0
    billable_seconds: int = 0
    billed_seconds: int = 0
    subscribed: bool = True


class CallShape(Shape):
    """What one call costs, with four decimals."""

    said_alone: ClassVar[str | None] = "amount"

    amount: Exact = ""
    billed_seconds: int = 0
    rated: bool = True


class PaymentShape(Shape):
    """A payment with its attempts."""

    amount: Exact = ""
    state: Annotated[str, Field(description="`pending`, `succeeded`, `failed`, `unknown`, `canceled`.")] = ""
    failure_code: str | None = None
    attempts: Annotated[
        list[str], Field(description="`succeeded`, `declined`, `error`, `unknown`, the first one first.")
    ] = []
    attempts_at: list[When] = []
    next_attempt: When | None = None


class DrawShape(Shape):
    """A movement of a wallet."""

    kind: Annotated[str, Field(description="`drawn`, `returned` (below zero) or `expired`.")] = ""
    amount: Exact = ""
    priority: Annotated[int, Field(description="Of the grant that was drawn.")] = 0
    invoice: Annotated[int | None, Field(description="The ordinal of the invoice that drew; null: none did.")] = None
    drawn_at: When = ""


class GrantShape(Shape):
    """A grant of a wallet."""

    amount: Exact = ""
    remaining: Annotated[Exact, Field(description="What draws have left of it.")] = ""
    kind: str = ""
    priority: int = 0
    expired: bool = False


class WalletShape(Shape):
    """A wallet."""

    said_alone: ClassVar[str | None] = "balance"

    balance: Annotated[Exact, Field(description="What can be drawn now.")] = ""
    state: str = ""
    grants: Annotated[
        list[GrantShape],
        Field(description="All of them, in the order in which they are drawn, then those that cannot be."),
    ] = []
    draws: Annotated[
        list[DrawShape], Field(description="All movements, the first one first; of one moment in the order of drawing.")
    ] = []


class SubscriptionShape(Shape):
    """The subscription to a module."""

    module: Annotated[str | None, Field(description="Which one is meant, where the company has several.")] = None
    state: str = ""
    plan: Annotated[str, Field(description="The plan's slug.")] = ""
    currency: Annotated[str, Field(description="Of the period that runs.")] = ""
    next_currency: Annotated[
        str | None, Field(description="Of the periods after it, where they are billed in another one.")
    ] = None
    next_currency_on: Annotated[Day | None, Field(description="The first day that is billed in it.")] = None
    quantity: int = 1
    anchor_on: Day = ""
    period: Annotated[str | None, Field(description="The current one: `2026-03-10 to 2026-03-31`.")] = None
    ends_on: Annotated[Day | None, Field(description="The first day that is not covered any more.")] = None


class Expectation(Shape):
    """What must be so at this moment."""

    invoices: Annotated[
        list[InvoiceShape], Field(description="All of the company's invoices, the first one first.")
    ] = []
    invoice: Annotated[InvoiceShape | None, Field(description="The newest invoice.")] = None
    invoice_count: int = 0
    owed: Annotated[Exact, Field(description="The sum of what is still to be paid.")] = ""
    credit: Annotated[Exact, Field(description="The company's credit with the operator.")] = ""
    wallets: Annotated[dict[str, WalletShape], Field(description="By name.")] = {}
    payments: Annotated[list[PaymentShape], Field(description="All payments, the first one first.")] = []
    usage: Annotated[dict[str, UsageShape], Field(description="By meter, in the current periods.")] = {}
    calls: Annotated[dict[str, CallShape], Field(description="By the exchange's identity of the call.")] = {}
    subscription: SubscriptionShape | None = None
    facts: Annotated[
        list[str], Field(description="Kinds of facts that were announced, in this order, others between them.")
    ] = []
    fact_counts: Annotated[
        dict[str, Annotated[int, Field(ge=0)]],
        Field(description="How often facts of a kind were announced until now: `usage.spiked: 2`."),
    ] = {}
    no_facts: Annotated[list[str], Field(description="Kinds of facts that were not announced.")] = []
    answer: Annotated[dict[str, Any], Field(description="A part of what the API answered to the step before.")] = {}
