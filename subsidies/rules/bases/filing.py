"""二(三): how often a prefecture reports its bases to the province."""

from calendar import monthrange
from datetime import date

from ..answers import CANNOT_TELL, MET, NOT_MET
from ..facts import BaseFilingFacts
from ..outcomes import Check
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule

CLAUSE = "二(三)"
FILINGS = "public_base.filings_per_year"
MONTHS = 12


def window(day: date, filings_a_year: int) -> tuple[date, date]:
    """First and last day of the part of the year in which one batch may be filed: 1 January to 30 June, 1 July to 31
    December where there are two."""
    length = max(1, MONTHS // filings_a_year)
    first_month = (day.month - 1) // length * length + 1
    last_month = min(first_month + length - 1, MONTHS)
    last_day = monthrange(day.year, last_month)[1]
    return date(day.year, first_month, 1), date(day.year, last_month, last_day)


@rule("day", "earlier_batches")
def is_only_batch_of_half_year(facts: BaseFilingFacts, release: Release) -> Check:
    """二(三) «每年上半年、下半年两次集中报省人社厅备案»: one batch of a prefecture in each half-year; register A46.

    Does not decide which bases are in the batch, nor what the province answers.
    """
    filings, batches = release.entry(FILINGS, on=facts.day), facts.earlier_batches
    first, last = window(facts.day, filings.value)
    there = sorted(each for each in batches or () if first <= each <= last)
    span = f"{first}至{last}"
    if there:
        outcome, reason = NOT_MET, "second_batch"
        sentence = f"该州市已于{there[0]}报送本期({span})备案,同一期只集中报送一次。"
    elif batches is None:
        outcome, reason, sentence = (
            CANNOT_TELL,
            "unknown",
            f"以往报送记录无法查询,不能判断本期({span})是否首次报送。",
        )
    else:
        outcome, reason, sentence = MET, "met", f"本期({span})首次报送。"
    shown = None if batches is None else "、".join(str(each) for each in batches)
    inputs = (("day", facts.day.isoformat()), ("earlier_batches", shown), (FILINGS, filings.text))
    return Check(
        "is_only_batch_of_half_year", outcome, reason, filings.clause, filings.quote, sentence, inputs
    )


RULES: tuple[Rule, ...] = (is_only_batch_of_half_year,)

QUESTION = Question(
    code=BaseFilingFacts.QUESTION,
    label="公共职业技能培训基地集中备案",
    clause=CLAUSE,
    facts=BaseFilingFacts,
    subject="",
    rules=lambda facts: RULES,
)
