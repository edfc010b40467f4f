"""Claims and assessments through the API: entered without anything filled in, judged by others, never twice."""

import pytest
import time_machine

from subsidies.enums import ClaimStatus
from subsidies.models import Assessment, Claim
from subsidies.states import CLAIM_STATES
from tests.core.api.conftest import problem
from tests.factories import core, subsidies, trainees
from tests.factories.api import caller
from trainees import privacy
from yunnan_training.core.api.permissions import api_routes, undeclared
from yunnan_training.core.models import Passage

pytestmark = pytest.mark.django_db
EMPLOYER = "保山市某机械制造有限公司(虚构)"


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(hour=15), tick=True):
        yield


def url_of(claim: Claim) -> str:
    return f"claims/{claim.pk}/"


def body(papers: dict, **fields) -> dict:
    return {
        "enrolment": papers["enrolment"].pk,
        "certificate": papers["certificate"].pk,
        "item": papers["item"],
        "employer": EMPLOYER,
        "enterprise_employee": True,
        "front_line_post": True,
        "new_technology_training": papers["item"] == "H4",
        **fields,
    }


def entered(client, office, item: str = "H2", **fields):
    return client.post("claims/", body(subsidies.papers(office, item), **fields))


def newest(response) -> dict:
    return response.json()["newest_assessment"]


# Whose it is


def test_every_move_that_a_person_may_make_has_an_address():
    from yunnan_training.api import urlpatterns

    posts = {
        action
        for _, view, actions in api_routes(urlpatterns)
        if getattr(view, "model", None) is Claim
        for method, action in actions.items()
        if method == "post"
    }
    moves = {move.name for move in CLAIM_STATES.moves if not move.by_system}
    assert posts == moves | {"create", "assess", "confirm_account"}
    assert undeclared(urlpatterns) == []


def test_a_claim_is_there_for_its_own_people_only(cast):
    claim = subsidies.draft(cast.owner, by="school_clerk", agreement="代为申请协议书")
    made = claim.assessments.get()
    office = cast.owner
    for who in (office.clerk, office.finance, office.school_clerk, cast.prefecture_officer, cast.auditor):
        client = caller(who)
        assert client.ids("claims/") == [claim.pk]
        assert client.ids(f"assessments/?claim={claim.pk}") == [made.pk]
        assert client.get(url_of(claim)).json()["number"] == claim.number
        assert client.get(f"assessments/{made.pk}/").status_code == 200
    for who in (cast.sibling.clerk, cast.far.head, cast.other_school_clerk, cast.far_prefecture_officer):
        client = caller(who)
        for resource, row in (("claims", claim), ("assessments", made)):
            assert client.ids(f"{resource}/") == []
            problem(client.get(f"{resource}/{row.pk}/"), 404, "not-found")
    problem(caller(cast.system_admin).get("claims/"), 403, "forbidden")


def test_the_countys_own_claim_is_not_the_schools(cast):
    claim = subsidies.draft(cast.owner)
    problem(caller(cast.owner.school_clerk).get(url_of(claim)), 404, "not-found")


def test_a_token_reads_or_acts_as_it_was_given(cast):
    claim = subsidies.draft(cast.owner)
    reader = caller(cast.owner.clerk, "claims:read")
    assert reader.ids("claims/") == [claim.pk]
    problem(reader.post(f"{url_of(claim)}assess/"), 403, "forbidden")
    problem(caller(cast.owner.clerk, "classes:read").get("claims/"), 403, "forbidden")


# What is shown


def test_numbers_are_masked_everywhere(cast):
    claim = subsidies.submitted(cast.owner)
    client = caller(cast.owner.clerk)
    made = claim.assessments.first()
    for url in ("claims/", url_of(claim), "assessments/", f"assessments/{made.pk}/"):
        text = client.get(url).content.decode()
        for field in ("id_number", "phone", "bank_account"):
            assert privacy.opened(claim.trainee, field) not in text, (url, field)
    shown = client.get(url_of(claim)).json()
    assert shown["id_number"] == claim.trainee.id_number_masked
    assert shown["bank_account"] == claim.trainee.bank_account_masked
    assert "payee_account_hash" not in shown


def test_a_list_costs_four_queries_however_long(cast, django_assert_max_num_queries):
    for _ in range(4):
        subsidies.draft(cast.owner)
    client = caller(cast.owner.clerk)
    client.get("claims/")
    with django_assert_max_num_queries(4):  # token, two kinds of appointments, the page
        rows = client.get("claims/").json()["results"]
    assert [row["status_label"] for row in rows] == ["草稿"] * 4
    assert {row["item_label"] for row in rows} == {"技师培训补贴"}


