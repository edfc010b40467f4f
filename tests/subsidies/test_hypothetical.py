"""Cases that somebody only thinks of, through the API: any caller, nothing stored, every fault named in Chinese."""

import pytest
from jsonschema import Draft202012Validator

from subsidies.api.viewsets.examples import TECHNICIAN
from subsidies.models import Assessment
from subsidies.rules import RULES_VERSION, ClaimFacts, decide
from tests.core.api.conftest import problem
from tests.factories.api import Caller, caller
from yunnan_training.core import law
from yunnan_training.core.api.throttling import CallerThrottle
from yunnan_training.core.models import Passage
from yunnan_training.core.models.idempotency_key import IdempotencyKey

pytestmark = pytest.mark.django_db
URL = "assessments/"


def changed(**facts) -> dict:
    return {"question": "claim", "facts": {**TECHNICIAN["facts"], **facts}}


def single(body: dict, status: int = 200):
    response = Caller().post(URL, body)
    assert response.status_code == status, response.content
    return response.json()


def fault_of(body) -> dict:
    (error,) = problem(Caller().post(URL, body), 400, "validation")["errors"]
    return error


def test_a_stranger_is_told_the_whole_decision_and_nothing_is_stored():
    passages = Passage.objects.count()
    told = single(TECHNICIAN)
    decided = decide(ClaimFacts.from_json(TECHNICIAN["facts"]))
    assert told == {
        **decided.to_json(),
        "question_label": "高技能人才培训补贴",
        "outcome_label": "符合",
        "release": law.in_force().number,
    }
    assert told["rules_version"] == RULES_VERSION
    assert told["amount"] and told["worksheet"] and told["facts_digest"] == decided.facts_digest
    check = told["checks"][0]
    assert check.keys() == {"code", "outcome", "reason", "effect", "clause", "quote", "sentence", "inputs"}
    assert not Assessment.objects.exists() and not IdempotencyKey.objects.exists()
    assert Passage.objects.count() == passages


def test_every_caller_may_ask_whatever_the_token_is_for(cast):
    for client in (caller(cast.stranger), caller(cast.owner.finance, "regions:read"), Caller()):
        told = client.post(URL, TECHNICIAN, headers={"Idempotency-Key": "a"})
        assert told.status_code == 200, told.content
    assert not IdempotencyKey.objects.exists()


def test_a_bad_token_is_refused_all_the_same():
    client = Caller()
    client.credentials(HTTP_AUTHORIZATION="Bearer ynt_nonsense")
    problem(client.post(URL, TECHNICIAN), 401, "unauthenticated")


@pytest.mark.parametrize(
    "body", [{}, {"claim": 1}, {"claim": 1, "question": "claim", "facts": {}}, {"facts2": 1}]
)
def test_what_is_no_hypothetical_case_stays_closed_to_strangers(body):
    problem(Caller().post(URL, body), 401, "unauthenticated")


def test_a_stranger_without_a_body_that_can_be_read_is_not_let_in(cast):
    sent = {"data": b"{", "content_type": "application/json"}
    problem(Caller().generic("POST", URL, **sent), 401, "unauthenticated")
    problem(caller(cast.owner.clerk).generic("POST", URL, **sent), 400, "malformed")


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (
            changed(front_line_post="yes"),
            "front_line_post",
            "是否一线岗位(front_line_post):类型不对，应为是或否",
        ),
        (changed(colour="red"), "colour", "colour:没有这一项事实"),
        (changed(certificate_issued_on="2026-02-30"), "certificate_issued_on", "发证日期"),
        (changed(certificate_level="6"), "certificate_level", "证书等级(certificate_level):没有“6”这一取值"),
        (changed(entered_amount="1E+999999999"), "entered_amount", "录入金额"),
        (changed(entered_amount=2), "entered_amount", "应以文本填写"),
        (changed(held_certificates=[{"kind": 3}]), "held_certificates[0].kind", "证书种类"),
        (changed(day="2001-01-01"), "day", "施行"),
        ({"question": "claim", "facts": {"item": "H2"}}, "day", "申请日期(day):必须填写"),
        ({"question": "nothing", "facts": {}}, "question", "没有“nothing”这一类问题"),
        ({"question": "claim"}, "facts", "facts 必须填写"),
        ({"question": "claim", "facts": []}, "facts", "一组事实"),
        ({"question": 1, "facts": {}}, "question", "文本"),
        ({**TECHNICIAN, "id": 7}, "id", "文本"),
        ({**TECHNICIAN, "name": "某人"}, "name", "没有“name”这一项"),
        ({"cases": {}}, "cases", "应为列表"),
        ({"cases": []}, "cases", "1 至"),
    ],
)
def test_what_is_wrong_is_named(body, field, words):
    fault = fault_of(body)
    assert fault["field"] == field
    assert words in fault["message"]


