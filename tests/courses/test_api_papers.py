"""Qualification checks, notice boards and filings through the API."""

from datetime import timedelta

import pytest
import time_machine

from courses.models import Filing, NoticeBoard, QualificationCheck, TrainingClass
from tests.core.api.conftest import problem
from tests.factories import core
from tests.factories import courses as factory
from tests.factories.api import caller
from yunnan_training.core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(core.at(core.DAY, 9), tick=True):
        yield


@pytest.fixture
def boarded(cast) -> TrainingClass:
    return factory.boarded_class(cast.owner.school, **cast.owner.class_officers)


def check_of(made: TrainingClass, **fields) -> dict:
    licence = made.institution.licences.order_by("-pk").first()
    seen = TrainingClass.objects.get(pk=made.pk).version
    body = {"training_class": made.pk, "class_version": seen, "licence": licence.pk, "result": "passed"}
    return {**body, **fields}


def change_of(made: TrainingClass, **fields) -> dict:
    seen = TrainingClass.objects.get(pk=made.pk).version
    place = {"reason": "原场地检修", "place": "综合楼三楼"}
    return {"training_class": made.pk, "class_version": seen, **place, **fields}


def test_a_check_is_registered_once_and_seen_by_its_own(cast):
    made = factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))
    client, body = caller(cast.owner.clerk), check_of(made)
    first = client.post("qualification-checks/", body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    assert first.json()["mark_number"].startswith("HY530502-2026-")
    again = client.post("qualification-checks/", body, headers={"Idempotency-Key": "once"})
    assert again.json() == first.json()
    check = QualificationCheck.objects.get()
    for inside in (cast.owner.school_clerk, cast.prefecture_officer):
        assert caller(inside).ids("qualification-checks/") == [check.pk]
    for outside in (cast.sibling.clerk, cast.other_school_clerk):
        assert caller(outside).ids("qualification-checks/") == []
        problem(caller(outside).get(f"qualification-checks/{check.pk}/"), 404, "not-found")


def test_a_check_is_refused_in_words(cast):
    made = factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))
    client = caller(cast.owner.clerk)
    foreign = check_of(made, licence=cast.other_school.licences.get().pk)
    problem(client.post("qualification-checks/", foreign), 400, "validation")
    unexplained = check_of(made, result="failed")
    problem(client.post("qualification-checks/", unexplained), 409, "refused")
    problem(client.post("qualification-checks/", check_of(made, class_version=1)), 412, "stale")
    outside = caller(cast.sibling.clerk).post("qualification-checks/", check_of(made))
    assert [error["field"] for error in problem(outside, 400, "validation")["errors"]] == ["training_class"]
    problem(caller(cast.owner.school_clerk).post("qualification-checks/", check_of(made)), 403, "forbidden")


def test_a_board_is_shown_and_downloaded_by_its_own(cast, boarded):
    board = boarded.notice_boards.get()
    url = f"notice-boards/{board.pk}/"
    for inside in (cast.owner.clerk, cast.owner.school_clerk, cast.auditor):
        client = caller(inside)
        assert client.ids("notice-boards/") == [board.pk]
        assert client.get(url).json()["facts"]["place"] == boarded.place
        for paper in ("file", "sheet"):
            response = client.get(f"{url}{paper}/")
            assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
            assert response.content == b"%PDF-1.7"
            assert response["Cache-Control"] == "private, no-store"
    for outside in (cast.sibling.clerk, cast.other_school_clerk):
        client = caller(outside)
        assert client.ids("notice-boards/") == []
        for address in (url, f"{url}file/"):
            problem(client.get(address), 404, "not-found")


def test_a_download_asked_for_as_pdf_is_still_refused_as_a_problem(cast):
    made = factory.approved_class(cast.owner.school, **cast.owner.class_officers)
    board = made.notice_boards.get()
    client = caller(cast.owner.clerk)
    response = client.get(f"notice-boards/{board.pk}/file/", headers={"Accept": "application/pdf"})
    assert "尚未制作完成" in problem(response, 404, "not-found")["detail"]