def test_filters_are_the_named_ones_and_a_name_is_none_of_them(cast):
    draft, other = subsidies.draft(cast.owner), subsidies.submitted(cast.owner, "H3")
    client = caller(cast.owner.clerk)
    assert client.ids("claims/?status=draft") == [draft.pk]
    assert client.ids("claims/?status=draft&status=submitted") == [other.pk, draft.pk]
    assert client.ids("claims/?item=H3") == [other.pk]
    assert client.ids(f"claims/?trainee={draft.trainee_id}") == [draft.pk]
    assert client.ids(f"claims/?training_class={draft.enrolment.training_class_id}") == [draft.pk]
    assert client.ids("claims/?claimed_on_after=2026-03-02&county=530500") == [other.pk]
    problem(client.get("claims/?name=李"), 400, "unknown-parameter")


def test_the_pages_of_a_list_follow_each_other(cast):
    made = [subsidies.draft(cast.owner).pk for _ in range(3)]
    client = caller(cast.owner.clerk)
    first = client.get("claims/?page_size=2").json()
    assert [row["id"] for row in first["results"]] == made[:0:-1]
    assert [
        row["id"] for row in client.get(first["next"].removeprefix("http://testserver")).json()["results"]
    ] == made[:1]


# Entering


@pytest.mark.parametrize(
    ("item", "amount"), [("H1", "1500.00"), ("H2", "2000.00"), ("H3", "3000.00"), ("H4", "1000.00")]
)
def test_each_item_pays_what_its_clause_says(cast, item, amount):
    typed = {"entered_amount": "1500.00", "amount_basis": "隆阳人社发〔2026〕3号"} if item == "H1" else {}
    response = entered(caller(cast.owner.clerk), cast.owner, item, **typed)
    assert response.status_code == 201, response.content
    assert (newest(response)["outcome"], newest(response)["amount"]) == ("met", amount)
    assert response.json()["entered_amount"] == (amount if item == "H1" else None)
    assert response.json()["amount"] is None  # until somebody approves it


def test_a_capped_amount_is_never_filled_in(cast):
    client = caller(cast.owner.clerk)
    response = entered(client, cast.owner, "H1")
    assert response.status_code == 201
    assert response.json()["entered_amount"] is None
    assert newest(response)["outcome"] != "met"
    assert newest(response)["amount"] is None
    url = f"claims/{response.json()['id']}/"
    refused = problem(client.change(url, step="submit"), 409, "refused")
    assert "金额" in refused["detail"]
    over = client.change(url, {"entered_amount": "2000.01", "amount_basis": "隆阳人社发〔2026〕3号"})
    assert newest(over)["outcome"] == "not_met"
    fit = client.change(url, {"entered_amount": "2000.00"})
    assert (newest(fit)["outcome"], newest(fit)["amount"]) == ("met", "2000.00")


@pytest.mark.parametrize("amount", ["0", "-1", "1500.005", "NaN", "很多", "100000000"])
def test_an_amount_that_is_none_is_refused_in_words(cast, amount):
    response = entered(caller(cast.owner.clerk), cast.owner, "H1", entered_amount=amount, amount_basis="x")
    assert response.status_code in (400, 409)
    problem(response, response.status_code, "validation" if response.status_code == 400 else "refused")
    assert not Claim.objects.exists()


def test_a_claim_sent_twice_is_entered_once(cast):
    client, sent = caller(cast.owner.clerk), body(subsidies.papers(cast.owner))
    first = client.post("claims/", sent, headers={"Idempotency-Key": "once"})
    again = client.post("claims/", sent, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.json(), again["Idempotency-Replayed"]) == (201, first.json(), "true")
    made = Claim.objects.get()
    assert first["Location"].endswith(f"/claims/{made.pk}/")
    assert (made.entered_by, made.assessments.count()) == (cast.owner.clerk, 1)
    found = problem(client.post("claims/", sent), 409, "refused")
    assert "已用于另一笔补贴申请" in found["detail"] or "每人只能享受一次" in found["detail"]


def test_what_is_wrong_with_a_body_is_said_at_once(cast):
    found = problem(
        caller(cast.owner.clerk).post("claims/", {"item": "H9", "certificate": 10**30, "findings": [{}]}),
        400,
        "validation",
    )
    fields = {error["field"] for error in found["errors"]}
    assert {"item", "certificate", "findings.check", "findings.accepted", "findings.reason"} <= fields
    without = problem(
        caller(cast.owner.clerk).post(
            "claims/", {"item": "H2", "certificate": subsidies.papers(cast.owner)["certificate"].pk}
        ),
        409,
        "refused",
    )
    assert "请选择申请人或其参加的培训" in without["detail"]


