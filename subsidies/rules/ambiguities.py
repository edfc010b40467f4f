"""歧义登记: where the notice bears more than one reading, which one is adopted, why, and what switches it.

Read when asked for the first time. A register that can't be trusted raises ParameterError with file, line and
reason: a phrase that doesn't stand in its clause, a gap in the numbers, a point that neither has a switch nor says
why nothing depends on it. Whether each switch is a reading in parameters_data is asked by the tests, both ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .documents import NOTICE, documents
from .parameter_files import Block, compose, items_of

DATA = Path(__file__).with_suffix(".yaml")
_FIELDS = {"number", "clause", "quote", "question", "adopted", "reason", "others", "switch"}


@dataclass(frozen=True, slots=True)
class Ambiguity:
    number: str  # A1, A2 …
    clause: str
    quote: str
    question: str
    adopted: str
    reason: str
    others: tuple[str, ...]
    switch: str  # key of the reading parameter, or empty …
    moves_nothing: str  # … and then why neither money nor admission depends on it
    source: str  # file:line, for the maintainer


@cache
def ambiguities(path: Path = DATA) -> Mapping[str, Ambiguity]:
    """Number → point, in the order of the numbers, which have no gap."""
    found: dict[str, Ambiguity] = {}
    for node in items_of(path, compose(path), "ambiguities"):
        block = Block(path, node, required=_FIELDS, optional={"moves_nothing"})
        point = _read(block)
        if point.number != (wanted := f"A{len(found) + 1}"):
            block.refuse(f"{wanted} is expected here, not {point.number!r}", at="number")
        if taken := [each.number for each in found.values() if point.switch and each.switch == point.switch]:
            block.refuse(f"{point.switch} is already the switch of {taken[0]}", at="switch")
        found[point.number] = point
    return MappingProxyType(found)


def _read(block: Block) -> Ambiguity:
    clause, quote = block.text("clause"), block.text("quote", required=True)
    notice = documents()[NOTICE]
    if clause not in notice.clauses:
        block.refuse(f"{NOTICE} has no clause {clause!r}", at="clause")
    if not notice.has(clause=clause, quote=quote):
        block.refuse(f"the quoted phrase does not stand in {NOTICE} {clause}", at="quote")
    switch, moves_nothing = block.text("switch"), block.text("moves_nothing")
    if bool(switch) == bool(moves_nothing):
        block.refuse("either a switch, or moves_nothing with the reason why there is none", at="switch")
    return Ambiguity(
        number=block.text("number"),
        clause=clause,
        quote=quote,
        question=block.text("question", required=True),
        adopted=block.text("adopted", required=True),
        reason=block.text("reason", required=True),
        others=block.texts("others"),
        switch=switch,
        moves_nothing=moves_nothing,
        source=f"{block.path.name}:{block.line}",
    )
