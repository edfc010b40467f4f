"""What is compared with the goals of the notice: counts, never persons."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..enums import AnnualTarget
from .base import CaseFacts, Finding
from .counts import check_at_most, check_counts


@dataclass(frozen=True, slots=True)
class RatingCoverageFacts(CaseFacts):
    """How many institutions have a 诚信评价, 二(二). `day` is the day of the count."""

    QUESTION: ClassVar[str] = "rating_coverage"

    day: date
    rated: int | None = None
    institutions: int | None = None  # active and verified
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        check_counts(self, "rated", "institutions", least="rated", most="institutions")


@dataclass(frozen=True, slots=True)
class AnnualTargetFacts(CaseFacts):
    """What was reached of one yearly target. `day` is a day of the year that is counted."""

    QUESTION: ClassVar[str] = "annual_target"

    target: AnnualTarget
    day: date
    person_times: int | None = None
    persons: int | None = None
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        check_counts(self, "person_times", "persons", least="persons", most="person_times")


@dataclass(frozen=True, slots=True)
class ClassRatesFacts(CaseFacts):
    """The counts of one class, 二(一)4. `day` is the day of the evaluation."""

    QUESTION: ClassVar[str] = "class_rates"

    day: date
    on_roster: int | None = None  # on the first day, those who left later included
    examined: int | None = None
    passed: int | None = None
    sessions: int | None = None
    attended: int | None = None  # sessions attended, summed over everybody
    employed: int | None = None  # in work or in business within the period that is looked at
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        check_counts(self, "on_roster", "examined", least="examined", most="on_roster")
        check_counts(self, "examined", "passed", least="passed", most="examined")
        check_counts(self, "on_roster", "passed", least="passed", most="on_roster")
        check_counts(self, "passed", "employed", least="employed", most="passed")
        check_counts(self, "sessions", "attended")
        if None not in (self.on_roster, self.sessions, self.attended):
            check_at_most("attended", self.attended, self.on_roster * self.sessions)