def test_papers_of_others_cannot_be_named(cast):
    papers = subsidies.papers(cast.owner)
    found = problem(caller(cast.sibling.clerk).post("claims/", body(papers)), 400, "validation")
    assert {error["field"] for error in found["errors"]} == {"certificate", "enrolment"}
    found = problem(caller(cast.other_school_clerk).post("claims/", body(papers)), 400, "validation")
    assert {error["field"] for error in found["errors"]} == {"certificate", "enrolment"}
    for who in (cast.owner.reviewer, cast.owner.finance, cast.prefecture_officer):
        problem(caller(who).post("claims/", body(papers)), 403, "forbidden")
    assert not Claim.objects.exists()


def test_a_school_claims_for_its_own_trainee_with_an_agreement(cast):
    papers, client = subsidies.papers(cast.owner), caller(cast.owner.school_clerk)
    problem(client.post("claims/", body(papers)), 409, "refused")
    made = client.post("claims/", body(papers, agreement="代为申请协议书2026-018"))
    assert (made.status_code, made.json()["institution"]) == (201, cast.owner.school.pk)
    problem(client.post("claims/", body(papers, trainee=papers["enrolment"].trainee_id)), 400, "validation")


def test_a_person_without_a_class_is_claimed_for_by_the_county(cast):
    who = trainees.trainee(cast.owner.code)
    paper = trainees.certificate(who, level="2", issued_on=subsidies.WON_ON["H2"])
    sent = {"trainee": who.pk, "certificate": paper.pk, "item": "H2", "employer": EMPLOYER}
    made = caller(cast.owner.clerk).post("claims/", sent)
    assert (made.status_code, made.json()["class_name"]) == (201, None)
    assert newest(made)["outcome"] != "met"


# Changing and moving


def test_a_correction_wants_the_version_that_was_seen(cast):
    claim = subsidies.draft(cast.owner, front_line_post=None)
    client, url = caller(cast.owner.clerk), url_of(claim)
    assert client.get(url).json()["newest_assessment"]["outcome"] == "cannot_tell"
    problem(client.patch(url, {"front_line_post": True}), 428, "version-required")
    tag = client.tag(url)
    changed = client.patch(url, {"front_line_post": True}, headers={"If-Match": tag})
    assert (changed.status_code, newest(changed)["outcome"]) == (200, "met")
    assert changed.json()["employer"] == EMPLOYER  # what isn't sent stays
    assert changed["ETag"] != tag
    problem(client.patch(url, {"front_line_post": False}, headers={"If-Match": tag}), 412, "stale")
    assert client.get(url, headers={"If-None-Match": changed["ETag"]}).status_code == 304


def test_a_submitted_claim_is_not_corrected(cast):
    claim = subsidies.submitted(cast.owner)
    found = problem(caller(cast.owner.clerk).change(url_of(claim), {"employer": "别的"}), 409, "refused")
    assert "退回补正" in found["detail"]
    reader = caller(cast.owner.head)
    problem(reader.patch(url_of(claim), {}, headers={"If-Match": '"2"'}), 403, "forbidden")
    outside = caller(cast.sibling.clerk)
    problem(outside.patch(url_of(claim), {}, headers={"If-Match": '"2"'}), 404, "not-found")


def test_a_claim_walks_to_its_approval_by_three_people(cast):
    office = cast.owner
    clerk, reviewer, head = caller(office.clerk), caller(office.reviewer), caller(office.head)
    url = f"claims/{entered(clerk, office, 'H3').json()['id']}/"
    steps = {step["name"]: step["refusals"] for step in clerk.get(f"{url}steps/").json()}
    assert steps == {"submit": [], "withdraw": []}
    problem(clerk.post(f"{url}submit/"), 428, "version-required")
    submitted = clerk.change(url, step="submit")
    assert (submitted.json()["status"], submitted.json()["claimed_on"]) == ("submitted", "2026-03-02")
    problem(clerk.change(url, step="review"), 403, "forbidden")
    problem(reviewer.change(url, step="return-for-correction"), 409, "refused")  # without a word why
    tag = head.tag(url)
    assert reviewer.change(url, step="review").json()["status"] == "reviewed"
    problem(head.post(f"{url}approve/", {}, headers={"If-Match": tag}), 412, "stale")
    approved = head.change(url, {"comment": "同意"}, step="approve")
    assert (approved.json()["status"], approved.json()["amount"]) == ("approved", "3000.00")
    trail = clerk.get(f"{url}passages/").json()
    assert [(step["move"], step["actor_name"]) for step in trail] == [
        ("enter", office.clerk.full_name),
        ("submit", office.clerk.full_name),
        ("review", office.reviewer.full_name),
        ("approve", office.head.full_name),
    ]
    problem(clerk.post(f"{url}pay/", headers={"If-Match": '"1"'}), 404, "not-found")  # the system's own


