"""二(三): which training institution may be recognised as a 公共职业技能培训基地."""

from datetime import date

from .enums import Outcome, Ownership
from .outcomes import Check
from .parameters import current
from .releases import Release


def is_public_base_candidate(
    *,
    person_times: int | None,
    ownership: Ownership | str | None,
    on: date,
    override_reason: str = "",
    release: Release | None = None,
) -> Check:
    """二(三) «年培训规模在…人次以上的公共培训机构»; «以上» includes the number (A42), 人次 count (A43).

    `person_times` are those of one full calendar year (A44); the caller names the year. A private institution
    needs the prefecture's reason (A45). Does not decide «完成培训任务质量高» (A47): the notice gives it no
    figure, so the prefecture judges and writes it down.
    """
    release = release or current()
    key = "public_base.person_times"
    floor, needed = release.entry(key, on=on), release.number_of(key, on=on)
    kind = None if ownership is None else Ownership(ownership)
    reason = override_reason.strip()
    if person_times is not None and person_times < needed:
        outcome, reason, sentence = (
            Outcome.NOT_MET,
            "below",
            f"年培训规模{person_times}人次,不足{needed}人次。",
        )
    elif person_times is None:
        outcome, reason, sentence = (
            Outcome.CANNOT_TELL,
            "unknown",
            f"年培训规模未统计,无法判断是否达到{needed}人次。",
        )
    elif kind is None:
        outcome, reason, sentence = (
            Outcome.CANNOT_TELL,
            "ownership_unknown",
            "机构性质未登记,无法判断是否为公共培训机构。",
        )
    elif kind is Ownership.PUBLIC:
        outcome, reason, sentence = (
            Outcome.MET,
            "met",
            f"公共培训机构,年培训规模{person_times}人次,达到{needed}人次。",
        )
    elif reason:
        outcome, reason = Outcome.MET, "private_recognised"
        sentence = f"民办培训机构,年培训规模{person_times}人次,达到{needed}人次;州市认可理由:{reason}"
    else:
        outcome, reason = Outcome.NEEDS_PERSON, "private"
        sentence = f"民办培训机构,年培训规模{person_times}人次,达到{needed}人次,须由州市写明认可理由。"
    inputs = (
        ("person_times", person_times),
        ("ownership", kind and kind.value),
        ("override_reason", reason or None),
        (key, floor.text),
    )
    return Check("is_public_base_candidate", outcome, reason, floor.clause, floor.quote, sentence, inputs)
