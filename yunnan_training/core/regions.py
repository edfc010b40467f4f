"""Yunnan's divisions, loaded from the project's own files (`data/`), and those that a person reaches."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from .jurisdiction import Jurisdiction, Scope
from .models import Region, RegionCode
from .roles import Verb

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def within(jurisdiction: Jurisdiction, *, verb: Verb) -> QuerySet[Region]:
    """The divisions in which the person may do this."""
    return Region.objects.filter(jurisdiction.q(verb, Scope(verb=verb, region="code")))


@transaction.atomic
def load() -> tuple[int, int]:
    """Load or refresh divisions and older codes; key-area marks set by the office are left alone.

    Returns (divisions, older codes).
    """
    rows = _rows("regions.csv")
    for row in rows:
        Region.objects.update_or_create(
            code=row["code"],
            defaults={"name": row["name"], "level": row["level"], "parent_id": row["parent"] or None},
        )
    for row in _rows("key_areas.csv"):
        Region.objects.filter(code=row["code"], key_area_source="").update(
            key_area=row["active"] == "1",
            key_area_source=row["source"],
            key_area_as_of=date.fromisoformat(row["as_of"]),
        )
    older = [
        RegionCode(
            code=row["code"],
            name=row["name"],
            start_year=row["start_year"] or None,
            end_year=row["end_year"] or None,
            current=row["current"] == "1",
        )
        for row in _rows("region_codes.csv")
    ]
    RegionCode.objects.all().delete()
    RegionCode.objects.bulk_create(older)
    return len(rows), len(older)