def test_a_draft_is_withdrawn_with_a_reason_and_the_papers_are_free_again(cast):
    client, papers = caller(cast.owner.clerk), subsidies.papers(cast.owner)
    url = f"claims/{client.post('claims/', body(papers)).json()['id']}/"
    problem(client.change(url, step="withdraw"), 409, "refused")
    assert client.change(url, {"comment": "重复录入"}, step="withdraw").json()["status"] == "withdrawn"
    assert client.post("claims/", body(papers)).status_code == 201


def test_an_objection_is_written_down_and_answered(cast):
    claim = subsidies.approved(cast.owner)
    subsidies.publicity(cast.owner, [claim])
    url = url_of(claim)
    objected = caller(cast.owner.clerk).change(url, {"comment": "来电反映已离职"}, step="object")
    assert objected.json()["status"] == "objected"
    dismissed = caller(cast.owner.head).change(url, {"comment": "经核实仍在岗"}, step="dismiss")
    assert dismissed.json()["status"] == "publicised"


# The rules asked again


def test_a_claim_is_assessed_again_from_either_address(cast):
    claim = subsidies.submitted(cast.owner)
    before, url = claim.assessments.count(), url_of(claim)
    client = caller(cast.owner.reviewer)
    tag = client.tag(url)
    again = client.post(f"{url}assess/")
    assert (again.status_code, again.json()["version"]) == (200, claim.version)
    assert again["ETag"] != tag  # the detail shows another assessment …
    assert (
        client.post(f"{url}review/", {}, headers={"If-Match": tag}).status_code == 200
    )  # … of the same claim
    made = client.post("assessments/", {"claim": claim.pk}, headers={"Idempotency-Key": "a"})
    twice = client.post("assessments/", {"claim": claim.pk}, headers={"Idempotency-Key": "a"})
    assert (made.status_code, twice.json()) == (201, made.json())
    assert Assessment.objects.filter(claim=claim).count() == before + 2
    assert newest(client.get(url))["id"] == made.json()["id"]


def test_an_assessment_shows_reasons_by_clause_facts_and_the_worksheet_in_order(cast):
    claim = subsidies.draft(cast.owner, "H1")
    shown = caller(cast.owner.auditor).get(f"assessments/{claim.assessments.get().pk}/").json()
    assert (shown["outcome_label"], shown["amount"]) == ("符合", "1500.00")
    assert all(check["clause"] and check["sentence"] for check in shown["checks"])
    assert [line["order"] for line in shown["worksheet"]] == list(range(1, len(shown["worksheet"]) + 1))
    assert shown["facts"]["entered_amount"] == "1500.00"
    assert shown["rules_version"]
    problem(caller(cast.owner.auditor).patch(f"assessments/{shown['id']}/", {}), 405, "method-not-allowed")


def test_who_only_reads_or_stands_outside_asks_nothing(cast):
    claim = subsidies.draft(cast.owner)
    for who in (cast.owner.auditor, cast.owner.finance, cast.prefecture_officer):
        problem(caller(who).post(f"{url_of(claim)}assess/"), 403, "forbidden")
        problem(caller(who).post("assessments/", {"claim": claim.pk}), 403, "forbidden")
    outside = caller(cast.sibling.clerk)
    problem(outside.post(f"{url_of(claim)}assess/"), 404, "not-found")
    found = problem(outside.post("assessments/", {"claim": claim.pk}), 400, "validation")
    assert found["errors"][0]["field"] == "claim"
    assert claim.assessments.count() == 1


def test_a_changed_account_is_confirmed_by_a_second_person(cast):
    claim = subsidies.approved(cast.owner)
    client, url = caller(cast.owner.reviewer), url_of(claim)
    tag = client.tag(url)
    subsidies.change_account(claim.trainee)
    problem(client.change(url, {"comment": " "}, step="confirm-account"), 400, "validation")
    problem(client.post(f"{url}confirm-account/", {"comment": "x"}), 428, "version-required")
    problem(caller(cast.owner.clerk).change(url, {"comment": "x"}, step="confirm-account"), 403, "forbidden")
    confirmed = client.change(url, {"comment": "本人持新卡到窗口"}, step="confirm-account")
    claim.refresh_from_db()
    claim.trainee.refresh_from_db()
    assert claim.payee_account_hash == claim.trainee.bank_account_hash
    assert confirmed.json()["bank_account"] == claim.trainee.bank_account_masked
    assert (claim.status, Passage.objects.filter(move="confirm_account").count()) == (ClaimStatus.APPROVED, 1)
    problem(client.post(f"{url}confirm-account/", {"comment": "x"}, headers={"If-Match": tag}), 412, "stale")
