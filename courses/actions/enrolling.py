"""Judged rows become trainees and enrolments, set-wise: a roster of 20,000 people is three statements.

The rows are copied into a temporary table and written from there. The triggers of the history see every row.
"""

import csv
import hashlib
from datetime import datetime
from io import StringIO
from uuid import uuid4

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from subsidies.rules import Outcome
from subsidies.rules.canonical import canonical_text
from trainees import privacy
from yunnan_training.core import law
from yunnan_training.core.workflow import Refused

from ..enums import EnrolmentStatus, ExamResult
from ..models import RosterUpload, TrainingClass
from ..rosters.admission import Admission
from ..rosters.report import RosterRow
from .roster_context import clashes, judged, known_people, over_yearly_number

_STAGING = """
    CREATE TEMPORARY TABLE roster_staging (
        position integer, known boolean, key uuid, name text, birth_date date, sex text, education text,
        id_number_sealed bytea, id_number_hash text, id_number_masked text,
        phone_sealed bytea, phone_hash text, phone_masked text,
        bank_account_sealed bytea, bank_account_hash text, bank_account_masked text,
        category text, category_evidence text, household text, promised_employer text
    ) ON COMMIT DROP
"""
_COPY = "COPY roster_staging FROM STDIN (FORMAT csv)"
# In the order of the search hash, as everywhere: two rosters that name the same people queue up, and never
# wait for each other.
_REGISTER = """
    INSERT INTO trainees_trainee (
        key, name, birth_date, sex, education, id_number_sealed, id_number_hash, id_number_masked,
        phone_sealed, phone_hash, phone_masked, bank_account_sealed, bank_account_hash, bank_account_masked,
        county_id, privacy_notice_at, privacy_notice_version, version, created_at
    )
    SELECT
        key, name, birth_date, sex, education, id_number_sealed, id_number_hash, id_number_masked,
        nullif(phone_sealed, ''), phone_hash, phone_masked,
        nullif(bank_account_sealed, ''), bank_account_hash, bank_account_masked,
        %(county)s, %(at)s, %(notice)s, 1, %(now)s
    FROM roster_staging WHERE NOT known ORDER BY id_number_hash
    ON CONFLICT (id_number_hash) DO NOTHING
"""
_LOCK = """
    SELECT trainee.id FROM trainees_trainee trainee JOIN roster_staging USING (id_number_hash)
    ORDER BY id_number_hash FOR NO KEY UPDATE OF trainee
"""
_ENROL = """
    INSERT INTO courses_enrolment (
        training_class_id, trainee_id, roster_upload_id, category, category_evidence, household,
        promised_employer, status, result, version, created_at
    )
    SELECT
        %(training_class)s, trainee.id, %(roster)s, category, category_evidence, household,
        promised_employer, %(status)s, %(result)s, 1, %(now)s
    FROM roster_staging JOIN trainees_trainee trainee USING (id_number_hash) ORDER BY position
"""


_ADMISSION_STAGING = """
    CREATE TEMPORARY TABLE admission_staging (
        id_number_hash text, outcome text, warnings integer, facts jsonb, facts_digest text, answer_digest text
    ) ON COMMIT DROP
"""
_COPY_ADMISSIONS = "COPY admission_staging FROM STDIN (FORMAT csv)"
_ADMIT = """
    INSERT INTO courses_admissiondecision (
        enrolment_id, release_id, outcome, warnings, facts, facts_digest, answer_digest, decided_at
    )
    SELECT
        enrolment.id, %(release)s, outcome, warnings, facts, facts_digest, answer_digest, %(at)s
    FROM admission_staging
    JOIN trainees_trainee trainee USING (id_number_hash)
    JOIN courses_enrolment enrolment
        ON enrolment.trainee_id = trainee.id AND enrolment.training_class_id = %(training_class)s
    ORDER BY enrolment.id
"""