def test_a_changed_place_makes_a_new_edition(cast, boarded):
    client, body = caller(cast.owner.clerk), change_of(boarded)
    first = client.post("notice-boards/", body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    assert (first.json()["edition"], first.json()["status"]) == (2, "preparing")
    assert client.post("notice-boards/", body, headers={"Idempotency-Key": "once"}).json() == first.json()
    assert [board.status for board in NoticeBoard.objects.order_by("edition")] == ["voided", "preparing"]
    assert Job.objects.filter(pk=first.json()["job"], kind="courses.board").exists()
    problem(client.post("notice-boards/", body), 412, "stale")
    again = client.post(f"notice-boards/{first.json()['id']}/make-again/")
    assert "正在制作" in problem(again, 409, "refused")["detail"]


def test_manager_and_supervisor_stay_two_people(cast, boarded):
    body = change_of(boarded, manager_name="何正康")
    problem(caller(cast.owner.clerk).post("notice-boards/", body), 409, "refused")
    problem(caller(cast.owner.head).post("notice-boards/", change_of(boarded)), 403, "forbidden")


@pytest.fixture
def filing(cast, boarded) -> Filing:
    body = {"prefecture": "530500", "period": "2026-03-15"}
    response = caller(cast.prefecture_officer).post(
        "filings/", body, headers={"Idempotency-Key": "consolidate"}
    )
    assert response.status_code == 201, response.content
    return Filing.objects.get()


def test_a_filing_is_consolidated_once(cast, filing, boarded):
    client, body = caller(cast.prefecture_officer), {"prefecture": "530500", "period": "2026-03-15"}
    detail = client.get(f"filings/{filing.pk}/").json()
    assert [item["number"] for item in detail["items"]] == [boarded.number]
    assert caller(cast.owner.clerk).get(f"training-classes/{boarded.pk}/").json()["filing"]["id"] == filing.pk
    problem(client.post("filings/", body), 409, "refused")
    problem(client.post("filings/", {**body, "prefecture": "530502"}), 400, "validation")
    cast.far_prefecture_officer  # noqa: B018  its prefecture must be there to be named
    problem(client.post("filings/", {**body, "prefecture": "530600"}), 403, "forbidden")


def test_a_filing_is_the_prefecture_s_and_the_province_s(cast, filing):
    for inside in (cast.prefecture_officer, cast.provincial_officer):
        assert caller(inside).ids("filings/") == [filing.pk]
    for outside in (cast.far_prefecture_officer, cast.owner.clerk):
        assert caller(outside).ids("filings/") == []
        problem(caller(outside).get(f"filings/{filing.pk}/"), 404, "not-found")
    problem(caller(cast.owner.school_clerk).get("filings/"), 403, "forbidden")


def test_a_filing_is_reported_returned_mended_and_registered(cast, filing, boarded):
    url, bureau, province = (
        f"filings/{filing.pk}/",
        caller(cast.prefecture_officer),
        caller(cast.provincial_officer),
    )
    tag = bureau.tag(url)
    assert bureau.change(url, step="submit").json()["status"] == "submitted"
    problem(bureau.post(f"{url}submit/", {}, headers={"If-Match": tag}), 412, "stale")
    problem(bureau.change(url, {"training_class": boarded.pk}, step="drop-class"), 409, "refused")
    problem(province.change(url, step="return-for-correction"), 409, "refused")
    back = province.change(url, {"comment": "缺一个班"}, step="return-for-correction")
    assert back.json()["status"] == "returned"
    problem(bureau.change(url, {"training_class": 10**6}, step="drop-class"), 400, "validation")
    problem(bureau.post(f"{url}drop-class/", {"training_class": boarded.pk}), 428, "version-required")
    assert bureau.change(url, {"training_class": boarded.pk}, step="drop-class").json()["items"] == []
    assert len(bureau.change(url, step="gather").json()["items"]) == 1
    assert bureau.change(url, step="submit").status_code == 200
    registered = province.change(url, step="register").json()
    assert registered["registration_number"].startswith("云培备〔2026〕")
    assert bureau.ids("filings/?status=registered&period_after=2026-03-01") == [filing.pk]


def test_a_filing_whose_class_moved_on_is_sent_again(cast, filing, boarded):
    client, url = caller(cast.prefecture_officer), f"filings/{filing.pk}/"
    tag = client.tag(url)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    with time_machine.travel(core.at(core.DAY + timedelta(days=1)), tick=True):
        ended = caller(cast.owner.head).change(
            f"training-classes/{boarded.pk}/", {"comment": "生源不足"}, step="terminate"
        )
    assert ended.status_code == 200, ended.content
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200
