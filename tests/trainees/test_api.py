"""People through the API: masked, found by POST, revealed for a reason."""

import re

import pytest

from tests.core.api.conftest import problem
from tests.factories import trainees as factory
from tests.factories.api import caller
from trainees import privacy
from yunnan_training.core.models import IdempotencyKey, Passage, PersonalDataAccess

WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|1[3-9][0-9]{9}|[0-9]{15,}")


@pytest.fixture
def person(cast):
    return factory.trainee(cast.owner.code)


def test_numbers_are_masked_in_the_list_and_in_the_detail(cast, person):
    client = caller(cast.owner.clerk)
    for url in ("trainees/", f"trainees/{person.pk}/"):
        text = client.get(url).content.decode()
        assert not WHOLE_NUMBER.search(text)
        assert person.birth_date.isoformat() not in text
        assert person.id_number_masked in text
    row = client.get("trainees/").json()["results"][0]
    assert re.fullmatch(r"530\*{11}[0-9]{3}[0-9X]", row["id_number"])
    assert row["birth_year"] == person.birth_date.year


def test_people_of_others_are_not_there(cast, person):
    for outside in (cast.sibling.clerk, cast.far.clerk, cast.far_prefecture_officer):
        client = caller(outside)
        problem(client.get(f"trainees/{person.pk}/"), 404, "not-found")
        assert client.ids("trainees/") == []
    problem(caller(cast.owner.school_clerk).get("trainees/"), 403, "forbidden")
    for inside in (cast.prefecture_officer, cast.provincial_officer, cast.owner.auditor):
        assert caller(inside).ids("trainees/") == [person.pk]


def test_a_list_costs_four_queries_however_long(cast, django_assert_max_num_queries):
    for _ in range(5):
        factory.trainee(cast.owner.code)
    client = caller(cast.owner.clerk)
    client.get("trainees/")
    with django_assert_max_num_queries(4):
        assert len(client.ids("trainees/")) == 5


def test_a_person_is_found_by_the_whole_number_in_the_body(cast, person):
    number = privacy.opened(person, "id_number")
    client = caller(cast.owner.clerk)
    spaced = f" {number[:6]} {number[6:]}".lower()
    response = client.post("trainees/search/", {"id_number": spaced})
    assert [row["id"] for row in response.json()["results"]] == [person.pk]
    assert number not in response.content.decode()
    assert caller(cast.sibling.clerk).post("trainees/search/", {"id_number": number}).json()["results"] == []
    problem(client.post("trainees/search/", {}), 400, "validation")
    problem(client.get(f"trainees/?id_number={number}"), 400, "unknown-parameter")


def test_a_look_is_logged_with_its_reason_each_time(cast, person):
    client, url = caller(cast.owner.clerk), f"trainees/{person.pk}/reveal/"
    body = {"field": "phone", "reason": "通知开班"}
    problem(client.post(url, {"field": "phone", "reason": " "}), 400, "validation")
    problem(client.post(url, {"field": "phone_sealed", "reason": "x"}), 400, "validation")
    assert not PersonalDataAccess.objects.exists()
    for _ in range(2):
        response = client.post(url, body, headers={"Idempotency-Key": "k"})
        assert response.json() == {"field": "phone", "value": privacy.opened(person, "phone")}
        assert response["Cache-Control"] == "private, no-store"
    looks = PersonalDataAccess.objects.all()
    assert {(look.actor, look.reason, look.object_id) for look in looks} == {
        (cast.owner.clerk, "通知开班", person.pk)
    }
    assert looks.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_who_may_see_masked_may_not_see_whole(cast, person):
    body = {"field": "id_number", "reason": "核对"}
    for who in (cast.owner.head, cast.owner.auditor, cast.provincial_officer):
        problem(caller(who).post(f"trainees/{person.pk}/reveal/", body), 403, "forbidden")
    problem(caller(cast.sibling.clerk).post(f"trainees/{person.pk}/reveal/", body), 404, "not-found")
    assert not PersonalDataAccess.objects.exists()


def test_a_reading_token_reveals_nothing(cast, person):
    client = caller(cast.owner.clerk, "trainees:read")
    assert client.ids("trainees/") == [person.pk]
    problem(
        client.post(f"trainees/{person.pk}/reveal/", {"field": "phone", "reason": "核对"}), 403, "forbidden"
    )


def test_a_phone_is_corrected_and_the_history_doesnt_quote_it(cast, person):
    client, url = caller(cast.owner.clerk), f"trainees/{person.pk}/"
    body = {"field": "phone", "value": "13911112222", "reason": "本人书面申请"}
    problem(client.post(f"{url}correct/", body), 428, "version-required")
    tag = client.tag(url)
    changed = client.change(url, body, step="correct")
    assert (changed.status_code, changed.json()["phone"]) == (200, "139****2222")
    problem(client.post(f"{url}correct/", body, headers={"If-Match": tag}), 412, "stale")
    passage = Passage.objects.get(move="correct_phone")
    assert "13911112222" not in passage.comment
    problem(client.change(url, {**body, "value": "123"}, step="correct"), 409, "refused")
    problem(client.change(url, {**body, "field": "id_number"}, step="correct"), 400, "validation")
