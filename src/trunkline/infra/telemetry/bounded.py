"""Figures whose labels cannot run away: every label names the values it may take, anything else is counted as `other`.

One raw path, user or company id as a label makes a new time series per visitor, and a metrics page that takes seconds to render.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

OTHER = "other"


class Bounded:
    """What all figures have: a name, what it means, and the labels with the values that were declared for each."""

    kind: ClassVar[str]

    def __init__(self, name: str, text: str, labels: Mapping[str, Collection[str]]) -> None:
        self.name = name
        self.text = text
        self.labels = dict(labels)

    @property
    def exposed(self) -> str:
        """The name on the metrics page."""
        return f"{self.name}_total" if self.kind == "counter" else self.name

    def known(self, values: Mapping[str, str]) -> dict[str, str]:
        assert values.keys() == self.labels.keys(), f"labels are {sorted(self.labels)}"
        return {name: values[name] if values[name] in allowed else OTHER for name, allowed in self.labels.items()}


class BoundedCounter(Bounded):
    """Only grows; ask Prometheus for its rate."""

    kind = "counter"

    def __init__(self, name: str, text: str, registry: CollectorRegistry, **labels: Collection[str]) -> None:
        super().__init__(name, text, labels)
        self._counter = Counter(name, text, list(labels), registry=registry)

    def add(self, amount: int = 1, **labels: str) -> None:
        counter = self._counter.labels(**self.known(labels)) if labels else self._counter
        counter.inc(amount)


class BoundedHistogram(Bounded):
    """Durations in seconds."""

    kind = "histogram"

    def __init__(
        self, name: str, text: str, registry: CollectorRegistry, buckets: tuple[float, ...], **labels: Collection[str]
    ) -> None:
        super().__init__(name, text, labels)
        self._histogram = Histogram(name, text, list(labels), registry=registry, buckets=buckets)

    def observe(self, seconds: float, **labels: str) -> None:
        histogram = self._histogram.labels(**self.known(labels)) if labels else self._histogram
        histogram.observe(seconds)


class BoundedGauge(Bounded, Collector):
    """A state. Where it is not known it is absent, which is not the same as zero."""

    kind = "gauge"

    def __init__(self, name: str, text: str, registry: CollectorRegistry, **labels: Collection[str]) -> None:
        super().__init__(name, text, labels)
        self._values: dict[tuple[str, ...], float] = {}
        registry.register(self)

    def set(self, value: float, **labels: str) -> None:
        self._values[tuple(self.known(labels).values())] = value

    def add(self, amount: float, **labels: str) -> None:
        key = tuple(self.known(labels).values())
        self._values[key] = self._values.get(key, 0) + amount

    def unknown(self) -> None:
        """It cannot be told at the moment: show nothing rather than the last known value."""
        self._values.clear()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        family = GaugeMetricFamily(self.name, self.text, labels=list(self.labels))
        for key, value in self._values.copy().items():  # rendered in a thread
            family.add_metric(key, value)
        yield family
