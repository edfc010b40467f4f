"""A rule: one question of the law, the facts it looks at, the answer with its reason.

The facts that a rule may look at are declared, and are all that it is given a name for elsewhere: the
calculator asks only for them, the documentation lists them, and an answer already given to the same facts under
the same figures is given again instead of being worked out anew.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from .facts import CaseFacts
from .outcomes import Check
from .releases import Release

Answer = Callable[[Any, Release], Check]
# One period of one release remembers this many answers of one rule, then forgets them all.
MOST_REMEMBERED = 4_096


class Rule:
    """Called like the function it is made from. Two rules are the same when they are the same object."""

    def __init__(self, answer: Answer, looks_at: tuple[str, ...]):
        self.__wrapped__, self.looks_at = answer, looks_at
        self.__name__, self.__doc__, self.__module__ = answer.__name__, answer.__doc__, answer.__module__
        self._values = attrgetter(*looks_at)

    def __call__(self, facts: CaseFacts, release: Release) -> Check:
        return self.__wrapped__(facts, release)

    def recall(self, facts: CaseFacts, release: Release, memory: dict) -> Check:
        """The answer, from memory where the same facts were asked about in the same period of the release."""
        remembered = memory.get(self)
        if remembered is None or len(remembered) > MOST_REMEMBERED:
            remembered = memory[self] = {}
        values = self._values(facts)
        check = remembered.get(values)
        if check is None:
            check = remembered[values] = self.__wrapped__(facts, release)
        return check


def rule(*looks_at: str) -> Callable[[Answer], Rule]:
    """Make a rule of a function `(facts, release) -> Check` that looks at these facts. `day` is named only where
    the rule compares with it: choosing the figure in force on the day needs no mention."""

    def make(answer: Answer) -> Rule:
        return Rule(answer, looks_at)

    return make
