"""What decisions on training bases of 二(三) and 二(四) may look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ..enums import BaseLevel, Ownership
from .base import CaseFacts, Finding
from .counts import check_counts


@dataclass(frozen=True, slots=True)
class PublicBaseFacts(CaseFacts):
    """One institution that a prefecture may recognise as 公共职业技能培训基地. `day` is the day of recognition."""

    QUESTION: ClassVar[str] = "public_base"

    day: date
    year: int | None = None  # the calendar year that is counted
    person_times: int | None = None
    persons: int | None = None
    ownership: Ownership | None = None
    override_reason: str | None = None  # the prefecture's, for an institution that is not public
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        check_counts(self, "person_times", "persons", least="persons", most="person_times")


@dataclass(frozen=True, slots=True)
class BaseFilingFacts(CaseFacts):
    """One prefecture's batch of bases to the province. `day` is the day of filing."""

    QUESTION: ClassVar[str] = "base_filing"

    day: date
    earlier_batches: tuple[date, ...] | None = None  # days of the prefecture's other batches; (): none
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseGrantFacts(CaseFacts):
    """The grant of one 高技能人才培训基地. `day` is the day of the decision."""

    QUESTION: ClassVar[str] = "base_grant"

    day: date
    level: BaseLevel | None = None
    recognised_on: date | None = None
    had_before: bool | None = None  # this base has had its grant, or it is on its way
    entered_amount: Decimal | None = None  # what the officer typed; None: nothing
    findings: tuple[Finding, ...] = ()
