"""The sheet of one session: one choice per person, none made in advance."""

from collections.abc import Iterable, Mapping

from ..enums import AttendanceMark

PREFIX = "mark-"


def marks_of(data: Mapping[str, str], *, enrolments: Iterable[int]) -> dict[int, str]:
    """Enrolment → mark as chosen; people without a choice are left out. The action judges the marks."""
    chosen = {pk: data.get(f"{PREFIX}{pk}", "") for pk in enrolments}
    return {pk: mark for pk, mark in chosen.items() if mark}


def with_the_rest_present(marks: dict[int, str], *, enrolments: Iterable[int]) -> dict[int, str]:
    """「全部出勤」: whoever has no other mark was there."""
    return {pk: marks.get(pk, AttendanceMark.PRESENT) for pk in enrolments}
