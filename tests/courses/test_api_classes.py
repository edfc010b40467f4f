"""A class through the API: entered, timetabled, fixed, and walked through its life with the version seen."""

import pytest
import time_machine

from courses.models import TrainingClass
from courses.states import CLASS_STATES
from tests.core.api.conftest import problem
from tests.factories import core, institutions
from tests.factories import courses as factory
from tests.factories.api import caller
from yunnan_training.core.api.permissions import api_routes
from yunnan_training.core.models import Job, Passage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_week_before():
    with time_machine.travel(core.at(core.DAY.replace(day=1), 9), tick=True):
        yield


@pytest.fixture
def submitted(cast) -> TrainingClass:
    return factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))


def url_of(made: TrainingClass) -> str:
    return f"training-classes/{made.pk}/"


def application(host, **fields) -> dict:
    body = factory.application(host)
    item = body.pop("catalogue_item")
    return {**body, "institution": host.pk, "county": host.county_id, "catalogue_item": item.pk, **fields}


def lesson(teacher, **fields) -> dict:
    hours = {"starts_at": "2026-03-02T08:30:00+08:00", "ends_at": "2026-03-02T12:00:00+08:00"}
    return {**hours, "topic": "安全与工艺", "teacher": teacher.pk, **fields}


def fixed(officer, **fields) -> dict:
    stages = ("qualification", "approval", "supervision", "examination", "subsidy")
    return {
        "target_group": "企业职工",
        "job_direction": "县内制造企业",
        "support_measures": "推荐就业岗位",
        "supervisor_name": "何正康",
        "supervisor_phone": "0875-2120088",
        "officers": [{"stage": stage, "officer": officer.pk} for stage in stages],
        **fields,
    }


def test_every_move_that_a_person_may_make_has_an_address():
    from yunnan_training.api import urlpatterns
    from yunnan_training.core.api.permissions import undeclared

    posts = {
        action
        for _, view, actions in api_routes(urlpatterns)
        if getattr(view, "model", None) is TrainingClass
        for method, action in actions.items()
        if method == "post"
    }
    moves = {move.name for move in CLASS_STATES.moves if not move.by_system}
    assert posts == moves | {"create", "fix"}
    assert undeclared(urlpatterns) == []


def test_a_class_is_there_for_its_own_people_only(cast, submitted):
    for who in (cast.owner.clerk, cast.owner.school_clerk, cast.prefecture_officer, cast.auditor):
        client = caller(who)
        assert client.ids("training-classes/") == [submitted.pk]
        assert client.get(url_of(submitted)).json()["number"] == submitted.number
    for who in (cast.sibling.clerk, cast.far.head, cast.other_school_clerk, cast.far_prefecture_officer):
        client = caller(who)
        assert client.ids("training-classes/") == []
        problem(client.get(url_of(submitted)), 404, "not-found")
        sent = client.post(f"{url_of(submitted)}terminate/", {}, headers={"If-Match": '"1"'})
        assert sent.status_code in (403, 404)
    problem(caller(cast.system_admin).get("training-classes/"), 403, "forbidden")


def test_a_list_costs_four_queries_however_long(cast, django_assert_max_num_queries):
    for _ in range(5):
        factory.draft_class(cast.owner.school, entered_by=cast.owner.school_clerk)
    client = caller(cast.owner.clerk)
    client.get("training-classes/")
    with django_assert_max_num_queries(4):  # token, two kinds of appointments, the page
        assert len(client.ids("training-classes/")) == 5


def test_a_detail_doesnt_ask_for_every_session(cast, submitted, django_assert_max_num_queries):
    client = caller(cast.owner.clerk)
    client.get(url_of(submitted))
    with django_assert_max_num_queries(9):
        body = client.get(url_of(submitted)).json()
    assert [session["topic"] for session in body["sessions"]] == ["安全与工艺", "操作练习"]
    assert body["filing"] is None


