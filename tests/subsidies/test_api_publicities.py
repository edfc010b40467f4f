"""Publicities through the API: opened over approved claims, read as the public reads them, closed in time."""

from datetime import timedelta

import pytest
import time_machine

from subsidies.enums import ClaimStatus
from subsidies.models import Publicity
from tests.core.api.conftest import problem
from tests.factories import core, subsidies
from tests.factories.api import caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(hour=15), tick=True):
        yield


def on(day):
    return time_machine.travel(core.at(day, 15), tick=True)


def body(office, chosen, **fields) -> dict:
    return {
        "county": office.region.pk,
        "claims": [claim.pk for claim in chosen],
        "starts_on": subsidies.OPENS_ON.isoformat(),
        "objection_phone": "0875-2120088",
        **fields,
    }


def test_approved_claims_are_publicised_once(cast):
    chosen = [subsidies.approved(cast.owner), subsidies.approved(cast.owner, "H3")]
    client, sent = caller(cast.owner.clerk), body(cast.owner, chosen)
    first = client.post("publicity/", sent, headers={"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    again = client.post("publicity/", sent, headers={"Idempotency-Key": "once"})
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    shown = first.json()
    assert (shown["claim_count"], shown["total"]) == (2, "5000.00")
    assert (shown["starts_on"], shown["ends_on"]) == ("2026-03-03", "2026-03-09")
    assert client.ids(f"claims/?publicity={shown['id']}") == [chosen[1].pk, chosen[0].pk]
    assert {claim.status for claim in subsidies.fresh(chosen)} == {ClaimStatus.PUBLICISED}
    found = problem(client.post("publicity/", sent), 409, "refused")
    assert all(error["message"].startswith("申请BT530502") for error in found["errors"])


def test_a_publicity_lies_in_its_county(cast):
    made = subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)])
    url = f"publicity/{made.pk}/"
    for who in (cast.owner.finance, cast.owner.auditor, cast.prefecture_officer):
        assert caller(who).ids("publicity/") == [made.pk]
        assert caller(who).get(url).json()["number"] == made.number
    for who in (cast.sibling.clerk, cast.far_prefecture_officer, cast.owner.school_clerk):
        client = caller(who)
        assert client.ids("publicity/") == []
        problem(client.get(url), 404, "not-found")
        problem(client.get(f"{url}public-rows/"), 404, "not-found")
    problem(caller(cast.sibling.clerk).post(f"{url}close/"), 404, "not-found")


def test_claims_of_others_cannot_be_named_nor_another_county(cast):
    own, foreign = subsidies.approved(cast.owner), subsidies.approved(cast.sibling)
    client = caller(cast.owner.clerk)
    found = problem(client.post("publicity/", body(cast.owner, [own, foreign])), 400, "validation")
    assert found["errors"] == [
        {"field": "claims", "row": 2, "message": f"没有编号为 {foreign.pk} 的补贴申请。"}
    ]
    problem(client.post("publicity/", body(cast.sibling, [own])), 403, "forbidden")
    for who in (cast.owner.reviewer, cast.owner.finance):
        problem(caller(who).post("publicity/", body(cast.owner, [own])), 403, "forbidden")
    assert not Publicity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"claims": []}, 400),
        ({"days": 0}, 400),
        ({"days": 10**9}, 400),
        ({"objection_phone": "12"}, 400),
        ({"county": "530500"}, 400),
        ({"days": 1}, 409),
        ({"starts_on": "2026-03-01"}, 409),
        ({"starts_on": "0001-01-01"}, 409),
        ({"starts_on": "9999-12-31"}, 409),
    ],
)
def test_what_no_publicity_can_be_is_refused_in_words(cast, fields, status):
    sent = body(cast.owner, [subsidies.approved(cast.owner)], **fields)
    response = caller(cast.owner.clerk).post("publicity/", sent)
    problem(response, status, "validation" if status == 400 else "refused")


def test_the_public_rows_are_there_in_the_window_and_hold_no_number(cast):
    claim = subsidies.approved(cast.owner)
    made = subsidies.publicity(cast.owner, [claim])
    client, url = caller(cast.owner.clerk), f"publicity/{made.pk}/public-rows/"
    nothing = {"rows": [], "unnamed": {"count": 0, "amount": "0.00"}}
    assert client.get(url).json() == nothing
    with on(subsidies.OPENS_ON):
        assert caller(cast.owner.clerk).get(url).json() == {
            "rows": [
                {
                    "name": claim.trainee.name,
                    "class_name": claim.enrolment.training_class.name,
                    "item": "技师培训补贴",
                    "amount": "2000.00",
                }
            ],
            "unnamed": {"count": 0, "amount": "0.00"},
        }
    with on(made.ends_on + timedelta(days=1)):
        assert caller(cast.owner.clerk).get(url).json() == nothing


def test_it_is_closed_after_its_last_day_with_the_version_that_was_seen(cast):
    claim = subsidies.approved(cast.owner)
    made = subsidies.publicity(cast.owner, [claim])
    url = f"publicity/{made.pk}/"
    with on(made.ends_on):
        found = problem(caller(cast.owner.clerk).change(url, step="close"), 409, "refused")
        assert "期满次日" in found["detail"]
    with on(subsidies.AFTER):
        client = caller(cast.owner.clerk)
        problem(client.post(f"{url}close/"), 428, "version-required")
        tag = client.tag(url)
        assert client.change(url, step="close").json()["status_label"] == "已结束"
        problem(client.post(f"{url}close/", {}, headers={"If-Match": tag}), 412, "stale")
        problem(client.change(url, step="close"), 409, "refused")
    assert subsidies.fresh([claim])[0].status == ClaimStatus.CLEARED


def test_a_list_costs_four_queries_however_long(cast, django_assert_max_num_queries):
    for _ in range(3):
        subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)])
    client = caller(cast.owner.clerk)
    client.get("publicity/")
    with django_assert_max_num_queries(4):
        rows = client.get("publicity/").json()["results"]
    assert [(row["claim_count"], row["total"]) for row in rows] == [(1, "2000.00")] * 3
    assert client.ids("publicity/?status=closed") == []
    assert len(client.ids("publicity/?county=530500&starts_on_after=2026-03-03")) == 3
