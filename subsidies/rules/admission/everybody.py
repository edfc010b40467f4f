"""What is asked of everybody, whatever the programme: age, and whether the person is free to attend.

The ages are the portal's own (register P04, K16), so their clause column names no clause of the notice.
"""

from ..admission_enums import Programme
from ..calendar_days import age_on
from ..enums import Effect
from ..facts.admission import AdmissionFacts
from ..outcomes import Check
from ..programmes import PROGRAMMES
from ..releases import Release
from ..rule import rule
from .answers import Answer, iso, met, refused, under_clause, unknown

# A junior-high leaver can be fifteen, and 一(二) and 一(三) set no age.
_YOUNGER_PEOPLE_IN = (Programme.PREP, Programme.YOUTH)


@rule("birth_date", "day")
def is_old_enough_to_register(facts: AdmissionFacts, release: Release) -> Check:
    """No clause; register P04: younger people are refused in every programme, whatever their guardian says."""
    key = "roster.refuse_under_age"
    least = release.number_of(key, on=facts.day)
    return _of_age(
        "is_old_enough_to_register",
        key,
        facts,
        release,
        lambda age: (
            refused("child", f"开班时未满{least}周岁，任何培训项目都不能报名。")
            if age < least
            else met(f"开班时已满{least}周岁。")
        ),
    )


@rule("programme", "birth_date", "day")
def is_of_working_age(facts: AdmissionFacts, release: Release) -> Check:
    """No clause; register K16. Refuses below the portal's minimum, warns in 一(二) and 一(三)."""
    key = "roster.minimum_age"
    least = release.number_of(key, on=facts.day)
    return _of_age(
        "is_of_working_age",
        key,
        facts,
        release,
        lambda age: (
            refused("under_age", f"开班时{age}周岁，未满{least}周岁。")
            if age < least
            else met(f"开班时{age}周岁，已满{least}周岁。")
        ),
        Effect.WARNS if facts.programme in _YOUNGER_PEOPLE_IN else Effect.BLOCKS,
    )


@rule("birth_date", "day")
def is_not_above_age_line(facts: AdmissionFacts, release: Release) -> Check:
    """No clause; register K16. The notice sets no upper age, so this only warns."""
    key = "roster.maximum_age"
    most = release.number_of(key, on=facts.day)
    return _of_age(
        "is_not_above_age_line",
        key,
        facts,
        release,
        lambda age: (
            refused("above_line", f"开班时{age}周岁，超过{most}周岁，请核实是否仍在劳动年龄。")
            if age > most
            else met(f"开班时{age}周岁，未超过{most}周岁。")
        ),
        Effect.WARNS,
    )


@rule("in_custody")
def is_not_in_custody(facts: AdmissionFacts, release: Release) -> Check:
    """一(十三) «服刑人员和强制隔离戒毒人员»: their classes are those of that clause, held with the judicial
    authorities. Whoever is in custody cannot sit in another class (register A24, K19; T19).

    Does not decide whether the list is right: a hit is looked at before the person is told anything.
    """
    custody = facts.in_custody
    if custody is None:
        answer = unknown("未与在押、强制隔离戒毒人员名单比对，无法判断能否到班。")
    elif custody:
        answer = refused("in_custody", "开班时在押或强制隔离戒毒，只能参加司法部门配合举办的培训班。")
    else:
        answer = met("不在押，也未强制隔离戒毒。")
    phrase = PROGRAMMES[Programme.CUSTODY].for_whom.quote
    return under_clause("is_not_in_custody", Programme.CUSTODY, phrase, answer, (("in_custody", custody),))


def _of_age(
    code: str, key: str, facts: AdmissionFacts, release: Release, judged, effect: Effect = Effect.BLOCKS
) -> Check:
    birth_date, figure = facts.birth_date, release.entry(key, on=facts.day)
    answer: Answer = (
        unknown("出生日期未登记，无法判断年龄。")
        if birth_date is None
        else judged(age_on(birth_date, facts.day))
    )
    inputs = (("birth_date", iso(birth_date)), ("day", iso(facts.day)), (key, figure.text))
    outcome, reason, sentence = answer
    return Check(code, outcome, reason, release.parameter(key).citation, "", sentence, inputs, effect)
