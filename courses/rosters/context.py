"""What the gate must be told about the class, the rules of the day and the people already known.

All of it is plain: the gate asks no database. `courses.actions` fills it from the class, from the dated
parameters and from selectors.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yunnan_training.core.identity import without_blanks

from .report import RosterRow, Severity


def _nobody(id_numbers: Sequence[str]) -> set[str]:
    return set()


def _no_sentence(id_numbers: Sequence[str]) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLimits:
    """Policy numbers as they stand on the class's first day. No defaults: they are dated parameters."""

    refuse_under_age: int  # P04: younger people are refused in every programme
    minimum_age: int  # K16: younger people are an error, except …
    minimum_age_warns_in: frozenset[str]  # … in these programmes, where it is a warning
    maximum_age: int | None  # K16: older people are a warning
    people_per_phone: int  # K10: more people than this on one number are a warning
    largest_class: int  # K36: more people than this are a warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something the portal knows about a person of the file, said about one cell of the row; without a row it
    is said of the whole file or column."""

    row: int | None
    key: str  # column key such as "id_number" or "phone"; empty for the whole row
    severity: Severity
    code: str
    message: str


def _no_concerns(rows: Sequence[RosterRow]) -> Iterable[Concern]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterContext:
    """The class as the gate sees it. Each callable is asked once for the whole file."""

    checked_on: date  # the day of the upload: nobody is born later
    first_day: date  # of the class: ages are counted on this day
    programme: str
    planned_size: int
    limits: RosterLimits
    places: Mapping[str, str] = field(
        default_factory=dict
    )  # county name or code, old ones too -> code of today; no prefectures
    already_enrolled: Callable[[Sequence[str]], set[str]] = (
        _nobody  # which of these ID numbers are in this class
    )
    overlapping: Callable[[Sequence[str]], Mapping[str, str]] = (
        _no_sentence  # ID number -> why (K03), in Chinese
    )
    concerns: Callable[[Sequence[RosterRow]], Iterable[Concern]] = _no_concerns  # K03b, K11, K15 …


_ETHNIC_COUNTY = re.compile(r"(?P<stem>..).+族自治县")
# A county of another province may bear the same name.
_OTHER_PROVINCE = re.compile(r"(?!云南省)[^省市县]{2,3}省|[^省市县]{2,6}自治区|(北京|天津|上海|重庆)市")


class PlaceFinder:
    """County code for a household address as people write it: 镇雄县 · 云南省昭通市镇雄县乌峰镇 · 镇雄 · 532128."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._exact = dict(places)
        for name, code in places.items():
            if match := _ETHNIC_COUNTY.fullmatch(name):
                self._exact.setdefault(match["stem"] + "县", code)
        # Inside an address only full names count, the longest first, so that 江川区 is not found as 川区.
        self._inside = sorted((name for name in self._exact if not name.isdigit()), key=len, reverse=True)
        for name in self._inside:
            self._exact.setdefault(name[:-1], self._exact[name])
        self._seen: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The code of today, or empty when no county of Yunnan is recognised without doubt."""
        code = self._seen.get(text)
        if code is None:
            code = self._seen[text] = self._find(without_blanks(text))
        return code

    def _find(self, text: str) -> str:
        if _OTHER_PROVINCE.match(text):
            return ""
        if text in self._exact:
            return self._exact[text]
        return next((self._exact[name] for name in self._inside if name in text), "")
