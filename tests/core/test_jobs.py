"""Work for the worker is never lost and never done twice to anybody's harm."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from courses.enums import BoardStatus, ClassStatus
from courses.models import TrainingClass
from tests.factories import core, courses
from tests.worker import Worker, empty_queue, wait_until, waiting_messages
from yunnan_training.celery import app as celery_app
from yunnan_training.core import jobs, tasks
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job

SETTINGS = "tests.core.job_worker_settings"  # the test's own, with handlers that hang
NOWHERE = "redis+socket:///tmp/no-such-directory/redis.sock"
COUNTED = "tests.counted"


@pytest.fixture
def handle(monkeypatch):
    """Register a handler of this test for the kind COUNTED."""
    return lambda fn: monkeypatch.setitem(jobs._handlers, COUNTED, fn)


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """The broker as a list: what was sent, by job id."""
    numbers: list[int] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **options: numbers.append(args[0]))
    return numbers


@pytest.fixture
def broker_gone(monkeypatch):
    monkeypatch.setattr(celery_app.conf, "broker_write_url", NOWHERE)
    monkeypatch.setattr(celery_app.conf, "broker_url", NOWHERE)
    celery_app.set_current()
    with monkeypatch.context() as gone:
        gone.setattr(celery_app, "_pool", None)
        gone.setattr(celery_app.amqp, "_producer_pool", None)
        yield


def new_job(**fields) -> Job:
    job = jobs.request(COUNTED, args={"thing": 1}, by=None)
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()
    return job


def ago(**parts) -> object:
    return timezone.now() - timedelta(**parts)


@pytest.mark.django_db
class TestRequest:
    def test_a_requested_job_waits_as_a_row(self, cast):
        job = jobs.request(COUNTED, args={"roster": 7}, by=cast.owner.clerk)
        assert (job.status, job.attempts, job.sent_at) == (JobStatus.QUEUED, 0, None)

    @pytest.mark.parametrize("value", ["530000199001011234", None, 1.5, [1], {"id": 1}], ids=str)
    def test_only_ids_travel(self, value):
        """A queue is readable: no name and no number of a person goes through it."""
        with pytest.raises(TypeError):
            jobs.request(COUNTED, args={"roster": value}, by=None)
        assert not Job.objects.exists()

    def test_what_is_sent_is_the_number_of_the_job_and_nothing_else(
        self, sent, django_capture_on_commit_callbacks
    ):
        job = new_job()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.enqueue(job, None)
        assert sent == [job.pk]
        job.refresh_from_db()
        assert job.sent_at is not None

    def test_a_transaction_that_fails_sends_nothing(self, sent, django_capture_on_commit_callbacks):
        @transaction.atomic
        def act() -> None:
            tasks.enqueue(new_job())
            raise ZeroDivisionError

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
            act()
        assert sent == []
        assert not Job.objects.exists()

    def test_a_dead_broker_fails_nobody_and_the_job_stays(
        self, broker_gone, django_capture_on_commit_callbacks
    ):
        job = new_job()
        before = timezone.now()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.enqueue(job)
        assert timezone.now() - before < timedelta(seconds=3)  # the person at the page doesn't wait for it
        job.refresh_from_db()
        assert (job.status, job.sent_at) == (JobStatus.QUEUED, None)
        assert jobs.left_behind(at=timezone.now()) == [job.pk]


@pytest.mark.django_db
class TestRun:
    def test_it_keeps_what_the_handler_answers(self, handle):
        handle(lambda job: {"thing": job.args["thing"]})
        job = new_job()
        tasks.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, job.result, job.attempts) == (JobStatus.SUCCEEDED, {"thing": 1}, 1)
        assert job.finished_at is not None

    def test_a_message_that_comes_twice_is_carried_out_once(self, handle):
        runs = []
        handle(lambda job: runs.append(job.pk))
        job = new_job()
        tasks.run_job(job.pk)
        tasks.run_job(job.pk)
        assert runs == [job.pk]

    def test_a_job_in_other_hands_is_left_alone(self, handle):
        handle(lambda job: pytest.fail("taken from a living worker"))
        tasks.run_job(new_job(status=JobStatus.RUNNING, attempts=1, heartbeat_at=ago(seconds=5)).pk)

    def test_a_message_for_a_job_that_isnt_there_does_no_harm(self):
        tasks.run_job(987654321)

    def test_a_failure_is_tried_again_and_then_given_up(self, handle, settings):
        handle(lambda job: 1 / 0)
        job = new_job()
        seen = []
        for _ in range(jobs.MAX_ATTEMPTS + 1):
            tasks.run_job(job.pk)
            job.refresh_from_db()
            seen.append((job.status, job.attempts))
        assert seen == [
            (JobStatus.QUEUED, 1),
            (JobStatus.QUEUED, 2),
            (JobStatus.FAILED, 3),
            (JobStatus.FAILED, 3),
        ]
        assert job.error == "ZeroDivisionError: division by zero"
        assert job.finished_at is not None

    def test_a_kind_that_nobody_handles_ends_as_a_failure(self):
        job = new_job(kind="tests.unknown", attempts=jobs.MAX_ATTEMPTS - 1)
        tasks.run_job(job.pk)
        job.refresh_from_db()
        assert job.status == JobStatus.FAILED

    def test_the_reason_of_a_failure_doesnt_quote_the_row(self, handle):
        def fail(job: Job) -> dict:
            raise ValueError("violates check constraint\nDETAIL:  Failing row contains (1, 王某某, …).")

        handle(fail)
        job = new_job()
        tasks.run_job(job.pk)
        job.refresh_from_db()
        assert job.error == "ValueError: violates check constraint"

    def test_a_worker_that_was_given_up_and_comes_back_changes_nothing(self, handle):
        """The first worker hangs past its time; a second one takes the job and ends it."""

        def slow(job: Job) -> dict:
            if job.attempts == 1:
                Job.objects.filter(pk=job.pk).update(heartbeat_at=ago(days=1))
                tasks.run_job(job.pk)
                raise ConnectionResetError("woke up too late")
            return {"attempt": job.attempts}

        handle(slow)
        job = new_job()
        tasks.run_job(job.pk)
        job.refresh_from_db()
        assert (job.status, job.result, job.error) == (JobStatus.SUCCEEDED, {"attempt": 2}, "")

    def test_progress_is_the_sign_of_life(self, handle):
        job = new_job(status=JobStatus.RUNNING, attempts=1, heartbeat_at=ago(days=1))
        assert jobs.left_behind(at=timezone.now()) == [job.pk]
        job = new_job(status=JobStatus.RUNNING, attempts=1, heartbeat_at=ago(days=1))
        jobs.advance(job, done=3, total=9)
        assert jobs.left_behind(at=timezone.now()) != [job.pk]
        job.refresh_from_db()
        assert (job.progress, job.total) == (3, 9)


@pytest.mark.django_db
class TestSweeper:
    def test_it_sends_what_was_never_sent(self, sent):
        job = new_job()
        tasks.sweep()
        assert sent == [job.pk]

    def test_it_sends_again_what_the_queue_lost(self, sent, settings):
        lost = new_job(sent_at=ago(seconds=settings.JOB_RESEND_SECONDS + 1))
        new_job(sent_at=ago(seconds=1))  # on its way
        tasks.sweep()
        assert sent == [lost.pk]
        tasks.sweep()
        assert sent == [lost.pk]  # not at every sweep

    def test_it_takes_a_job_from_a_dead_worker(self, sent, handle, settings):
        settings.JOB_STALE_SECONDS = 60
        handle(lambda job: {"attempt": job.attempts})
        dead = new_job(status=JobStatus.RUNNING, attempts=1, heartbeat_at=ago(seconds=61))
        new_job(status=JobStatus.RUNNING, attempts=1, heartbeat_at=ago(seconds=59))
        tasks.sweep()
        assert sent == [dead.pk]
        tasks.run_job(dead.pk)
        dead.refresh_from_db()
        assert (dead.status, dead.result) == (JobStatus.SUCCEEDED, {"attempt": 2})

    def test_a_job_that_killed_three_workers_is_given_up(self, sent):
        job = new_job(status=JobStatus.RUNNING, attempts=jobs.MAX_ATTEMPTS, heartbeat_at=ago(days=1))
        tasks.sweep()
        job.refresh_from_db()
        assert (job.status, job.error, sent) == (JobStatus.FAILED, "后台进程多次中断", [])

    @pytest.mark.parametrize("status", [JobStatus.SUCCEEDED, JobStatus.FAILED])
    def test_what_is_done_is_left_alone(self, sent, status):
        new_job(status=status, heartbeat_at=ago(days=1), sent_at=ago(days=1))
        tasks.sweep()
        assert sent == []

    def test_it_comes_round_every_half_minute(self, settings):
        entry = settings.CELERY_BEAT_SCHEDULE["sweep-jobs"]
        assert entry == {"task": tasks.sweep.name, "schedule": 30.0}
        # A living worker is never taken for dead: its time limit lies below the patience of the sweeper.
        assert settings.CELERY_TASK_TIME_LIMIT < settings.JOB_STALE_SECONDS


@pytest.mark.django_db
def test_a_job_is_its_requesters_own(cast):
    job = jobs.request(COUNTED, args={"thing": 1}, by=cast.owner.clerk)
    assert list(Job.objects.within(cast.owner.act("clerk").jurisdiction)) == [job]
    for other in (cast.owner.act("head"), cast.sibling.act("clerk"), cast.act("system_admin")):
        assert not Job.objects.within(other.jurisdiction).exists()


@pytest.fixture
def start_worker(transactional_db, tmp_path):
    """Starts real workers; each is stopped before the test's tables are emptied."""
    empty_queue()
    workers: list[Worker] = []

    def start() -> Worker:
        worker = Worker(tmp_path / f"worker{len(workers)}.log", settings_module=SETTINGS)
        workers.append(worker)
        worker.wait_until_ready()
        return worker

    yield start
    for worker in workers:
        worker.stop()
    empty_queue()


