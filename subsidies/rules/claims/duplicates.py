"""«每人一次», «一次性»: who was paid already, and which certificate was used already.

Pending and paid claims count; refused and withdrawn ones do not. Where money was paid and recovered, the
notice does not say whether the one time is used up: a person decides.
"""

from ..answers import settle
from ..enums import FUND_LABELS, STANDING_LABELS, Outcome, Standing
from ..facts import CertificateUse, ClaimFacts, EarlierClaim
from ..outcomes import Check
from ..releases import Release
from ..rule import rule
from .items import ITEMS

_COUNTS = (Standing.PENDING, Standing.PAID)


@rule("item", "occupation", "certificate_level", "earlier_claims", "findings")
def first_time_for_person(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «给予每人一次补贴», «每人给予一次性培训补贴»; register A16.

    Strict reading (the default): once in a life for each item. Other: once for each occupation and level.
    Does not compare items with each other: one person may have all four in the course of a life.
    """
    spec, claims = ITEMS[facts.item], facts.earlier_claims
    key = "reading.once_in_life"
    reading = release.reading(key, on=facts.day)
    scope = f"按“{release.parameter(key).choices[reading]}”掌握"
    same_item = [each for each in claims or () if each.item is facts.item]
    if reading == "once_per_item":
        same, unclear = same_item, []
    else:
        same, unclear = _of_the_same_occupation(facts, same_item)
    taken = next((each for each in same if each.standing in _COUNTS), None)
    recovered = any(each.standing is Standing.RECOVERED for each in same)
    if taken:
        outcome, reason = Outcome.NOT_MET, "had_before"
        sentence = f"申请人已有{spec.label}申请({STANDING_LABELS[taken.standing]}),{scope},不得重复享受。"
    elif claims is None:
        outcome, reason, sentence = (
            Outcome.CANNOT_TELL,
            "unknown",
            "以往申领记录无法查询,不能判断是否首次享受。",
        )
    elif any(each.standing not in (Standing.REFUSED, Standing.WITHDRAWN) for each in unclear):
        outcome, reason = Outcome.CANNOT_TELL, "occupation_unknown"
        sentence = f"职业(工种)或等级未填写,{scope},无法判断是否重复享受。"
    elif recovered:
        question = f"申请人曾领取{spec.label}并已被追回,能否再次享受须由人工认定。"
        outcome, reason, sentence = settle(facts, "first_time_for_person", "recovered", question)
    else:
        outcome, reason, sentence = Outcome.MET, "met", f"未发现申请人享受过{spec.label},{scope},属首次享受。"
    inputs = (
        ("earlier_claims", None if claims is None else "、".join(f"{c.item}:{c.standing}" for c in claims)),
        (key, reading),
    )
    return Check("first_time_for_person", outcome, reason, spec.clause, spec.once_phrase, sentence, inputs)


@rule("certificate_uses", "findings")
def certificate_is_unused(facts: ClaimFacts, release: Release) -> Check:
    """Register A20, a reading outside the notice: one certificate, one subsidy, whichever fund pays.

    Does not decide what another fund may pay. It sees only the claims that were looked up.
    """
    key = "reading.one_certificate_one_subsidy"
    reading, uses = release.reading(key, on=facts.day), facts.certificate_uses
    relevant = [each for each in uses or () if reading == "one_subsidy" or each.fund == "employment_subsidy"]
    taken = next((each for each in relevant if each.standing in _COUNTS), None)
    if taken:
        outcome, reason, sentence = (
            Outcome.NOT_MET,
            "used_before",
            f"该证书已用于{_where(taken)},同一证书不得重复申领补贴。",
        )
    elif uses is None:
        outcome, reason, sentence = (
            Outcome.CANNOT_TELL,
            "unknown",
            "该证书在其他申领中的使用情况无法查询,不能判断是否重复申领。",
        )
    elif any(each.standing is Standing.RECOVERED for each in relevant):
        question = "该证书曾用于申领补贴,补贴已被追回,能否再次申领须由人工认定。"
        outcome, reason, sentence = settle(facts, "certificate_is_unused", "recovered", question)
    else:
        outcome, reason, sentence = Outcome.MET, "met", "未发现该证书用于其他补贴申领。"
    inputs = (
        ("certificate_uses", None if uses is None else "、".join(f"{u.fund}:{u.standing}" for u in uses)),
        (key, reading),
    )
    return Check(
        "certificate_is_unused", outcome, reason, release.parameter(key).citation, "", sentence, inputs
    )


def _of_the_same_occupation(
    facts: ClaimFacts, claims: list[EarlierClaim]
) -> tuple[list[EarlierClaim], list[EarlierClaim]]:
    """Those of the same occupation and level, and those that cannot be told apart for want of either.

    The item fixes the level, except that H4's certificate has none; an earlier claim without a level is
    therefore of the same level.
    """
    same, unclear = [], []
    for each in claims:
        if each.level and facts.certificate_level and each.level is not facts.certificate_level:
            continue
        if not each.occupation or not facts.occupation:
            unclear.append(each)
        elif each.occupation == facts.occupation:
            same.append(each)
    return same, unclear


def _where(use: CertificateUse) -> str:
    return f"{FUND_LABELS[use.fund]}的补贴申领({STANDING_LABELS[use.standing]})"
