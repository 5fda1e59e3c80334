"""What a model predicts: one column of its output."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from discovery.target.effect import Effect

POTENCY_UNIT = "pX"
"""Unit of every potency: -log10 of a molar concentration."""


class EndpointKind(StrEnum):
    """Whether an endpoint is a number in a unit or a probability."""

    regression = "regression"
    classification = "classification"


@dataclass(frozen=True)
class Endpoint:
    """One predicted quantity of one target, with its unit and direction."""

    name: str
    """`<target>.<quantity>`, such as `KCNH2.potency` or `RYR2.inhibitor`; unique in a model."""
    target: str
    """Gene symbol of the target, such as `RYR2`."""
    kind: EndpointKind
    unit: str
    """`pX` (-log10 of a molar concentration), `probability`, or that of a screen's readout, such as `%`."""
    effect: Effect | None = None
    """Direction that a classification endpoint stands for; None: any effect on the target, or a hit of its screens."""

    @property
    def quantity(self) -> str:
        """What its name says behind the target, such as `potency`."""
        return self.name.removeprefix(f"{self.target}.")

    @property
    def is_potency(self) -> bool:
        """Whether its numbers are potencies, rather than probabilities or readouts of a screen."""
        return self.kind is EndpointKind.regression and self.unit == POTENCY_UNIT

    @property
    def is_primary(self) -> bool:
        """Whether it is of primary screens: their hits, or the numbers that they read."""
        is_readout = self.kind is EndpointKind.regression and not self.is_potency
        return is_readout or self == hit_endpoint(self.target)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        effect = data["effect"]
        return cls(
            name=data["name"],
            target=data["target"],
            kind=EndpointKind(data["kind"]),
            unit=data["unit"],
            effect=None if effect is None else Effect(effect),
        )


def potency_endpoint(target: str) -> Endpoint:
    """Regression endpoint of a target's potency on the pX scale."""
    return Endpoint(f"{target}.potency", target, EndpointKind.regression, POTENCY_UNIT)


def activity_endpoint(target: str, effect: Effect | None = None) -> Endpoint:
    """Classification endpoint: probability of an effect (None: of any effect) on a target."""
    quantity = "modulator" if effect is None else effect.value
    return Endpoint(f"{target}.{quantity}", target, EndpointKind.classification, "probability", effect)


def hit_endpoint(target: str) -> Endpoint:
    """Classification endpoint: probability of being a hit of the target's primary screens."""
    return Endpoint(f"{target}.hit", target, EndpointKind.classification, "probability")


def screen_endpoint(target: str, unit: str) -> Endpoint:
    """Regression endpoint of the readout of a target's primary screens, in the unit that the data have."""
    return Endpoint(f"{target}.screen", target, EndpointKind.regression, unit)
