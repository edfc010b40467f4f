"""The figures of a simulation as a page shows them: signs, bars and words. Nothing is counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from yunnan_training.core import law
from yunnan_training.core.enums import JobStatus

from ..models import Simulation

SCALE = 1_000  # the width of a bar's drawing


@dataclass(frozen=True, slots=True)
class Progress:
    """Finished parts of all parts, in the shape of a job."""

    status: str
    progress: int
    total: int
    error: str

    @classmethod
    def of(cls, simulation: Simulation) -> Self:
        parts = list(simulation.parts.select_related("job"))
        done = sum(part.totals is not None for part in parts)
        open_jobs = [part.job for part in parts if part.totals is None and part.job]
        failed = next((job for job in open_jobs if job.status == JobStatus.FAILED), None)
        begun = done or any(job.status == JobStatus.RUNNING for job in open_jobs)
        # Words for an officer: Refused is our own sentence, anything else is for the log.
        kind, _, sentence = failed.error.partition(": ") if failed else ("", "", "")
        error = sentence if kind == "Refused" else "后台处理出错，请重新测算；仍不成功的，请联系系统管理员"
        status = JobStatus.FAILED if failed else JobStatus.RUNNING if begun else JobStatus.QUEUED
        return cls(status.value, done, len(parts), error if failed else "")


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a drawing of SCALE units has its bars: less to the left of the zero line, more to the right."""

    zero: int
    less: int
    more: int

    @property
    def begins(self) -> int:
        return self.zero - self.less


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    note: str
    row: dict[str, Any]
    bar: Bar
    delta: Decimal
    before: Decimal
    after: Decimal

    @property
    def tone(self) -> str:
        return tone_of(self.delta)


def tone_of(delta: Decimal) -> str:
    return "up" if delta > 0 else "down" if delta < 0 else "level"


def figures(simulation: Simulation) -> dict[str, Any]:
    found = simulation.summary
    money = {name: Decimal(found[name]) for name in ("before", "after", "gain", "loss", "delta")}
    moved = [row for row in found["counties"] if row["cases"]]
    counties = sorted(moved, key=lambda row: (-abs(Decimal(row["delta"])), -row["people"], row["code"]))
    largest = max(money["before"], money["after"]) or Decimal(1)
    return {
        **found,
        **money,
        "tone": tone_of(money["delta"]),
        "share": f"{money['delta'] / money['before']:+.1%}" if money["before"] else "",
        "before_width": _part_of(money["before"], largest),
        "after_width": _part_of(money["after"], largest),
        "counties": _lines(counties, name="name", note="code"),
        "still": len(found["counties"]) - len(moved),
        "items": _lines(found["items"], name="item", note="programme"),
        "clauses": _lines(found["clauses"], name="clause", note="check"),
        "left_out": sum(found["unknown"].values()) + found["unanswered"],
    }


def _lines(rows: Sequence[dict], *, name: str, note: str) -> list[Line]:
    gains, losses = ([Decimal(row[key]) for row in rows] for key in ("gain", "loss"))
    reach_up, reach_down = max(gains, default=Decimal(0)), -min(losses, default=Decimal(0))
    whole = reach_up + reach_down or Decimal(1)
    zero = _part_of(reach_down, whole)
    return [
        Line(
            name=row[name],
            note=row[note],
            row=row,
            bar=Bar(zero, _part_of(-Decimal(row["loss"]), whole), _part_of(Decimal(row["gain"]), whole)),
            delta=Decimal(row["delta"]),
            before=Decimal(row.get("before", "0")),
            after=Decimal(row.get("after", "0")),
        )
        for row in rows
    ]


def _part_of(value: Decimal, whole: Decimal) -> int:
    return round(value / whole * SCALE)


def tried(simulation: Simulation) -> list[tuple[str, str]]:
    """What was changed, in words."""
    parameters = law.read(simulation.base).parameters
    lines = []
    if simulation.release:
        names = [
            parameters[key].label if key in parameters else key
            for key in simulation.summary.get("changed", ())
            if key not in simulation.readings
        ]
        lines.append((f"规则草稿（{simulation.release}）", f"{simulation.release.title}：{'、'.join(names)}"))
    for key, choice in sorted(simulation.readings.items()):
        parameter = parameters[key]
        lines.append((f"读法{parameter.register}", f"{parameter.label}：改为“{parameter.choices[choice]}”"))
    return lines
