"""Every stored decision comes out again as it was stored, and whatever was changed in it is found and named."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from courses.models import AdmissionDecision
from subsidies import tasks
from subsidies.actions import claims, replays, stored_decisions
from subsidies.management.commands.replay_decisions import Command
from subsidies.models import Assessment, AssessmentCheck, ReplayMismatch, ReplayRun, WorksheetLine
from subsidies.rules import current
from tests.factories import core, decisions, law, subsidies
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job, RuleRelease
from yunnan_training.core.workflow import Actor, NotAllowed, Refused

pytestmark = pytest.mark.django_db
OTHER_READING = ("reading.once_in_life", "once_per_occupation_and_level")


def replayed(*arguments: str) -> tuple[int, str]:
    """Exit status and output of the command."""
    output = StringIO()
    try:
        call_command("replay_decisions", *arguments, stdout=output)
    except SystemExit as ended:
        return ended.code, output.getvalue()
    return 0, output.getvalue()


def tampered(statement: str, *values) -> None:
    """Change one row as the owner of the tables could, who may switch their triggers off; the portal may not."""
    (table,) = re.findall(r"(?:UPDATE|DELETE FROM) (\w+)", statement)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def kept(cast) -> list[Assessment]:
    """Every item, every outcome, an old release beside the present one, an admission."""
    under_the_old = subsidies.draft(cast.owner, "H1")
    law.put_in_force(current().with_reading(*OTHER_READING))
    for item in ("H1", "H2", "H3", "H4"):
        subsidies.draft(cast.owner, item)
    subsidies.draft(cast.owner, "H2", front_line_post=None)
    finding = {"check": "certificate_is_issued", "accepted": True, "reason": "省厅答复口径认可"}
    subsidies.draft(cast.owner, "H3", findings=[finding], enterprise_employee=False)
    decisions.admitted(under_the_old.enrolment, in_custody=None)
    return list(Assessment.objects.order_by("pk"))


def test_untouched_decisions_come_out_as_they_were_stored(kept):
    assert len({each.release_id for each in kept}) == 2
    assert {each.outcome for each in kept} >= {"met", "cannot_tell"}
    status, output = replayed()
    assert (status, "mismatched 0" in output) == (0, True)
    run = ReplayRun.objects.get()
    assert (run.checked, run.mismatched) == (len(kept) + 1, 0)
    assert run.finished_at


BREAKS = {
    "a sentence": (
        """UPDATE subsidies_assessmentcheck SET sentence = sentence || '!' WHERE assessment_id = %s AND "order" = 2""",
        "理由2的说明",
    ),
    "a quote": (
        """UPDATE subsidies_assessmentcheck SET quote = '' WHERE assessment_id = %s AND "order" = 1""",
        "理由1的条款原文",
    ),
    "a reason": (
        """UPDATE subsidies_assessmentcheck SET reason = 'x' WHERE assessment_id = %s AND "order" = 1""",
        "理由1的理由",
    ),
    "an effect": (
        """UPDATE subsidies_assessmentcheck SET effect = 'warns' WHERE assessment_id = %s AND "order" = 1""",
        "理由1的性质",
    ),
    "an input": (
        """UPDATE subsidies_assessmentcheck SET inputs = '{"front_line_post": 1}' WHERE assessment_id = %s AND "order" = 1""",
        "理由1的依据",
    ),
    "a lost check": (
        """DELETE FROM subsidies_assessmentcheck WHERE assessment_id = %s AND "order" = 9""",
        "理由条数",
    ),
    "an amount": ("UPDATE subsidies_assessment SET amount = amount + 0.01 WHERE id = %s", "核定金额"),
    "an outcome": ("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", "结论"),
    "a worksheet value": (
        """UPDATE subsidies_worksheetline SET value = '9999.00元' WHERE assessment_id = %s AND "order" = 3""",
        "计算表3的数值",
    ),
    "a fact": (
        """UPDATE subsidies_assessment SET facts = jsonb_set(facts, '{certificate_level}', '"1"') WHERE id = %s""",
        "事实摘要",
    ),
    "a fact written otherwise": (
        """UPDATE subsidies_assessment SET facts = facts || '{"entered_amount": null}' WHERE id = %s""",
        "事实的写法",
    ),
    "a fact that isn't one": (
        """UPDATE subsidies_assessment SET facts = facts || '{"colour": "red"}' WHERE id = %s""",
        "事实",
    ),
    "the digest of the facts": (
        "UPDATE subsidies_assessment SET facts_digest = repeat('0', 64) WHERE id = %s",
        "事实摘要",
    ),
    "the digest of the answer": (
        "UPDATE subsidies_assessment SET answer_digest = repeat('0', 64) WHERE id = %s",
        "结论摘要",
    ),
    "a wrong release": (
        "UPDATE subsidies_assessment SET release_id = (SELECT min(id) FROM core_rulerelease) WHERE id = %s",
        "规则摘要",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_was_changed_is_found_and_named(kept, name):
    statement, what = BREAKS[name]
    victim = next(each for each in kept if each.facts["item"] == "H2" and each.outcome == "met")
    tampered(statement, victim.pk)
    status, output = replayed()
    assert status == 1
    assert f"assessment {victim.pk}, " in output
    assert f"  {what}: stored " in output
    (mismatch,) = ReplayMismatch.objects.all()
    assert mismatch.assessment_id == victim.pk
    assert mismatch.what.split("(")[0] == what
    assert mismatch.stored != mismatch.recomputed
    assert ReplayRun.objects.get().mismatched == 1


def test_a_wrong_release_with_its_hash_is_still_found(kept):
    """Whoever also writes the other release's hash is given away by the answer."""
    victim = kept[-1]
    tampered(
        "UPDATE subsidies_assessment SET (release_id, rules_version) ="
        " (SELECT id, rules_version FROM core_rulerelease ORDER BY id LIMIT 1) WHERE id = %s",
        victim.pk,
    )
    status, output = replayed()
    assert (status, "结论摘要" in output) == (1, True)


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [("outcome", "not_met", "结论"), ("warnings", 7, "提示数"), ("answer_digest", "0" * 64, "结论摘要")],
)
def test_a_changed_admission_is_found(kept, column, value, what):
    tampered(f"UPDATE courses_admissiondecision SET {column} = %s", value)
    status, output = replayed()
    assert (status, f"  {what}: stored " in output) == (1, True)
    (mismatch,) = ReplayMismatch.objects.all()
    assert mismatch.admission_id == AdmissionDecision.objects.get().pk


