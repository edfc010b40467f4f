"""What the other readings of the register would have moved: totals of the province, never a county, never a few people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from ..models import Simulation
from ..rules.releases import Release

# Under this a total could point at somebody.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Impact:
    """The newest measure of one reading."""

    reading: str
    first: date
    last: date
    measured_on: date
    people: int
    delta: Decimal

    @property
    def few(self) -> bool:
        return 0 < self.people < FEWEST


def impacts(release: Release) -> Mapping[str, list[Impact]]:
    """Switch → the newest measure of each of its other readings."""
    found: dict[tuple[str, str], Impact] = {}
    rows = Simulation.objects.measured().filter(finished_at__isnull=False)
    for readings, summary, finished, first, last in rows.values_list(
        "readings", "summary", "finished_at", "period_from", "period_to"
    )[:200]:
        ((switch, choice),) = readings.items()
        parameter = release.parameters.get(switch)
        if parameter is None or choice not in parameter.choices or (switch, choice) in found:
            continue
        found[switch, choice] = Impact(
            reading=parameter.choices[choice],
            first=first,
            last=last,
            measured_on=timezone.localtime(finished).date(),
            people=summary["people"],
            delta=Decimal(summary["delta"]),
        )
    by_switch: dict[str, list[Impact]] = {}
    for (switch, _), impact in found.items():
        by_switch.setdefault(switch, []).append(impact)
    return by_switch
