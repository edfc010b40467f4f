"""A stored case tried under figures or readings that did not hold when it was decided."""

from dataclasses import replace

from .decide import decide
from .facts import CaseFacts
from .outcomes import Decision
from .releases import Release

# An amount was entered that is not the one that the release tried fixes.
_ENTERED_OTHERWISE = "not_the_amount"


def tried(facts: CaseFacts, release: Release, *, was_met: bool) -> Decision:
    """The decision under that release. An amount that an officer entered rightly, under the figures of the day, is
    set aside where the release tried fixes another: the officer would not have entered it. `was_met`: the case was
    met as it was decided, so the amount was right then."""
    found = decide(facts, release=release)
    if was_met and any(check.reason == _ENTERED_OTHERWISE for check in found.obstacles):
        return decide(replace(facts, entered_amount=None), release=release)
    return found