def test_five_hundred_at_once_and_the_faulty_one_says_so():
    cases = [{"id": f"第{n}号", **changed(certificate_number=f"S{n}")} for n in range(500)]
    cases[41] = {"id": "第41号", **changed(day="2026-13-01")}
    cases[42] = "nonsense"
    told = single({"cases": cases})
    assert (told["assessed"], told["failed"], told["release"]) == (498, 2, law.in_force().number)
    assert [each["index"] for each in told["results"]] == list(range(1, 501))
    refused = told["results"][41]
    assert refused == {
        "index": 42,
        "id": "第41号",
        "errors": [{"field": "day", "message": "申请日期(day):“2026-13-01”不是有效的日期。"}],
    }
    assert told["results"][42]["errors"]
    whole = told["results"][499]
    assert (whole["id"], whole["outcome"]) == ("第499号", "met")
    assert whole["facts_digest"] != told["results"][498]["facts_digest"]


def test_one_more_is_refused():
    assert "提交了 501 个" in fault_of({"cases": [TECHNICIAN] * 501})["message"]


def test_an_unknown_field_beside_the_cases_is_named():
    assert fault_of({"cases": [TECHNICIAN], "question": "claim"})["field"] == "question"


def test_the_release_in_force_decides(release_with_looser_reading):
    used = [{"fund": "unemployment_insurance", "standing": "paid"}]
    told = single(changed(certificate_uses=used))
    assert (told["outcome"], told["release"]) == ("met", release_with_looser_reading.number)
    assert told["rules_version"] == release_with_looser_reading.rules_version != RULES_VERSION


@pytest.fixture
def release_with_looser_reading():
    from subsidies.rules import current
    from tests.factories.law import put_in_force

    key = "reading.one_certificate_one_subsidy"
    other = next(choice for choice in current().parameter(key).choices if choice != "one_subsidy")
    return put_in_force(current().with_reading(key, other))


def test_strangers_have_a_rate_of_their_own(cast, monkeypatch):
    rates = {"token": "1000/min", "session": "1000/min", "stranger": "2/min"}
    monkeypatch.setattr(CallerThrottle, "THROTTLE_RATES", rates)
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(lambda: 1_000_000_905.0))
    hasty, elsewhere = Caller(REMOTE_ADDR="10.9.8.7"), Caller(REMOTE_ADDR="10.9.8.8")
    assert [hasty.post(URL, TECHNICIAN).status_code for _ in range(2)] == [200, 200]
    problem(hasty.post(URL, TECHNICIAN), 429, "throttled")
    assert elsewhere.post(URL, TECHNICIAN).status_code == 200
    assert caller(cast.stranger).post(URL, TECHNICIAN).status_code == 200


def test_answers_keep_the_published_schema(cast):
    schema = caller(cast.stranger).get("schema/").json()
    operation = schema["paths"]["/api/v1/assessments/"]["post"]
    sent = operation["requestBody"]["content"]["application/json"]
    answered = operation["responses"]["200"]["content"]["application/json"]["schema"]

    def faults(part: dict, value) -> list[str]:
        return [
            e.message
            for e in Draft202012Validator({**part, "components": schema["components"]}).iter_errors(value)
        ]

    assert len(sent["examples"]) == 3
    batch = {"cases": [TECHNICIAN, {"question": "claim", "facts": {"item": "H1", "day": "2026-03-03"}}]}
    for body in (TECHNICIAN, batch, {"claim": 3}):
        assert faults(sent["schema"], body) == []
    for body in (changed(colour="red"), changed(day="today"), changed(certificate_level="6"), {"cases": []}):
        assert faults(sent["schema"], body)
    assert faults(answered, single(TECHNICIAN)) == []
    assert faults(answered, single({"cases": [TECHNICIAN, changed(colour="red")]})) == []
    assert (
        schema["components"]["schemas"]["ClaimFacts"]["properties"]["front_line_post"]["title"]
        == "是否一线岗位"
    )
