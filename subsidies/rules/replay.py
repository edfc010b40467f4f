"""Replay: a stored decision is worked out again from its stored facts under its own release, and compared bit for bit.

Nothing here reads a table or writes one. Who streams the decisions keeps the three steps apart (facts, decision,
differences), so that each can be timed; `replay` is all three.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from json import JSONDecodeError, loads
from typing import Any, NamedTuple

from .canonical import canonical_text
from .decide import decide, facts_from_json
from .facts import CaseFacts, FactError
from .money import plain
from .outcomes import Decision
from .releases import NoValueOnDayError, Release, UnknownParameterError, WrongKindError

NOTHING = "（无）"
CHECK_PARTS = ("代码", "结论", "理由", "性质", "条款", "条款原文", "说明", "依据")
ROW_PARTS = ("项目", "数值", "运算", "条款")


class KeptCheck(NamedTuple):
    """A check as it was stored, in the order of `Check.as_kept`; `inputs` is what `canonical_inputs` makes of them."""

    order: int
    code: str
    outcome: str
    reason: str
    effect: str
    clause: str
    quote: str
    sentence: str
    inputs: str


class KeptRow(NamedTuple):
    order: int
    label: str
    value: str
    operation: str
    clause: str


class Kept(NamedTuple):
    """A decision as it was stored. None: this kind of decision doesn't keep it."""

    question: str
    outcome: str
    facts: Any
    facts_digest: str
    answer_digest: str
    rules_version: str | None = None
    amount: Decimal | None = None
    warnings: int | None = None
    checks: Sequence[KeptCheck] | None = None
    worksheet: Sequence[KeptRow] | None = None


class Difference(NamedTuple):
    """One thing that doesn't come out again as it was stored."""

    what: str
    stored: str
    recomputed: str


class CannotRecomputeError(Exception):
    """The stored facts can't be put to the stored release at all."""

    def __init__(self, what: str, reason: str):
        super().__init__(f"{what}:{reason}")
        self.difference = Difference(what, "", reason)


def replay(kept: Kept, release: Release) -> list[Difference]:
    """What differs, the gravest first; empty when everything is the same."""
    try:
        return differences(kept, recomputed(facts_of(kept), release), release)
    except CannotRecomputeError as error:
        return [error.difference]


def facts_of(kept: Kept) -> CaseFacts:
    try:
        return facts_from_json(kept.question, kept.facts)
    except FactError as error:
        raise CannotRecomputeError("事实", f"{error.field}:{error.reason}") from error


def recomputed(facts: CaseFacts, release: Release) -> Decision:
    try:
        return decide(facts, release=release)
    except (NoValueOnDayError, UnknownParameterError, WrongKindError) as error:
        raise CannotRecomputeError("规则版本", f"该版本不能核定这些事实({error})") from error


def differences(kept: Kept, decision: Decision, release: Release) -> list[Difference]:
    found: list[Difference] = []
    if kept.rules_version is not None:
        _compare(found, "规则摘要", kept.rules_version, release.version)
    _compare(found, "事实摘要", kept.facts_digest, decision.facts_digest)
    if kept.facts != decision.facts_form:
        found.append(Difference("事实的写法", "与规范写法不同", decision.facts_digest))
    _compare(found, "结论", kept.outcome, decision.outcome.value)
    if kept.checks is not None:
        _compare(found, "核定金额", _amount(kept.amount), _amount(decision.amount))
        _compare_lines(found, "理由", CHECK_PARTS, kept.checks, [check.as_kept for check in decision.checks])
    if kept.worksheet is not None:
        _compare_lines(
            found, "计算表", ROW_PARTS, kept.worksheet, [row.as_kept for row in decision.worksheet]
        )
    if kept.warnings is not None:
        _compare(found, "提示数", str(kept.warnings), str(len(decision.warnings)))
    _compare(found, "结论摘要", kept.answer_digest, decision.digest())
    return found


def _compare(found: list[Difference], what: str, stored: str, again: str) -> None:
    if stored != again:
        found.append(Difference(what, stored, again))


def _compare_lines(
    found: list[Difference],
    what: str,
    parts: tuple[str, ...],
    stored: Sequence[tuple],
    again: Sequence[tuple],
) -> None:
    """Line by line; the first of each stored line is its order, which counts from one."""
    if len(stored) != len(again):
        found.append(Difference(f"{what}条数", str(len(stored)), str(len(again))))
    for number, right in enumerate(again[: len(stored)], start=1):
        left = stored[number - 1]
        if left != (number, *right):
            _compare(found, f"{what}{number}的序号", str(left[0]), str(number))
            for place, name in enumerate(parts):
                _compare(found, f"{what}{number}的{name}", left[place + 1], right[place])


def _amount(amount: Decimal | None) -> str:
    return NOTHING if amount is None else plain(amount)


@lru_cache(maxsize=50_000)
def canonical_inputs(text: str) -> str:
    """JSON as the database writes it, in the canonical writing; the same few inputs come again and again."""
    try:
        return canonical_text(loads(text))
    except JSONDecodeError:
        return text


def described(found: Sequence[Difference]) -> tuple[str, str, str]:
    """(what, stored, recomputed) of the first, and how many more there are."""
    first = found[0]
    more = f"(另有{len(found) - 1}处)" if len(found) > 1 else ""
    return f"{first.what}{more}", first.stored or NOTHING, first.recomputed or NOTHING


def kept_from_answer(question: str, facts: Mapping[str, Any], decision: Decision) -> Kept:
    """The decision as it would be stored now; what the tests and the benchmark start from."""
    return Kept(
        question=question,
        outcome=decision.outcome.value,
        facts=dict(facts),
        facts_digest=decision.facts_digest,
        answer_digest=decision.digest(),
        rules_version=decision.rules_version,
        amount=decision.amount,
        checks=tuple(
            KeptCheck(order, *check.as_kept) for order, check in enumerate(decision.checks, start=1)
        ),
        worksheet=tuple(
            KeptRow(order, *row.as_kept) for order, row in enumerate(decision.worksheet, start=1)
        ),
    )