@pytest.mark.worker
class TestRealWorker:
    def test_a_board_is_made_from_request_to_issue(self, cast, start_worker):
        made = courses.approved_class(cast.owner.school, **cast.owner.class_officers, on=core.DAY)
        job = made.notice_boards.get().job
        tasks.enqueue(job)
        assert waiting_messages() == 1
        start_worker()
        wait_until(lambda: Job.objects.get(pk=job.pk).done)
        job.refresh_from_db()
        assert (job.status, job.attempts) == (JobStatus.SUCCEEDED, 1), job.error
        board = made.notice_boards.get()
        assert board.status == BoardStatus.ISSUED
        assert board.file.read().startswith(b"%PDF")
        assert TrainingClass.objects.get(pk=made.pk).status == ClassStatus.BOARD_ISSUED

    def test_the_work_of_a_killed_worker_is_taken_up_by_the_next(self, start_worker, settings):
        settings.JOB_STALE_SECONDS = 1
        job = jobs.request("tests.hang_once", args={}, by=None)
        tasks.enqueue(job)
        first = start_worker()
        wait_until(lambda: Job.objects.get(pk=job.pk).progress == 1)
        first.kill()
        job.refresh_from_db()
        assert (job.status, job.attempts) == (JobStatus.RUNNING, 1)
        start_worker()
        wait_until(lambda: job.heartbeat_at < ago(seconds=settings.JOB_STALE_SECONDS))
        tasks.sweep()
        wait_until(lambda: Job.objects.get(pk=job.pk).done)
        job.refresh_from_db()
        assert (job.status, job.result) == (JobStatus.SUCCEEDED, {"attempt": 2})

    def test_what_was_requested_while_the_broker_was_down_is_done_after_the_next_sweep(self, start_worker):
        job = jobs.request("tests.hang_once", args={}, by=None)
        Job.objects.filter(pk=job.pk).update(attempts=1)
        start_worker()
        assert Job.objects.get(pk=job.pk).status == JobStatus.QUEUED  # never sent
        tasks.sweep()
        wait_until(lambda: Job.objects.get(pk=job.pk).done)
        assert Job.objects.get(pk=job.pk).status == JobStatus.SUCCEEDED