def test_a_release_whose_text_was_changed_can_vouch_for_nothing(kept):
    """Also the one that came with the software, whose text one could read from elsewhere."""
    row = RuleRelease.objects.order_by("number").first()
    content = json.loads(row.content)
    next(each for each in content["parameters"] if each["key"] == "technician.amount")["values"][0][
        "value"
    ] = "2500.00"
    tampered("UPDATE core_rulerelease SET content = %s WHERE id = %s", json.dumps(content), row.pk)
    status, output = replayed()
    assert (status, "规则版本的内容" in output) == (1, True)
    victims = [each.pk for each in kept if each.release_id == row.pk]
    assert (
        list(ReplayMismatch.objects.filter(assessment__isnull=False).values_list("assessment_id", flat=True))
        == victims
    )


def test_a_number_of_a_person_is_not_repeated(kept):
    victim = kept[1]
    tampered(
        """UPDATE subsidies_assessmentcheck SET sentence = '电话13887654321' WHERE assessment_id = %s AND "order" = 1""",
        victim.pk,
    )
    _, output = replayed()
    assert "13887654321" not in output + ReplayMismatch.objects.get().stored


class TestWhich:
    def test_since_leaves_out_what_was_decided_before(self, kept):
        latest = kept[-1].claim
        day = core.DAY + timedelta(days=40)
        claims.assess(latest, by=Actor.machine(), at=core.at(day))
        tampered("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", kept[0].pk)
        assert replayed("--since", day.isoformat())[0] == 0
        assert ReplayRun.objects.get().checked == 1
        assert replayed("--since", core.DAY.isoformat())[0] == 1

    def test_a_sample_is_as_large_as_it_was_asked_for(self, kept):
        assert replayed("--sample", "3", "--quiet") == (0, "")
        run = ReplayRun.objects.get()
        assert (run.sample, run.checked) == (3, 3)

    def test_a_sample_larger_than_everything_is_everything(self, kept):
        replayed("--sample", "5000")
        assert ReplayRun.objects.get().checked == len(kept) + 1

    def test_quiet_still_says_what_differs(self, kept):
        tampered("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", kept[0].pk)
        status, output = replayed("--quiet")
        assert (status, "结论" in output, "replayed" in output) == (1, True, False)

    @pytest.mark.parametrize(
        "wrong", [("--since", "yesterday"), ("--since", "2026-02-30"), ("--sample", "0"), ("--sample", "all")]
    )
    def test_a_wrong_argument_is_named_and_nothing_runs(self, db, wrong, capsys):
        with pytest.raises(SystemExit) as ended:
            Command().run_from_argv(["manage.py", "replay_decisions", *wrong])
        assert ended.value.code == 2
        assert f"argument {wrong[0]}" in capsys.readouterr().err
        with pytest.raises(CommandError, match=f"argument {wrong[0]}"):
            call_command("replay_decisions", *wrong)
        assert not ReplayRun.objects.exists()

    def test_small_batches_find_the_same(self, kept, monkeypatch):
        monkeypatch.setattr(stored_decisions, "SPAN", 2)
        source = stored_decisions.Source.ASSESSMENT
        pieces = list(stored_decisions.everything(source, since=None, batch=1))
        assert [raw.last for raw in pieces] == [each.pk for each in kept]
        for raw, whole in zip(pieces, kept, strict=True):
            (stored,) = stored_decisions.decoded(raw)
            assert len(stored.kept.checks) == whole.checks.count()
            assert len(stored.kept.worksheet) == whole.worksheet.count()


