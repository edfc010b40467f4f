"""二(三): which training institution may be recognised as a 公共职业技能培训基地."""

from ..answers import CANNOT_TELL, MET, NEEDS_PERSON, NOT_MET, settle
from ..enums import Ownership
from ..facts import PublicBaseFacts
from ..outcomes import Check
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule

CLAUSE = "二(三)"
WELL = "完成培训任务质量高"
FLOOR = "public_base.person_times"
UNITS = {"person_times": "人次", "persons": "人"}


@rule("year", "day")
def year_counts(facts: PublicBaseFacts, release: Release) -> Check:
    """二(三) «年培训规模»; register A44: any calendar year that is over (the default), or the one before recognition."""
    floor, key, year = release.entry(FLOOR, on=facts.day), "reading.base_year", facts.year
    reading = release.reading(key, on=facts.day)
    scope = release.parameter(key).choices[reading]
    if year is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "未指明培训规模的统计年度,无法判断。"
    elif year >= facts.day.year:
        outcome, reason, sentence = (
            NOT_MET,
            "not_over",
            f"{year}年在认可之日({facts.day})尚未结束,不是完整年度。",
        )
    elif reading == "year_before" and year != facts.day.year - 1:
        outcome, reason, sentence = (
            NOT_MET,
            "not_the_year_before",
            f"按“{scope}”掌握,不能采用{year}年的规模。",
        )
    else:
        outcome, reason, sentence = MET, "met", f"采用{year}年的规模,按“{scope}”掌握。"
    inputs = (("year", year), ("day", facts.day.isoformat()), (key, reading))
    return Check("year_counts", outcome, reason, floor.clause, floor.quote, sentence, inputs)


@rule("person_times", "persons")
def is_large_enough(facts: PublicBaseFacts, release: Release) -> Check:
    """二(三) «年培训规模在…人次以上»; «以上» includes the number (A42), 人次 count and not persons (A43)."""
    floor = release.entry(FLOOR, on=facts.day)
    more_key, unit_key = "reading.or_more", "reading.base_unit"
    more, unit = (release.reading(key, on=facts.day) for key in (more_key, unit_key))
    reached = getattr(facts, unit)
    needed = f"{floor.text}{UNITS[unit]}以上({release.parameter(more_key).choices[more]})"
    if reached is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", f"年培训规模未统计,无法判断是否在{needed}。"
    elif reached > floor.value or (reached == floor.value and more == "inclusive"):
        outcome, reason, sentence = MET, "met", f"年培训规模{reached}{UNITS[unit]},在{needed}。"
    else:
        outcome, reason, sentence = NOT_MET, "below", f"年培训规模{reached}{UNITS[unit]},不在{needed}。"
    inputs = (
        ("person_times", facts.person_times),
        ("persons", facts.persons),
        (FLOOR, floor.text),
        (more_key, more),
        (unit_key, unit),
    )
    return Check("is_large_enough", outcome, reason, floor.clause, floor.quote, sentence, inputs)


@rule("ownership", "override_reason")
def is_public_institution(facts: PublicBaseFacts, release: Release) -> Check:
    """二(三) «公共培训机构»; register A45: a public one, or a private one for which the prefecture writes its reason
    (the default); under the other reading public ones alone."""
    floor, key, ownership = release.entry(FLOOR, on=facts.day), "reading.base_ownership", facts.ownership
    reading, why = release.reading(key, on=facts.day), (facts.override_reason or "").strip()
    if ownership is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "机构性质未登记,无法判断是否为公共培训机构。"
    elif ownership is Ownership.PUBLIC:
        outcome, reason, sentence = MET, "met", "公共培训机构。"
    elif reading == "public_only":
        scope = release.parameter(key).choices[reading]
        outcome, reason, sentence = NOT_MET, "private", f"民办培训机构,按“{scope}”掌握,不能认可。"
    elif why:
        outcome, reason, sentence = MET, "private_recognised", f"民办培训机构;州市认可理由:{why}"
    else:
        outcome, reason, sentence = NEEDS_PERSON, "private", "民办培训机构,须由州市写明认可理由。"
    inputs = (
        ("ownership", ownership and ownership.value),
        ("override_reason", why or None),
        (key, reading),
    )
    return Check("is_public_institution", outcome, reason, floor.clause, floor.quote, sentence, inputs)


@rule("findings")
def has_trained_well(facts: PublicBaseFacts, release: Release) -> Check:
    """二(三) «完成培训任务质量高»; register A47: the notice gives it no figure, so the prefecture judges and says why."""
    question = "“完成培训任务质量高”没有统一标准,须由州市认定并写明理由。"
    outcome, reason, sentence = settle(facts, "has_trained_well", "no_figure", question)
    return Check("has_trained_well", outcome, reason, CLAUSE, WELL, sentence)


RULES: tuple[Rule, ...] = (year_counts, is_large_enough, is_public_institution, has_trained_well)

QUESTION = Question(
    code=PublicBaseFacts.QUESTION,
    label="公共职业技能培训基地认可",
    clause=CLAUSE,
    facts=PublicBaseFacts,
    subject="",
    rules=lambda facts: RULES,
)
