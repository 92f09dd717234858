"""Figures for whoever watches the process. Labels are channel, kind and result: never a person, an id or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class Metrics:
    """One set of figures, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "liaison_turns",
            "Incoming things handled, by channel and result.",
            ["channel", "result"],
            registry=self.registry,
        )
        self.deliveries = Counter(
            "liaison_deliveries",
            "Tries to deliver, by channel, kind and result.",
            ["channel", "kind", "result"],
            registry=self.registry,
        )
        self.paused = Gauge(
            "liaison_channel_paused", "1 while a channel is paused.", ["channel"], registry=self.registry
        )
        self.states = Gauge("liaison_delivery_rows", "Deliveries by state.", ["state"], registry=self.registry)
        self.oldest_due = Gauge(
            "liaison_oldest_due_seconds", "How long the oldest due delivery waits.", registry=self.registry
        )
        self.poison = Gauge("liaison_poison_inputs", "Inputs that raised and were kept.", registry=self.registry)
