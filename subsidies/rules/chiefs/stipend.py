"""一(十五): the yearly stipend of a 首席技师."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NEEDS_PERSON, NOT_MET, Answer, given, yes_no
from ..facts import ChiefStipendFacts
from ..money import is_whole_fen, plain, to_fen, yuan
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule
from ..worksheets import rows, to_pay
from .posts import MONTHS, TimeInPost, time_in_post

CLAUSE = "一(十五)"
SELECTED = "入选“万人计划”首席技师专项"
IN_POST = "在岗期间"
YEARLY = "给予每人每年生活补贴"
STIPEND = "chief_technician.stipend"
READING = "reading.stipend_part_year"


@rule("selected")
def is_chief_technician(facts: ChiefStipendFacts, release: Release) -> Check:
    """一(十五) «入选“万人计划”首席技师专项的高技能领军人才».

    Does not decide who is selected: the programme's own list does.
    """
    return yes_no(
        "is_chief_technician",
        CLAUSE,
        SELECTED,
        "selected",
        facts.selected,
        yes="已入选“万人计划”首席技师专项。",
        no="未入选“万人计划”首席技师专项。",
        unknown="是否入选“万人计划”首席技师专项尚未核实,无法判断。",
    )


@rule("year", "posts", "day")
def is_in_post(facts: ChiefStipendFacts, release: Release) -> Check:
    """一(十五) «在岗期间»: on one day of that year at least, up to the day of the decision."""
    served = _time(facts)
    if served is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "补贴年度或在岗时间尚未核实,无法判断。"
    elif not served.days:
        outcome, reason, sentence = NOT_MET, "not_in_post", f"{facts.year}年至今没有在岗记录。"
    else:
        outcome, reason, sentence = MET, "met", f"{facts.year}年在岗{served.days}天。"
    inputs = (("year", facts.year), ("days_in_post", served and served.days))
    return Check("is_in_post", outcome, reason, CLAUSE, IN_POST, sentence, inputs)


@rule("year", "had_for_year")
def first_stipend_of_year(facts: ChiefStipendFacts, release: Release) -> Check:
    """一(十五) «每人每年»: one stipend for one person in one year."""
    year, had = facts.year, facts.had_for_year
    if had:
        outcome, reason, sentence = (
            NOT_MET,
            "had_before",
            f"{year or '该'}年生活补贴已发放或正在办理,不得重复发放。",
        )
    elif had is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "该年生活补贴发放情况无法查询,不能判断是否重复。"
    else:
        outcome, reason, sentence = MET, "met", f"未发现{year or '该'}年生活补贴的其他发放。"
    inputs = (("year", year), ("had_for_year", had))
    return Check("first_stipend_of_year", outcome, reason, CLAUSE, YEARLY, sentence, inputs)


@rule("year", "posts", "day", "entered_amount", "amount_note")
def stipend_is_allowed(facts: ChiefStipendFacts, release: Release) -> Check:
    """一(十五) «每人每年生活补贴…元»: the exact figure for a whole year in post.

    For a part of a year register A28: an officer enters an amount up to the figure and says how it came about (the
    default), or whole calendar months are counted. While the year runs and the person is in post, the time is not
    known.
    """
    standard, entered, served = release.entry(STIPEND, on=facts.day), facts.entered_amount, _time(facts)
    reading = release.reading(READING, on=facts.day)
    if served is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "补贴年度或在岗时间尚未核实,无法核定金额。"
    elif served.may_grow:
        outcome, reason = CANNOT_TELL, "year_not_over"
        sentence = f"{facts.year}年尚未结束且仍在岗,在岗时间未定,暂不核定金额。"
    elif served.whole_year:
        outcome, reason, sentence = _exactly(entered, standard.value, "全年在岗,按标准发放")
    elif reading == "by_month":
        outcome, reason, sentence = _by_month(entered, standard.value, served)
    else:
        outcome, reason, sentence = _by_officer(entered, facts.amount_note, standard.value)
    inputs = (
        ("entered_amount", None if entered is None else plain(entered)),
        ("amount_note_given", given(facts.amount_note)),
        ("whole_months", served and served.whole_months),
        (STIPEND, standard.text),
        (READING, reading),
    )
    return Check("stipend_is_allowed", outcome, reason, standard.clause, standard.quote, sentence, inputs)


def _exactly(entered: Decimal | None, figure: Decimal, why: str) -> Answer:
    if entered is None or entered == figure:
        return MET, "met", f"{why},金额{yuan(figure)}。"
    return NOT_MET, "not_the_amount", f"{why},只能是{yuan(figure)},录入金额为{yuan(entered)}。"


def _by_month(entered: Decimal | None, stipend: Decimal, served: TimeInPost) -> Answer:
    if not served.whole_months:
        return NOT_MET, "no_whole_month", "按在岗的整月数折算,该年没有在岗的整月,无可发放金额。"
    return _exactly(entered, pro_rata(stipend, served), f"按在岗的整月数折算,在岗{served.whole_months}个整月")


def _by_officer(entered: Decimal | None, note: str | None, stipend: Decimal) -> Answer:
    if entered is not None and entered <= 0:
        return NOT_MET, "not_above_zero", f"录入金额为{yuan(entered)},补贴金额必须大于零。"
    if entered is not None and not is_whole_fen(entered):
        return NOT_MET, "part_of_a_fen", f"录入金额为{yuan(entered)},金额最多精确到分。"
    if entered is not None and entered > stipend:
        return NOT_MET, "above_stipend", f"录入金额{yuan(entered)}超过全年标准{yuan(stipend)}。"
    if entered is None or not given(note):
        return (
            NEEDS_PERSON,
            "part_year",
            f"全年只有部分时间在岗,须由经办人在{yuan(stipend)}之内录入金额并写明说明。",
        )
    return (
        MET,
        "by_officer",
        f"部分时间在岗,经办人核定{yuan(entered)},不超过{yuan(stipend)};说明:{note.strip()}",
    )


def pro_rata(stipend: Decimal, served: TimeInPost) -> Decimal:
    """Stipend × whole months ÷ 12, half up to the fen; multiplied first, so that nothing is lost on the way."""
    return to_fen(stipend * served.whole_months / len(MONTHS))


def _time(facts: ChiefStipendFacts) -> TimeInPost | None:
    if facts.year is None or facts.posts is None:
        return None
    return time_in_post(facts.posts, year=facts.year, until=facts.day)


def _amount(facts: ChiefStipendFacts, release: Release) -> Decimal:
    stipend, served = release.money(STIPEND, on=facts.day), _time(facts)
    if served.whole_year:
        return stipend
    if release.reading(READING, on=facts.day) == "by_month":
        return pro_rata(stipend, served)
    return facts.entered_amount


def _worksheet(
    facts: ChiefStipendFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    standard, served = release.entry(STIPEND, on=facts.day), _time(facts)
    label = release.parameter(STIPEND).label
    if served is None:
        in_post = "未核实"
    else:
        in_post = "全年" if served.whole_year else f"{served.days}天,其中整月{served.whole_months}个"
    steps = [
        (label, yuan(standard.value), standard.clause, "全年在岗的标准"),
        ("在岗时间", in_post, CLAUSE, "该年各段在岗时间合并计算"),
    ]
    how = "等于标准"
    if served and not served.whole_year:
        if release.reading(READING, on=facts.day) == "by_month":
            how = f"标准×整月数÷{len(MONTHS)},四舍五入到分"
        else:
            entered = facts.entered_amount
            steps.append(
                (
                    "录入金额",
                    "未录入" if entered is None else yuan(entered),
                    CLAUSE,
                    "由经办人录入,不超过标准",
                )
            )
            steps.append(("金额说明", (facts.amount_note or "").strip() or "未填写", CLAUSE, "由经办人填写"))
            how = "等于录入金额"
    return rows(*steps, to_pay(amount, CLAUSE, how))


RULES: tuple[Rule, ...] = (is_chief_technician, is_in_post, first_stipend_of_year, stipend_is_allowed)

QUESTION = Question(
    code=ChiefStipendFacts.QUESTION,
    label="首席技师生活补贴",
    clause=CLAUSE,
    facts=ChiefStipendFacts,
    subject="",
    rules=lambda facts: RULES,
    amount=_amount,
    worksheet=_worksheet,
)
