"""Terms for property tests: every model, every shape that may be sold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from trunkline.domains.marketplace.model import (
    CallStep,
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PercentTier,
    PerUnitTerms,
    Tier,
    VolumeTerms,
)

prices = st.one_of(
    st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.0375"), Decimal(1)]),
    st.builds(lambda units, digits: Decimal(units).scaleb(-digits), st.integers(0, 10**6), st.integers(0, 9)),
)
bounds = st.lists(st.integers(1, 400).map(lambda quarters: Decimal(quarters) / 4), max_size=4, unique=True).map(sorted)
tiers = st.builds(
    lambda bounds, prices, fees: tuple(
        Tier(bound, price, fee) for bound, price, fee in zip((*bounds, None), prices, fees, strict=False)
    ),
    bounds,
    st.lists(prices, min_size=5, max_size=5),
    st.lists(prices, min_size=5, max_size=5),
)
call_terms = st.builds(
    lambda fee, starts, increments, prices: CallTerms(
        fee, tuple(CallStep(*step) for step in zip((0, *starts), increments, prices, strict=False))
    ),
    prices,
    st.lists(st.integers(1, 200), max_size=4, unique=True).map(sorted),
    st.lists(st.one_of(st.sampled_from([1, 6, 30, 60]), st.integers(1, 100)), min_size=5, max_size=5),
    st.lists(prices, min_size=5, max_size=5),
)
unit_terms = st.one_of(
    st.builds(FlatTerms, prices),
    st.builds(PerUnitTerms, prices),
    st.builds(GraduatedTerms, tiers),
    st.builds(VolumeTerms, tiers),
)
sizes = st.integers(1, 200).map(lambda quarters: Decimal(quarters) / 4)
block_tiers = st.builds(
    lambda tiers, sizes: tuple(replace(tier, block_size=size) for tier, size in zip(tiers, sizes, strict=False)),
    tiers,
    st.lists(st.none() | sizes, min_size=5, max_size=5),
)
packages = st.builds(PackageTerms, prices, sizes, st.just(Decimal(0)) | sizes)
percents = st.sampled_from([Decimal(0), Decimal("2.9"), Decimal("0.0000000001"), Decimal(100), Decimal(1000)])
percentages = st.builds(PercentageTerms, percents, prices, st.integers(0, 5), st.just(Decimal(0)) | sizes)
bounded_percentages = st.builds(
    lambda terms, least, more: replace(terms, per_event_minimum=least, per_event_maximum=least + more),
    percentages,
    prices,
    prices,
)
percent_tiers = st.builds(
    lambda bounds, percents, fees: tuple(
        PercentTier(bound, percent, fee) for bound, percent, fee in zip((*bounds, None), percents, fees, strict=False)
    ),
    bounds,
    st.lists(percents, min_size=5, max_size=5),
    st.lists(prices, min_size=5, max_size=5),
)
quantity_terms = st.one_of(
    unit_terms,
    st.builds(GraduatedTerms, block_tiers),
    st.builds(VolumeTerms, block_tiers),
    packages,
    percentages,
    st.builds(GraduatedPercentageTerms, percent_tiers),
)
any_terms = st.one_of(quantity_terms, bounded_percentages, call_terms, st.builds(CommitmentTerms, prices))
quantities = st.integers(0, 480).map(lambda quarters: Decimal(quarters) / 4)
