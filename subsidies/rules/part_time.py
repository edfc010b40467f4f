"""一(十三) «注册为非全日制学籍的学员不得享受国家和省的资助政策»: whom the ban reaches. Asked by student aid and by the
training subsidy, each with its own consequence."""

from datetime import date

from .releases import Release

CLAUSE = "一(十三)"
BAN = "注册为非全日制学籍的学员不得享受国家和省的资助政策"
AID_KEY, PUPILS_KEY = "reading.custody_aid_ban", "reading.part_time_pupils"


def is_reached(
    *, registered_part_time: bool | None, in_custody: bool | None, on: date, release: Release
) -> bool | None:
    """Register A23: of the 非全日制学籍 those in custody (the default), or all of them. None: cannot be told."""
    conditions = [registered_part_time]
    if release.reading(PUPILS_KEY, on=on) == "custody_only":
        conditions.append(in_custody)
    if False in conditions:
        return False
    return None if None in conditions else True
