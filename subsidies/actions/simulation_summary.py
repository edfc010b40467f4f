"""What a simulation comes to: who gains, who loses, by how much, through which clause, in which county.

Decisions are counted by the parts; everything about the changes is asked of the changes themselves, because the
same person may stand in two parts and is one person.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from courses.enums import Programme
from yunnan_training.core.models import Region

from ..models import Simulation, SimulationChange
from ..rules import ITEM_LABELS, Outcome
from ..rules.check_labels import check_label

PERSON = Coalesce("assessment__claim__trainee_id", "admission__enrolment__trainee_id")
MORE, LESS = Q(amount_after__gt=F("amount_before")), Q(amount_after__lt=F("amount_before"))
LEVEL = Q(amount_after=F("amount_before"))
OPENED = Q(admission__isnull=False, outcome_after=Outcome.MET) & ~Q(outcome_before=Outcome.MET)
SHUT = Q(admission__isnull=False, outcome_before=Outcome.MET) & ~Q(outcome_after=Outcome.MET)
DELTA = F("amount_after") - F("amount_before")
FIGURES = {
    "cases": Count("pk"),
    "people": Count(PERSON, distinct=True),
    "gain_cases": Count("pk", filter=MORE),
    "gain_people": Count(PERSON, filter=MORE, distinct=True),
    "gain": Sum(DELTA, filter=MORE),
    "loss_cases": Count("pk", filter=LESS),
    "loss_people": Count(PERSON, filter=LESS, distinct=True),
    "loss": Sum(DELTA, filter=LESS),
    "level_cases": Count("pk", filter=LEVEL),
    "opened": Count(PERSON, filter=OPENED, distinct=True),
    "shut": Count(PERSON, filter=SHUT, distinct=True),
}
NOTHING = {**dict.fromkeys(FIGURES, 0), "gain": "0.00", "loss": "0.00", "delta": "0.00"}


def summary_of(simulation: Simulation) -> dict[str, Any]:
    """JSON: money as text, counties and programmes by their names as well as their codes."""
    totals = list(simulation.parts.values_list("totals", flat=True).order_by("order"))
    changes = SimulationChange.objects.filter(part__simulation=simulation)
    names = dict(Region.objects.values_list("code", "name"))
    by_county = {row.pop("county"): row for row in _grouped(changes, "county")}
    by_item = {
        f"{row.pop('programme')}/{row.pop('subject')}": row
        for row in _grouped(changes, "programme", "subject")
    }
    counties = _folded(totals, "counties")
    return {
        "decisions": sum(each["decisions"] for each in totals),
        "unknown": _counted(totals),
        "unanswered": sum(each["unanswered"] for each in totals),
        **_money(counties.values()),
        **_figures(changes.aggregate(**FIGURES)),
        "counties": [
            {"code": code, "name": names[code], **row, **by_county.get(code, NOTHING)}
            for code, row in sorted(counties.items())
        ],
        "items": [
            {
                "programme": programme_label(item),
                "item": item_label(item),
                **row,
                **by_item.get(item, NOTHING),
            }
            for item, row in sorted(_folded(totals, "items").items())
        ],
        "clauses": [
            {"check": check_label(row["check_code"]), **row}
            for row in _grouped(changes, "clause", "check_code")
        ],
    }


def programme_label(item: str) -> str:
    code = item.partition("/")[0]
    return Programme(code).label if code in Programme.values else code


def item_label(item: str) -> str:
    return ITEM_LABELS.get(item.partition("/")[2], "参训资格")


def _grouped(changes: QuerySet, *by: str) -> list[dict]:
    rows = changes.order_by().values(*by).annotate(**FIGURES).order_by(*by)
    return [{**{name: row[name] for name in by}, **_figures(row)} for row in rows]


def _figures(row: dict) -> dict:
    gain, loss = row["gain"] or Decimal(0), row["loss"] or Decimal(0)
    counts = {name: row[name] for name in FIGURES}
    return {**counts, "gain": f"{gain:.2f}", "loss": f"{loss:.2f}", "delta": f"{gain + loss:.2f}"}


def _folded(totals: list[dict], table: str) -> dict[str, dict]:
    """code → decisions, before, after over all parts."""
    found: dict[str, list] = {}
    for part in totals:
        for key, (count, before, after) in part[table].items():
            row = found.setdefault(key, [0, Decimal(0), Decimal(0)])
            row[0] += count
            row[1] += Decimal(before)
            row[2] += Decimal(after)
    return {
        key: {"decisions": count, "before": f"{before:.2f}", "after": f"{after:.2f}"}
        for key, (count, before, after) in found.items()
    }


def _money(rows) -> dict[str, str]:
    rows = list(rows)
    return {
        name: f"{sum((Decimal(row[name]) for row in rows), Decimal(0)):.2f}" for name in ("before", "after")
    }


def _counted(totals: list[dict]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in totals:
        for question, count in part["unknown"].items():
            found[question] = found.get(question, 0) + count
    return found
