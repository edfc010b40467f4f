"""What the models say of triggers is true of the database: history on every table, and a state that obeys."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from pgtrigger.registry import registered

APPS = {"core", "institutions", "trainees", "courses", "subsidies"}

# Tables without a history, each with the reason.
UNTRACKED = {
    "core.RegionCode": "loaded from a file of the project; its history is the file's",
    "core.StoredFile": "sealed bytes, written once",
    "core.Job": "machinery: what it did is in the objects it touched",
    "core.ApiToken": "keeps who issued it, until when, and when it was stopped; its last use would be noise",
    "core.IdempotencyKey": "kept for a day",
    "core.SmsMessage": "sealed, kept for minutes",
    "core.NumberSeries": "a counter",
    "core.PasswordHistory": "hashes; only the last few stay",
    "core.Passage": "a record itself, which nobody can change",
    "core.PersonalDataAccess": "a record itself, which nobody can change",
    "trainees.OneTimeCode": "hashed, kept for minutes",
    "subsidies.Assessment": "a record itself, which nobody can change",
    "subsidies.AssessmentCheck": "a record itself, which nobody can change",
    "subsidies.WorksheetLine": "a record itself, which nobody can change",
    "subsidies.DecisionCertificate": "its text is protected; only the PDF is put beside it later",
    "subsidies.ReplayRun": "machinery: what it found are records that nobody can change",
    "subsidies.ReplayMismatch": "a record itself, which nobody can change",
    "subsidies.Simulation": "decides nothing; it can be made again from what it names",
    "subsidies.SimulationPart": "machinery of a simulation",
    "subsidies.SimulationChange": "machinery of a simulation",
    "courses.AdmissionDecision": "a record itself, which nobody can change",
}
RECORDS = {
    label for label, reason in UNTRACKED.items() if reason == "a record itself, which nobody can change"
}
GUARDED = {
    "core.LocalStandard",
    "core.RuleRelease",
    "courses.TrainingClass",
    "courses.RosterUpload",
    "courses.Filing",
    "subsidies.Claim",
    "subsidies.Publicity",
    "subsidies.PaymentBatch",
    "subsidies.Payment",
}


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


TRACKED = [model for model in own_models() if hasattr(model, "pgh_event_model")]
EVENTS = [model for model in own_models() if hasattr(model, "pgh_tracked_model")]
INSERT, DELETE, UPDATE = 4, 8, 16  # bits of pg_trigger.tgtype


@pytest.fixture
def triggers(db) -> dict[str, dict[str, int]]:
    """Table → enabled trigger → its type, as PostgreSQL itself has it."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        for table, name, kind in cursor.fetchall():
            found.setdefault(table, {})[name] = kind
    return found


def kinds_of(triggers: dict[str, dict[str, int]], model: type[Model], name: str) -> set[int]:
    """What events the triggers of that (shortened) name fire on."""
    fired = [
        kind
        for trigger, kind in triggers.get(model._meta.db_table, {}).items()
        if trigger.startswith(f"pgtrigger_{name}_")
    ]
    return {bit for kind in fired for bit in (INSERT, UPDATE, DELETE) if kind & bit}


def test_every_table_keeps_its_history_or_says_why_not():
    tracked = {model._meta.label for model in TRACKED}
    plain = {
        model._meta.label
        for model in own_models()
        if model not in EVENTS and not hasattr(model, "pgh_event_model")
    }
    assert plain == set(UNTRACKED)
    assert tracked
    assert len(EVENTS) == len(TRACKED)


def test_each_history_trigger_is_in_the_database(triggers):
    lacking = [
        f"{model._meta.db_table} on {event}"
        for model in TRACKED
        for event, bit in (("insert", INSERT), ("update", UPDATE), ("delete", DELETE))
        if bit not in kinds_of(triggers, model, f"{event}_{event}")
    ]
    assert lacking == []


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model._meta.label)
def test_history_itself_can_be_neither_changed_nor_deleted(triggers, model):
    assert kinds_of(triggers, model, "append_only") == {UPDATE, DELETE}


@pytest.mark.parametrize("label", sorted(RECORDS))
def test_records_can_be_neither_changed_nor_deleted(triggers, label):
    assert kinds_of(triggers, apps.get_model(label), "append_only") == {UPDATE, DELETE}


@pytest.mark.parametrize("label", sorted(GUARDED))
def test_each_life_is_guarded_by_the_database(triggers, label):
    fired = kinds_of(triggers, apps.get_model(label), "lawful_state")
    assert UPDATE in fired
    if label != "subsidies.Payment":  # has no state table; born "pending" by its action
        assert INSERT in fired


def test_every_model_with_a_state_table_is_guarded():
    """A status with a version beside it is a life with a state table."""
    lives = {
        model._meta.label
        for model in own_models()
        if model not in EVENTS and {"status", "version"} <= {field.name for field in model._meta.fields}
    }
    # Enrolment: on the roster or off it; no steps, no offices.
    assert lives - GUARDED <= {"courses.Enrolment"}


@pytest.mark.django_db
def test_no_trigger_is_missing_or_older_than_its_model():
    """Migrations and models agree, text and all."""
    states = {
        f"{model._meta.label}.{trigger.name}": trigger.get_installation_status(model)
        for model, trigger in registered()
        if model._meta.app_label in APPS
    }
    assert len(states) > 100
    wrong = {name: state for name, state in states.items() if state != (pgtrigger.core.INSTALLED, True)}
    assert wrong == {}
