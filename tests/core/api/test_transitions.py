"""Moves as addresses: made from the state table, refused with the workflow's own sentences."""

import pytest

from courses.models import TrainingClass
from courses.states import CLASS_STATES
from tests.core.api import sample
from tests.core.api.conftest import SAMPLE, problem
from tests.factories import courses as course_factory
from yunnan_training.core.api.permissions import api_routes
from yunnan_training.core.models import Passage

pytestmark = pytest.mark.urls(SAMPLE)


@pytest.fixture
def submitted(cast) -> TrainingClass:
    return course_factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))


def url_of(made: TrainingClass, step: str = "") -> str:
    return f"/api/v1/training-classes/{made.pk}/{step and step + '/'}"


def take(client, made: TrainingClass, move: str, **body):
    tag = client.get(url_of(made))["ETag"]
    return client.post(url_of(made, move), body, headers={"If-Match": tag})


def test_each_move_has_its_address_except_those_of_the_system_and_those_elsewhere():
    actions = {
        action
        for _, view, found in api_routes(sample.urlpatterns)
        if view is sample.ClassViewSet
        for method, action in found.items()
        if method == "post"
    }
    moves = {move.name for move in CLASS_STATES.moves if not move.by_system}
    assert actions == moves - {"finish"}
    assert {sample.ClassViewSet.verbs[name] for name in actions} == {
        CLASS_STATES.move(name).verb for name in actions
    }


def test_a_move_is_made_by_the_caller_for_the_office_that_holds_the_verb(by_token, cast, submitted):
    response = take(by_token(cast.owner.reviewer), submitted, "return-for-correction", comment="缺少场地照片")
    assert (response.status_code, response.json()["status"]) == (200, "returned")
    passage = Passage.objects.get(move="return_for_correction")
    assert (passage.actor, passage.office) == (cast.owner.reviewer, cast.owner.region.office_name)
    assert passage.comment == "缺少场地照片"
    assert passage.request_id == response["X-Request-ID"]


def test_all_guards_speak_at_once(by_token, cast, submitted):
    body = problem(take(by_token(cast.owner.reviewer), submitted, "review"), 409, "refused")
    messages = [error["message"] for error in body["errors"]]
    assert len(messages) > 1
    assert any("核验" in message for message in messages)


def test_a_move_from_the_wrong_state_is_refused(by_token, cast, submitted):
    body = problem(take(by_token(cast.owner.head), submitted, "approve"), 409, "refused")
    assert "当前状态" in body["detail"]


def test_a_missing_comment_is_refused(by_token, cast, submitted):
    body = problem(take(by_token(cast.owner.reviewer), submitted, "return-for-correction"), 409, "refused")
    assert "必须填写意见" in body["detail"]


def test_a_move_s_own_serializer_checks_its_body(by_token, cast, submitted):
    head = by_token(cast.owner.head)
    body = problem(take(head, submitted, "send-back"), 400, "validation")
    assert body["errors"][0]["field"] == "comment"
    long = problem(take(head, submitted, "send-back", comment="长" * 2001), 400, "validation")
    assert long["errors"][0]["field"] == "comment"


def test_a_role_without_the_verb_is_refused_and_a_foreign_class_is_missing(by_token, cast, submitted):
    problem(take(by_token(cast.owner.clerk), submitted, "approve"), 403, "forbidden")
    tag = {"If-Match": '"1"'}
    problem(by_token(cast.far.head).post(url_of(submitted, "approve"), headers=tag), 404, "not-found")
    problem(by_token(cast.sibling.reviewer).get(url_of(submitted, "steps")), 404, "not-found")
    problem(by_token(cast.owner.reviewer).post(url_of(submitted, "issue-board")), 404, "not-found")


def test_the_steps_say_what_can_be_done_and_why_not(by_token, cast, submitted):
    steps = by_token(cast.owner.reviewer).get(url_of(submitted, "steps")).json()
    assert [step["name"] for step in steps] == ["review", "return_for_correction"]
    assert steps[0]["refusals"]
    assert (steps[1]["refusals"], steps[1]["comment_required"]) == ([], True)
    assert by_token(cast.owner.auditor).get(url_of(submitted, "steps")).json() == []


def test_the_passages_are_told_in_order(by_token, cast, submitted):
    rows = by_token(cast.owner.auditor).get(url_of(submitted, "passages")).json()
    assert rows[0]["move"] == "enter"
    assert rows[-1]["move"] == "submit"
    assert rows[-1]["actor_name"] == cast.owner.school_clerk.full_name


def test_an_undeclared_move_name_is_no_address(by_token, cast, submitted):
    problem(take(by_token(cast.owner.head), submitted, "finish"), 404, "not-found")
