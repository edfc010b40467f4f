"""What makes two decisions on the same facts differ: the check that turned, under its clause."""

from itertools import zip_longest
from typing import NamedTuple

from .check_labels import AMOUNT
from .enums import Effect, Outcome
from .outcomes import Check, Decision


class Difference(NamedTuple):
    check: str
    clause: str


def difference(before: Decision, after: Decision) -> Difference:
    """The first check that answers otherwise, in the order in which they were asked; where every check answers as
    before, the first line of the worksheet that reads otherwise."""
    for old, new in _paired(before, after):
        check = new or old
        if _outcome(old) is not _outcome(new):
            return Difference(check.code, check.clause)
    for old, new in zip_longest(before.worksheet, after.worksheet):
        if new and new != old:
            return Difference(AMOUNT, new.clause)
    return Difference(AMOUNT, after.checks[-1].clause)


def _paired(before: Decision, after: Decision) -> list[tuple[Check | None, Check | None]]:
    """Blocking checks of both, those that only one of the two asked beside None."""
    earlier = {check.code: check for check in before.checks if check.effect is Effect.BLOCKS}
    later = [check for check in after.checks if check.effect is Effect.BLOCKS]
    pairs = [(earlier.pop(check.code, None), check) for check in later]
    return [*pairs, *((check, None) for check in earlier.values())]


def _outcome(check: Check | None) -> Outcome:
    """A check that wasn't asked stood in nobody's way."""
    return check.outcome if check else Outcome.MET
