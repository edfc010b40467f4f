"""How a case is brought to the boundary of a parameter: `boundaries.yaml`, read once; its head says what each field
means. A malformed file stops the start with file and line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from ..blocks import Block, compose
from ..decide import QUESTIONS
from ..enums import Outcome
from .placing import FORMS

TABLE = Path(__file__).parent / "boundaries.yaml"
# A check that is not met and only points it out: what a choice between a limit and a wish changes.
WARNED = "warned"
OPS = ("=", "<=", ">=")
_PARTS = {"situations", "cases", "undecided"}
_FIELDS = {"parameter", "situation", "check"}
_OPTIONAL = {
    "varies", "form", "of", "op", "least", "most", "change", "expects", "otherwise", "day_of_year", "readings",
    "alone",
}  # fmt: skip
_DAY_OF_YEAR = re.compile(r"\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Situation:
    """A complete case to which its question says «met»."""

    question: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Probe:
    """One way to the boundary of one parameter: either a fact that is set to the figure and its neighbours, or what
    the check answers under each figure or choice."""

    parameter: str
    question: str
    facts: Mapping[str, Any]
    check: str
    varies: str
    form: str
    of: Any
    op: str  # "": the parameter's own
    least: Decimal | None
    most: Decimal | None
    otherwise: str
    expects: Mapping[str, str]
    day_of_year: str  # MM-DD, where the case can only be told apart on that day of a year
    readings: Mapping[str, str]
    alone: bool  # the check by itself, whatever becomes of the whole


@dataclass(frozen=True, slots=True)
class Undecided:
    """A parameter that no question looks at, and what looks at it instead."""

    parameter: str
    why: str
    held_by: str  # the test that holds it, where something depends on it; "" where nothing does


@dataclass(frozen=True, slots=True)
class Table:
    situations: Mapping[str, Situation]
    probes: tuple[Probe, ...]
    undecided: Mapping[str, Undecided]


@cache
def read_table(path: Path = TABLE) -> Table:
    block = Block(path, compose(path), required=_PARTS)
    plainly = yaml.safe_load(path.read_bytes())
    situations = {
        name: _situation(Block(path, node, required={"question", "facts"}), plainly["situations"][name])
        for name, node in Block(path, block.nodes["situations"], required=set(), optional=None).nodes.items()
    }
    probes = tuple(
        _probe(Block(path, node, required=_FIELDS, optional=_OPTIONAL), plainly["cases"][at], situations)
        for at, node in enumerate(block.items("cases"))
    )
    undecided = {}
    for node in block.items("undecided"):
        each = Block(path, node, required={"parameter", "why"}, optional={"held_by"})
        key = each.text("parameter", required=True)
        if any(probe.parameter == key for probe in probes):
            each.refuse(f"{key} has cases, so a decision looks at it", at="parameter")
        undecided[key] = Undecided(key, each.text("why", required=True), each.text("held_by"))
    return Table(MappingProxyType(situations), probes, MappingProxyType(undecided))


def _situation(each: Block, row: dict[str, Any]) -> Situation:
    return Situation(each.member("question", QUESTIONS), MappingProxyType(row["facts"]))


def _probe(each: Block, row: dict[str, Any], situations: Mapping[str, Situation]) -> Probe:
    situation = situations.get(each.text("situation", required=True))
    if situation is None:
        each.refuse(f"no situation {row['situation']!r}", at="situation")
    if bool(row.get("varies")) == bool(row.get("expects")):
        each.refuse("a case either varies a fact or says what it expects")
    words = {*Outcome, WARNED}
    expects = {str(choice): word for choice, word in row.get("expects", {}).items()}
    for name, said in (("expects", {*expects.values()}), ("otherwise", {row.get("otherwise", WARNED)})):
        if unknown := said - words:
            each.refuse(f"{name}: unknown outcome {', '.join(sorted(map(str, unknown)))}", at=name)
    day_of_year = each.exact("day_of_year") if "day_of_year" in row else ""
    if day_of_year and not _DAY_OF_YEAR.fullmatch(day_of_year):
        each.refuse("day_of_year must be written MM-DD", at="day_of_year")
    return Probe(
        parameter=each.text("parameter", required=True),
        question=situation.question,
        facts=MappingProxyType({**situation.facts, **row.get("change", {})}),
        check=each.text("check", required=True),
        varies=each.text("varies"),
        form=each.member("form", FORMS) if "form" in row else "",
        of=row.get("of"),
        op=each.member("op", OPS) if "op" in row else "",
        least=Decimal(each.exact("least")) if "least" in row else None,
        most=Decimal(each.exact("most")) if "most" in row else None,
        otherwise=row.get("otherwise", Outcome.NOT_MET.value),
        expects=MappingProxyType(expects),
        day_of_year=day_of_year,
        readings=MappingProxyType(row.get("readings", {})),
        alone=bool(row.get("alone")),
    )