def test_an_application_is_entered_once_however_often_it_is_sent(cast):
    client, body = caller(cast.owner.school_clerk), application(cast.owner.school)
    first = client.post("training-classes/", body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    again = client.post("training-classes/", body, headers={"Idempotency-Key": "once"})
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    assert TrainingClass.objects.get().number == first.json()["number"]
    assert first.json()["status_label"] == "草稿"
    other = client.post("training-classes/", {**body, "name": "另一班"}, headers={"Idempotency-Key": "once"})
    problem(other, 422, "key-reused")


def test_everything_wrong_with_an_application_is_said_at_once(cast):
    body = application(cast.owner.school, planned_size=0, programme="X", start_on="3月", manager_phone="1")
    body.pop("name")
    found = problem(caller(cast.owner.school_clerk).post("training-classes/", body), 400, "validation")
    fields = {error["field"] for error in found["errors"]}
    assert fields == {"planned_size", "programme", "start_on", "manager_phone", "name"}
    backwards = application(cast.owner.school, end_on="2026-03-01", theory_lessons=0, practice_lessons=0)
    refused = problem(caller(cast.owner.school_clerk).post("training-classes/", backwards), 409, "refused")
    assert len(refused["errors"]) == 2


def test_an_institution_names_no_other_host(cast):
    body = application(cast.other_school)
    found = problem(caller(cast.owner.school_clerk).post("training-classes/", body), 400, "validation")
    assert [error["field"] for error in found["errors"]] == ["institution"]
    away = application(cast.owner.school, county="530581")
    cast.sibling.region  # noqa: B018  its row must be there to be named
    problem(caller(cast.owner.clerk).post("training-classes/", away), 409, "refused")


def test_a_timetable_is_replaced_as_a_whole(cast):
    made = factory.draft_class(cast.owner.school, entered_by=cast.owner.school_clerk)
    client, url = caller(cast.owner.school_clerk), url_of(made)
    teacher = cast.owner.school.teachers.get()
    body = {"sessions": [lesson(teacher)]}
    problem(client.put(f"{url}sessions/", body), 428, "version-required")
    for _ in range(2):
        changed = client.change(url, body, step="sessions", method="put")
        assert [session["teacher_name"] for session in changed.json()["sessions"]] == [teacher.name]
    stranger = institutions.teacher(cast.other_school)
    wrong = {"sessions": [lesson(teacher), lesson(stranger)]}
    found = problem(client.change(url, wrong, step="sessions", method="put"), 400, "validation")
    assert [(error["field"], error["row"]) for error in found["errors"]] == [("sessions.teacher", 2)]
    twice = {"sessions": [lesson(teacher), lesson(teacher)]}
    assert (
        "已有其他课次"
        in problem(client.change(url, twice, step="sessions", method="put"), 409, "refused")["detail"]
    )


def test_the_county_fixes_its_facts_with_its_own_officers(cast, submitted):
    client, url = caller(cast.owner.clerk), url_of(submitted)
    candidates = client.get(f"{url}officer-candidates/").json()
    assert {
        "id": cast.owner.clerk.pk,
        "full_name": cast.owner.clerk.full_name,
        "roles": ["县级经办人"],
    } in candidates
    changed = client.change(url, fixed(cast.owner.clerk), step="fix")
    assert changed.status_code == 200, changed.content
    assert len(changed.json()["officers"]) == 5
    assert changed.json()["target_group"] == "企业职工"
    foreign = problem(client.change(url, fixed(cast.sibling.clerk), step="fix"), 400, "validation")
    assert cast.sibling.clerk.full_name not in str(foreign)
    problem(
        caller(cast.owner.school_clerk).change(url, fixed(cast.owner.clerk), step="fix"), 403, "forbidden"
    )


def test_the_whole_life_until_approval_by_the_api_alone(cast, submitted):
    clerk, url = caller(cast.owner.clerk), url_of(submitted)
    early = problem(caller(cast.owner.reviewer).change(url, step="review"), 409, "refused")
    assert len(early["errors"]) > 2
    check = {
        "training_class": submitted.pk,
        "class_version": clerk.get(url).json()["version"],
        "licence": cast.owner.school.licences.get().pk,
        "result": "passed",
    }
    assert clerk.post("qualification-checks/", check).status_code == 201
    assert clerk.change(url, fixed(cast.owner.clerk), step="fix").status_code == 200
    problem(clerk.change(url, step="review"), 403, "forbidden")
    assert caller(cast.owner.reviewer).change(url, step="review").json()["status"] == "reviewed"
    approved = caller(cast.owner.head).change(url, step="approve")
    assert (approved.status_code, approved.json()["status"]) == (200, "approved")
    job = Job.objects.get(kind="courses.board")
    boards = clerk.get(f"notice-boards/?training_class={submitted.pk}").json()["results"]
    assert [board["status"] for board in boards] == ["preparing"]
    assert clerk.get(f"notice-boards/{boards[0]['id']}/").json()["job"] == job.pk
    labels = [row["label"] for row in clerk.get(f"{url}passages/").json()]
    assert labels[-1] == "批准开班"


def test_a_move_wants_the_version_that_was_seen(cast, submitted):
    client, url = caller(cast.owner.reviewer), f"{url_of(submitted)}return-for-correction/"
    problem(client.post(url, {"comment": "缺照片"}), 428, "version-required")
    problem(client.post(url, {"comment": "缺照片"}, headers={"If-Match": '"1"'}), 412, "stale")
    problem(client.change(url_of(submitted), step="return-for-correction"), 409, "refused")
    back = client.change(url_of(submitted), {"comment": "缺照片"}, step="return-for-correction")
    assert back.json()["status"] == "returned"
    assert Passage.objects.get(move="return_for_correction").comment == "缺照片"
    # and the school mends it
    mended = caller(cast.owner.school_clerk).change(url_of(submitted), {"place": "新校区"})
    assert (mended.status_code, mended.json()["place"]) == (200, "新校区")


def test_a_submitted_application_is_closed_to_its_host(cast, submitted):
    client = caller(cast.owner.school_clerk)
    problem(client.change(url_of(submitted), {"place": "新校区"}), 409, "refused")


def test_an_unchanged_class_is_not_sent_again(cast, submitted):
    client = caller(cast.owner.clerk)
    tag = client.tag(url_of(submitted))
    assert client.get(url_of(submitted), headers={"If-None-Match": tag}).status_code == 304
    cast.owner.school.version += 1
    cast.owner.school.save()
    assert client.get(url_of(submitted), headers={"If-None-Match": tag}).status_code == 200


def test_filters(cast, submitted):
    draft = factory.draft_class(cast.owner.school, entered_by=cast.owner.school_clerk, start_on="2026-02-01")
    client = caller(cast.owner.clerk)
    assert client.ids("training-classes/?status=submitted&status=returned") == [submitted.pk]
    assert client.ids("training-classes/?start_on_before=2026-02-15") == [draft.pk]
    assert client.ids("training-classes/?county=530500&programme=HIGH") == [draft.pk, submitted.pk]
    assert client.ids(f"training-classes/?number={submitted.number}") == [submitted.pk]
    problem(client.get("training-classes/?state=draft"), 400, "unknown-parameter")
    problem(client.get("training-classes/?status=nonsense"), 400, "validation")


def test_the_catalogue_is_everybodys(cast):
    item = factory.catalogue_item()
    factory.catalogue_item(occupation_name="旧工种", valid_from="2015-01-01", valid_to="2018-01-01")
    client = caller(cast.owner.school_clerk)
    assert client.ids("catalogue-items/?valid_on=2026-03-01&search=焊") == [item.pk]
    assert client.get(f"catalogue-items/{item.pk}/").json()["occupation_name"] == "焊工"
