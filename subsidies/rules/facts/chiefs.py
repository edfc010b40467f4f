"""What decisions on 首席技师 of 一(十五) may look at."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from typing import ClassVar

from .base import CaseFacts, FactError, Facts, Finding


@dataclass(frozen=True, slots=True)
class Post(Facts):
    """A time in post, both days included. `ends_on` None: still in post on the day of the decision."""

    begins_on: date
    ends_on: date | None = None

    def __post_init__(self):
        Facts.__post_init__(self)
        if self.ends_on and self.ends_on < self.begins_on:
            raise FactError("ends_on", "离岗日期早于到岗日期")


@dataclass(frozen=True, slots=True)
class ChiefStipendFacts(CaseFacts):
    """One person's 生活补贴 for one calendar year. `day` is the day of the decision."""

    QUESTION: ClassVar[str] = "chief_technician_stipend"

    day: date
    year: int | None = None
    selected: bool | None = None  # 入选“万人计划”首席技师专项
    posts: tuple[Post, ...] | None = None  # None: not known; (): never in post
    had_for_year: bool | None = None  # a stipend for this year is paid or on its way
    entered_amount: Decimal | None = None  # what the officer typed for a part of a year; None: nothing
    amount_note: str | None = None  # how the officer came to it
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        if self.year is not None and not MINYEAR <= self.year <= MAXYEAR:
            raise FactError("year", "没有这一年")


@dataclass(frozen=True, slots=True)
class StudioMatchingFacts(CaseFacts):
    """The funds of one 技能大师工作室. `day` is the day of the decision."""

    QUESTION: ClassVar[str] = "studio_matching"

    day: date
    selected: bool | None = None  # its head is of the 首席技师专项
    leads_studio: bool | None = None  # 领衔组建技能大师工作室
    provincial_funds: Decimal | None = None
    enterprise_funds: Decimal | None = None
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        for name in ("provincial_funds", "enterprise_funds"):
            if (getattr(self, name) or 0) < 0:
                raise FactError(name, "经费不能为负")