class TestJob:
    def job(self, cast, **wanted) -> Job:
        _, job = replays.request(by=core.actor_for(cast.provincial_officer), at=timezone.now(), **wanted)
        return job

    def test_the_worker_replays_what_an_officer_ordered(self, cast, kept):
        job = self.job(cast)
        result = tasks.replay(job)
        run = ReplayRun.objects.get(pk=result["run"])
        assert (run.checked, run.mismatched, run.requested_by) == (len(kept) + 1, 0, cast.provincial_officer)
        assert run.finished_at

    def test_it_may_run_twice_to_no_harm(self, cast, kept):
        tampered("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", kept[0].pk)
        job = self.job(cast)
        run = ReplayRun.objects.get()
        for _ in replays.go_through(run):  # a worker that died before the end
            break
        for _ in range(2):
            tasks.replay(job)
        run.refresh_from_db()
        assert (run.checked, run.mismatched, run.mismatches.count()) == (len(kept) + 1, 1, 1)

    def test_what_is_too_long_for_one_job_goes_on_in_the_next(self, cast, kept, monkeypatch):
        monkeypatch.setattr(replays, "PATIENCE", -1)
        monkeypatch.setattr(replays.stored_decisions.everything, "__kwdefaults__", {"after": 0, "batch": 2})
        tampered("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", kept[-1].pk)
        job = self.job(cast)
        done = 0
        while job.status == JobStatus.QUEUED:
            tasks.replay(job)
            Job.objects.filter(pk=job.pk).update(status=JobStatus.SUCCEEDED)
            job, done = Job.objects.first(), done + 1
        run = ReplayRun.objects.get()
        assert done > len(kept) / 2
        assert (run.checked, run.mismatched) == (len(kept) + 1, 1)
        assert run.finished_at

    def test_one_at_a_time(self, cast):
        self.job(cast)
        with pytest.raises(Refused, match="正在进行"):
            self.job(cast)

    @pytest.mark.parametrize("who", ["auditor", "prefecture_officer", "system_admin"])
    def test_only_the_province_orders_it(self, cast, who):
        with pytest.raises(NotAllowed):
            replays.request(by=core.actor_for(getattr(cast, who)), at=timezone.now())

    def test_every_night_by_the_timetable(self, settings, kept, monkeypatch):
        settings.REPLAY_SAMPLE = 2
        sent = []
        monkeypatch.setattr(tasks, "enqueue", sent.append)
        tasks.replay_nightly()
        tasks.replay_nightly()  # the first is still under way
        (job,) = sent
        tasks.replay(job)
        run = ReplayRun.objects.get()
        assert (run.checked, run.requested_by) == (2, None)
        assert settings.CELERY_BEAT_SCHEDULE["replay-decisions"]["task"] == tasks.replay_nightly.name


