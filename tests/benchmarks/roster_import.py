"""A roster of 20,000 people from the workbook to the enrolments, against a bare COPY of the same final rows.

Ours reads and judges the file in the worker's way, reads and judges it again under the class's lock, seals and
hashes every person, and writes trainees, enrolments and their history. The peer is handed the finished rows and
copies them into tables with the same indexes and constraints but without triggers. Everything is rolled back.
"""

import io
import time
from collections.abc import Callable
from itertools import count
from statistics import median

from django.db import connection, transaction

from courses.actions import rosters
from courses.enums import Programme
from courses.models import Enrolment, RosterUpload, TrainingClass
from tests.cast import Office
from tests.factories import core, courses
from tests.workbooks.make import people, roster_workbook
from trainees import privacy
from trainees.models import Trainee
from yunnan_training.core.workflow import Actor

TABLES = (Trainee._meta.db_table, Enrolment._meta.db_table)


def run(scale: int = 30_000, *, repeats: int = 5, rows: int = 20_000) -> list[str]:
    """Result lines. `scale` counts enrolments elsewhere; one roster is the same at every scale."""
    content = roster_workbook(rows, seed=_seed_of_strangers(rows))
    seconds: dict[str, list[float]] = {"check": [], "confirm": [], "copy": []}
    for _ in range(repeats):
        with transaction.atomic():
            office = Office("530502")
            clerk = office.act("clerk")
            roster = rosters.upload(_class(office), content, by=clerk, at=core.at())
            seconds["check"].append(_seconds(lambda roster=roster: rosters.run_check(roster.pk)))
            seconds["confirm"].append(_seconds(lambda roster=roster, by=clerk: _confirm(roster, by=by)))
            enrolled = Enrolment.objects.filter(roster_upload=roster)
            if enrolled.count() != rows:
                raise RuntimeError(f"{rows} rows went in, {enrolled.count()} came out")
            seconds["copy"].append(_copy_again(enrolled))
            transaction.set_rollback(True)
    check, confirm, copy = (median(seconds[part]) for part in ("check", "confirm", "copy"))
    ours = f"{rows:,} rows {check + confirm:.2f} s (check {check:.2f}, confirm {confirm:.2f})"
    ratio = f"ratio {(check + confirm) / copy:.1f} (median of {repeats})"
    return [f"roster import: {ours} | bare COPY of the final rows {copy:.2f} s | {ratio}"]


def _seed_of_strangers(rows: int) -> int:
    """A seed whose people are all unknown here: the demo's people have invented numbers of the same kind."""
    for seed in count(417):
        hashes = [privacy.hash_of("id_number", person.id_number) for person in people(rows, seed=seed)]
        if not Trainee.objects.filter(id_number_hash__in=hashes).exists():
            return seed
    raise AssertionError("seeds never end")


def _class(office: Office) -> TrainingClass:
    # A programme without an upper age, so that nothing is said about the invented people.
    return courses.approved_class(office.school, programme=Programme.RURAL, **office.class_officers)


def _confirm(roster: RosterUpload, *, by: Actor) -> None:
    ready = RosterUpload.objects.get(pk=roster.pk)
    rosters.confirm(ready, by=by, at=core.at(), version=ready.version)


def _copy_again(enrolled) -> float:
    """Seconds to copy the trainees and enrolments of this roster into twins of their tables."""
    pks = list(enrolled.order_by("pk").values_list("pk", "trainee_id"))
    chosen = {TABLES[0]: [trainee for _, trainee in pks], TABLES[1]: [pk for pk, _ in pks]}
    taken = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            twin = f"bench_{table}"
            cursor.execute(f"CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)")
            cursor.execute("CREATE TEMPORARY TABLE bench_chosen (pk bigint) ON COMMIT DROP")
            cursor.execute("INSERT INTO bench_chosen SELECT unnest(%s)", [chosen[table]])
            buffer = io.BytesIO()
            cursor.copy_expert(
                f"COPY (SELECT * FROM {table} WHERE id IN (SELECT pk FROM bench_chosen)) TO STDOUT (FORMAT binary)",
                buffer,
            )
            buffer.seek(0)
            taken += _seconds(
                lambda twin=twin, buffer=buffer: cursor.copy_expert(
                    f"COPY {twin} FROM STDIN (FORMAT binary)", buffer
                )
            )
            cursor.execute("DROP TABLE bench_chosen")
    return taken


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
