"""一(十三): student aid for persons registered as 非全日制学籍."""

from ..answers import CANNOT_TELL, MET, NOT_MET
from ..enums import AID_SOURCE_LABELS, AidSource, Effect
from ..facts import StudentAidFacts
from ..outcomes import Check
from ..part_time import BAN, CLAUSE, PUPILS_KEY, is_reached
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule


@rule("source", "registered_part_time", "in_custody")
def is_not_barred_from_aid(facts: StudentAidFacts, release: Release) -> Check:
    """一(十三) «注册为非全日制学籍的学员不得享受国家和省的资助政策»; register A23.

    Only aid of the state or the province is barred. Does not decide who has a claim to aid: that is the aid's own
    rule.
    """
    source, pupils = facts.source, release.reading(PUPILS_KEY, on=facts.day)
    reached = is_reached(
        registered_part_time=facts.registered_part_time,
        in_custody=facts.in_custody,
        on=facts.day,
        release=release,
    )
    if source is AidSource.OTHER:
        outcome, reason, sentence = MET, "not_asked", "不是国家或省的资助政策,不在禁止之内。"
    elif reached is False:
        outcome, reason, sentence = MET, "met", "申请人不在不得享受国家和省资助政策的学员之内。"
    elif reached is None:
        outcome, reason = CANNOT_TELL, "unknown"
        sentence = "是否为服刑、强制隔离戒毒人员或非全日制学籍学员尚未核实,无法判断。"
    elif source is None:
        outcome, reason, sentence = (
            CANNOT_TELL,
            "source_unknown",
            "资助来源未填写,无法判断是否属于国家或省的资助政策。",
        )
    else:
        outcome, reason = NOT_MET, "barred"
        scope = release.parameter(PUPILS_KEY).choices[pupils]
        sentence = f"注册为非全日制学籍的学员({scope})不得享受{AID_SOURCE_LABELS[source]}。"
    inputs = (
        ("source", source and source.value),
        ("registered_part_time", facts.registered_part_time),
        ("in_custody", facts.in_custody),
        (PUPILS_KEY, pupils),
    )
    return Check("is_not_barred_from_aid", outcome, reason, CLAUSE, BAN, sentence, inputs)


@rule("registered_part_time", "in_custody")
def part_time_pupil_is_in_custody(facts: StudentAidFacts, release: Release) -> Check:
    """一(十三); register A23: another pupil of 非全日制学籍, an apprentice of 一(六) say, is not barred by default,
    but somebody should look. Only warns."""
    pupils = release.reading(PUPILS_KEY, on=facts.day)
    inputs = (
        ("registered_part_time", facts.registered_part_time),
        ("in_custody", facts.in_custody),
        (PUPILS_KEY, pupils),
    )
    if pupils != "custody_only":
        outcome, reason, sentence = MET, "not_asked", "按现行读法,所有非全日制学籍学员都已在禁止之内。"
    elif facts.registered_part_time and facts.in_custody is False:
        outcome, reason = NOT_MET, "outside_custody"
        sentence = "申请人为服刑、强制隔离戒毒人员以外的非全日制学籍学员,能否享受资助请另行核实。"
    else:
        outcome, reason, sentence = MET, "met", "未发现须另行核实的非全日制学籍学员。"
    return Check(
        "part_time_pupil_is_in_custody", outcome, reason, CLAUSE, BAN, sentence, inputs, Effect.WARNS
    )


RULES: tuple[Rule, ...] = (is_not_barred_from_aid, part_time_pupil_is_in_custody)

QUESTION = Question(
    code=StudentAidFacts.QUESTION,
    label="学生资助",
    clause=CLAUSE,
    facts=StudentAidFacts,
    subject="",
    rules=lambda facts: RULES,
)
