"""The stored decisions as a stream: assessments with their rows, admissions of enrolments.

Read in spans found by key, each through a cursor at the server, a batch at a time: memory doesn't grow with the
table, and no snapshot is held longer than a span takes. Reading (`Raw`) and decoding (`decoded`) are two steps.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

import orjson
from django.db import connection
from django.utils import timezone

from ..rules.replay import Kept, KeptCheck, KeptRow, canonical_inputs

BATCH, SPAN = 1_024, 51_200


class Source(StrEnum):
    ASSESSMENT = "assessment"
    ADMISSION = "admission"


class Raw(NamedTuple):
    """One batch as the database gave it."""

    source: Source
    rows: list[tuple]
    checks: list[tuple]
    lines: list[tuple]

    @property
    def last(self) -> int:
        return self.rows[-1][0]


class Stored(NamedTuple):
    """One decision, what it was, and the row of the release that it names."""

    pk: int
    release_id: int
    kept: Kept


COLUMNS = {
    Source.ASSESSMENT: "id, release_id, question, outcome, amount, facts::text, facts_digest, rules_version,"
    " answer_digest",
    Source.ADMISSION: "id, release_id, outcome, warnings, facts::text, facts_digest, answer_digest",
}
TABLES = {
    Source.ASSESSMENT: ("subsidies_assessment", "made_at"),
    Source.ADMISSION: ("courses_admissiondecision", "decided_at"),
}
CHECKS = """SELECT assessment_id, "order", code, outcome, reason, effect, clause, quote, sentence, inputs::text
    FROM subsidies_assessmentcheck WHERE assessment_id {which} ORDER BY assessment_id, "order" """
LINES = """SELECT assessment_id, "order", label, value, operation, clause
    FROM subsidies_worksheetline WHERE assessment_id {which} ORDER BY assessment_id, "order" """


def everything(source: Source, *, since: date | None, after: int = 0, batch: int = BATCH) -> Iterator[Raw]:
    """Every decision of one source made on or after `since`, with a key above `after`, oldest first."""
    table, moment = TABLES[source]
    condition = f"id > %s AND {moment} >= %s" if since else "id > %s"
    statement = f"SELECT {COLUMNS[source]} FROM {table} WHERE {condition} ORDER BY id LIMIT {SPAN}"  # nosec B608
    while True:
        read = 0
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, [after, _midnight(since)] if since else [after])
            while rows := cursor.fetchmany(batch):
                after, read = rows[-1][0], read + len(rows)
                yield _with_lines(source, rows)
        if read < SPAN:
            return


def these(source: Source, keys: Sequence[int], *, batch: int = BATCH) -> Iterator[Raw]:
    """The decisions with these keys."""
    table, _ = TABLES[source]
    statement = f"SELECT {COLUMNS[source]} FROM {table} WHERE id = ANY(%s) ORDER BY id"  # nosec B608
    for start in range(0, len(keys), batch):
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(keys[start : start + batch])])
            rows = cursor.fetchall()
        if rows:
            yield _with_lines(source, rows, scattered=True)


def sample(size: int, *, since: date | None) -> dict[Source, list[int]]:
    """So many decisions of all sources together, chosen by chance; their keys in order."""
    parts, values = [], []
    for source, (table, moment) in TABLES.items():
        condition = f" WHERE {moment} >= %s" if since else ""
        parts.append(f"SELECT '{source.value}' AS source, id FROM {table}{condition}")  # nosec B608
        values += [_midnight(since)] if since else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT source, id FROM ({' UNION ALL '.join(parts)}) AS all_of_them ORDER BY random() LIMIT %s",  # nosec B608
            [*values, size],
        )
        chosen = cursor.fetchall()
    return {source: sorted(pk for name, pk in chosen if name == source.value) for source in Source}


def _with_lines(source: Source, rows: list[tuple], *, scattered: bool = False) -> Raw:
    """Beside a batch, the checks and the worksheets of its decisions, in the same order."""
    if source is Source.ADMISSION:
        return Raw(source, rows, [], [])
    which, values = "BETWEEN %s AND %s", [rows[0][0], rows[-1][0]]
    if scattered:
        which, values = "= ANY(%s)", [[row[0] for row in rows]]
    with connection.cursor() as cursor:
        cursor.execute(CHECKS.format(which=which), values)
        checks = cursor.fetchall()
        cursor.execute(LINES.format(which=which), values)
        return Raw(source, rows, checks, cursor.fetchall())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def decoded(raw: Raw) -> list[Stored]:
    """The batch as the rules compare it: facts out of their JSON, every check and line with its decision."""
    if raw.source is Source.ADMISSION:
        return [_admission(*row) for row in raw.rows]
    checks, lines = _by_decision(raw.checks), _by_decision(raw.lines)
    return [_assessment(row, checks.get(row[0], ()), lines.get(row[0], ())) for row in raw.rows]


def _by_decision(rows: list[tuple]) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _assessment(row: tuple, checks: Sequence[tuple], lines: Sequence[tuple]) -> Stored:
    pk, release_id, question, outcome, amount, facts, facts_digest, version, answer_digest = row
    kept = Kept(
        question=question,
        outcome=outcome,
        facts=orjson.loads(facts),
        facts_digest=facts_digest,
        answer_digest=answer_digest,
        rules_version=version,
        amount=amount,
        checks=[KeptCheck(*check[1:-1], canonical_inputs(check[-1])) for check in checks],
        worksheet=[KeptRow(*line[1:]) for line in lines],
    )
    return Stored(pk, release_id, kept)


def _admission(pk: int, release_id: int, outcome: str, warnings: int, facts: str, *digests: str) -> Stored:
    kept = Kept(Source.ADMISSION.value, outcome, orjson.loads(facts), *digests, warnings=warnings)
    return Stored(pk, release_id, kept)