def write_rows(
    rows: tuple[RosterRow, ...], training_class: TrainingClass, *, roster: RosterUpload | None, at: datetime
) -> int:
    """Register who isn't known yet, leave the known as they are, enrol everybody. In the caller's transaction.

    Each person's row is locked before the look for clashes (K03) and before the law is asked again: two classes
    that confirm the same person at the same moment see each other, and a yearly cap is not passed by both.
    """
    values = {
        "county": training_class.county_id,
        "at": at,
        "now": timezone.now(),
        "notice": privacy.NOTICE_VERSION,
        "training_class": training_class.pk,
        "roster": roster.pk if roster else None,
        "status": EnrolmentStatus.ENROLLED.value,
        "result": ExamResult.PENDING.value,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS roster_staging")
        cursor.execute(_STAGING)
        cursor.copy_expert(_COPY, _staged(rows))
        cursor.execute("ANALYZE roster_staging")
        cursor.execute(_REGISTER, values)
        cursor.execute(_LOCK)
        people = [pk for (pk,) in cursor.fetchall()]
        if why := list(clashes(training_class, people).values()):
            raise Refused("花名册中有学员刚被录入其他培训班：", *sorted(set(why))[:5])
        if why := list(over_yearly_number(training_class, people).values()):
            raise Refused("花名册中有学员已达到每年培训次数上限：", *sorted(set(why))[:5])
        answered = judged(rows, training_class)
        if why := _refused_by_law(answered):
            raise Refused("花名册中有学员已不符合参训条件：", *why[:5])
        cursor.execute(_ENROL, values)
        enrolled = cursor.rowcount
        _keep(cursor, answered, {**values, "release": law.in_force().row_id})
        return enrolled


def _refused_by_law(answered: list[Admission]) -> list[str]:
    return [
        f"{each.row.masked_id_number}：{each.decision.obstacles[0].sentence}"
        for each in answered
        if each.decision.outcome is Outcome.NOT_MET
    ]


def _keep(cursor: CursorWrapper, answered: list[Admission], values: dict) -> None:
    """What the law said of everybody, with the frozen facts: an auditor works it out again from these."""
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for each in answered:
        decision, facts = each.decision, canonical_text(each.facts.to_json())
        digests = hashlib.sha256(facts.encode()).hexdigest(), decision.digest()
        number = privacy.hash_of("id_number", each.row.id_number)
        writer.writerow([number, decision.outcome.value, len(decision.warnings), facts, *digests])
    buffer.seek(0)
    cursor.execute("DROP TABLE IF EXISTS admission_staging")
    cursor.execute(_ADMISSION_STAGING)
    cursor.copy_expert(_COPY_ADMISSIONS, buffer)
    cursor.execute(_ADMIT, values)


def _staged(rows: tuple[RosterRow, ...]) -> StringIO:
    """The rows as CSV, every value quoted, so that none is taken for NULL. Known people need no sealing."""
    known = known_people(row.id_number for row in rows)
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for position, row in enumerate(rows):
        key = uuid4()
        is_known = row.id_number in known
        personal = [
            part
            for field in ("id_number", "phone", "bank_account")
            for part in _columns(field, getattr(row, field), key=key, known=is_known)
        ]
        writer.writerow(
            [
                *(position, is_known, key, row.name, row.birth_date, row.sex.value, row.education),
                *personal,
                *(row.category.value, row.category_proof, row.household_place, row.pledged_employer),
            ]
        )
    buffer.seek(0)
    return buffer


def _columns(field: str, value: str, *, key: object, known: bool) -> tuple[str, str, str]:
    """Sealed (as COPY reads bytes), search hash and mask of one value."""
    if known:
        return "", privacy.hash_of(field, value) if field == "id_number" else "", ""
    sealed, hashed, masked = privacy.sealed(field, value, key=key)
    return f"\\x{sealed.hex()}" if sealed else "", hashed, masked