def test_the_portal_itself_cannot_change_what_was_decided(kept):
    """What the tests above do needs the owner of the tables."""
    columns = {
        Assessment: "outcome",
        AssessmentCheck: "sentence",
        WorksheetLine: "value",
        AdmissionDecision: "outcome",
    }
    for model, field in columns.items():
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            model.objects.filter(pk=model.objects.first().pk).update(**{field: "x"})


class TestPages:
    def finished(self) -> ReplayRun:
        run = replays.begin(at=core.at(), since=None, sample=None, by=Actor.machine())
        for _ in replays.go_through(run):
            pass
        replays.finish(run, at=core.at(hour=10))
        return run

    def test_runs_and_mismatches_are_there_to_read(self, cast, kept, signed_in):
        tampered("UPDATE subsidies_assessment SET outcome = 'not_met' WHERE id = %s", kept[0].pk)
        run = self.finished()
        for who in (cast.auditor, cast.provincial_officer):
            client = signed_in(who)
            assert "有不一致" in client.get("/replays/").content.decode()
            page = client.get(f"/replays/{run.pk}/").content.decode()
            for wanted in (kept[0].claim.number, "结论", "not_met", f"/claims/{kept[0].claim_id}/"):
                assert wanted in page

    def test_only_who_may_order_one_has_the_button(self, cast, signed_in):
        assert "立即复核" in signed_in(cast.provincial_officer).get("/replays/").content.decode()
        assert "立即复核" not in signed_in(cast.auditor).get("/replays/").content.decode()
        assert signed_in(cast.auditor).post("/replays/new/").status_code == 403
        assert signed_in(cast.prefecture_officer).get("/replays/").status_code == 403

    def test_the_button_orders_what_was_typed(self, cast, signed_in, monkeypatch):
        sent = []
        monkeypatch.setattr("subsidies.views.replays.enqueue", sent.append)
        client = signed_in(cast.provincial_officer)
        answer = client.post("/replays/new/", {"since": "2026-01-01", "sample": "50"})
        run = ReplayRun.objects.get()
        assert answer["Location"] == f"/replays/{run.pk}/"
        assert (run.sample, f"{run.since}", sent[0].args) == (50, "2026-01-01", {"run": run.pk})
        refused = client.post("/replays/new/", {}).content.decode()
        assert "正在进行" in refused
        assert "抽样数" in client.post("/replays/new/", {"sample": "0"}).content.decode()
        assert ReplayRun.objects.count() == 1

    def test_an_office_of_a_county_finds_no_run(self, cast, signed_in):
        run = self.finished()
        client = signed_in(cast.owner.auditor)  # holds the right, but not over the province
        assert client.get(f"/replays/{run.pk}/").status_code == 404
        assert client.get("/api/v1/replays/").json()["results"] == []

    def test_the_api_reads_them(self, cast, kept, signed_in):
        tampered("UPDATE subsidies_assessment SET amount = 1 WHERE id = %s", kept[0].pk)
        run = self.finished()
        client = signed_in(cast.auditor)
        (row,) = client.get("/api/v1/replays/").json()["results"]
        assert (row["id"], row["checked"], row["mismatched"]) == (run.pk, len(kept) + 1, 1)
        (mismatch,) = client.get(f"/api/v1/replays/{run.pk}/").json()["mismatches"]
        assert (mismatch["assessment"], mismatch["what"]) == (kept[0].pk, "核定金额")
        assert client.post("/api/v1/replays/").status_code == 405
