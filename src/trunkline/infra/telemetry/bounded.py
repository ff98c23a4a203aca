"""Figures whose labels cannot run away: every label names the values it may take, anything else is counted as `other`.

One raw path, user or company id as a label makes a new time series per visitor, and a metrics page that takes seconds to render.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

OTHER = "other"


class _Bounded:
    """The labels and the values that were declared for each."""

    def __init__(self, labels: Mapping[str, Container[str]]) -> None:
        self.labels = dict(labels)

    def known(self, values: Mapping[str, str]) -> dict[str, str]:
        assert values.keys() == self.labels.keys(), f"labels are {sorted(self.labels)}"
        return {name: values[name] if values[name] in allowed else OTHER for name, allowed in self.labels.items()}


class BoundedCounter(_Bounded):
    """Only grows; ask Prometheus for its rate."""

    def __init__(self, name: str, text: str, registry: CollectorRegistry, **labels: Container[str]) -> None:
        super().__init__(labels)
        self._counter = Counter(name, text, list(labels), registry=registry)

    def add(self, amount: int = 1, **labels: str) -> None:
        counter = self._counter.labels(**self.known(labels)) if labels else self._counter
        counter.inc(amount)


class BoundedHistogram(_Bounded):
    """Durations in seconds."""

    def __init__(
        self, name: str, text: str, registry: CollectorRegistry, buckets: tuple[float, ...], **labels: Container[str]
    ) -> None:
        super().__init__(labels)
        self._histogram = Histogram(name, text, list(labels), registry=registry, buckets=buckets)

    def observe(self, seconds: float, **labels: str) -> None:
        histogram = self._histogram.labels(**self.known(labels)) if labels else self._histogram
        histogram.observe(seconds)


class BoundedGauge(_Bounded, Collector):
    """A state. Where it is not known it is absent, which is not the same as zero."""

    def __init__(self, name: str, text: str, registry: CollectorRegistry, **labels: Container[str]) -> None:
        super().__init__(labels)
        self._name, self._text = name, text
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
        family = GaugeMetricFamily(self._name, self._text, labels=list(self.labels))
        for key, value in self._values.copy().items():  # rendered in a thread
            family.add_metric(key, value)
        yield family
