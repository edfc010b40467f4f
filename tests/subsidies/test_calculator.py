"""补贴政策计算器 as anybody meets it: led by questions, told the law's own answer, remembered by nobody."""

import json
import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subsidies.forms import calculator as fields
from subsidies.models import Assessment
from subsidies.rules import Outcome, current, decide
from subsidies.rules.interview import Verdict
from subsidies.rules.situations import situations
from tests.factories import core
from tests.factories.law import MACHINE, put_in_force
from yunnan_training.core import law
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.workflow import perform

pytestmark = pytest.mark.django_db
URL = "/calculator/"
TECHNICIAN = {
    "front_line_post": "true",
    "took_part_in_training": "true",
    "certificate_kind": "skill_level",
    "certificate_level": "2",
    "certificate_issued_on": "2026-01-20",
    "earlier_claims": "0",
    "certificate_uses": "0",
}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(hour=15), tick=True):
        yield


def begin(client, code: str = "claim:H2", **posted):
    return client.post(URL, {"situation": code, **posted})


def send(client, page, **answers):
    return client.post(
        URL, {"state": page.context["state"], **{f"a-{name}": given for name, given in answers.items()}}
    )


def asked(page) -> list[str]:
    return [each.fact.name for each in page.context.get("questions", ())]


def to_the_end(client, answers: dict, code: str = "claim:H2"):
    page = begin(client, code)
    while asked(page):
        page = send(client, page, **{name: answers[name] for name in asked(page)})
        assert page.status_code == 200
        assert not page.context.get("errors")
    return page


def read(page) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.content.decode()))


def test_the_door_speaks_of_people_and_begins_today(client):
    page = client.get(URL)
    assert page.status_code == 200
    text = read(page)
    for group in situations():
        assert group.who in text
        for each in group.situations:
            assert each.label in text
    assert 'value="2026-' in page.content.decode()
    assert page.context["day"] == str(core.at(hour=15).date())


def test_met_with_the_amount_the_clause_and_what_comes_next(client):
    page = to_the_end(client, TECHNICIAN)
    text = read(page)
    decision = page.context["decision"]
    assert decision.outcome is Outcome.MET
    assert decision == decide(page.context["turn"].facts)
    assert f"￥{decision.amount:,.2f}" in text
    assert "按您的回答，符合条件" in text
    for check in decision.checks:
        assert check.quote in text
    for row in decision.worksheet:
        assert row.label in text and row.value in text
    assert "测算结果不作为申领依据" in text
    assert "证书编号、发证机构" in text and "以核验为准" in text
    assert "证书编号和发证机构齐全" not in text  # nobody asked
    assert "公示期满" in text
    assert f"第 {law.in_force().number} 版" in text


def test_refused_by_the_first_answer_and_asked_no_further(client):
    page = send(client, begin(client), front_line_post="false", took_part_in_training="true")
    assert page.context["verdict"] == Verdict.REFUSED
    text = read(page)
    assert "申请人不在企业生产一线岗位工作" in text
    assert "其余 5 个问题不用再回答" in text
    assert "在企业生产一线岗位工作" in text and "一(十)" in text
    assert "接下来怎么办" not in text and "没有问您" not in text
    assert "证书等级未填写" not in text  # what was not asked is no reason


def test_an_earlier_answer_can_be_given_anew_and_the_others_stay(client):
    page = send(client, begin(client), front_line_post="false", took_part_in_training="true")
    page = client.post(URL, {"state": page.context["state"], "change": "front_line_post"})
    assert asked(page) == ["front_line_post"]
    (question,) = page.context["questions"]
    assert [option.value for option in question.options if option.chosen] == ["false"]
    page = send(client, page, front_line_post="true")
    assert "took_part_in_training" not in asked(page)
    assert asked(page) == ["certificate_kind", "certificate_level"]


def test_another_day_can_be_chosen_afterwards(client):
    page = begin(client, day="2026-01-10")
    page = client.post(URL, {"state": page.context["state"], "change": "day"})
    assert asked(page) == ["day"]
    page = send(client, page, day="2026-02-11")
    said, _ = fields.read_state(page.context["state"])
    assert str(said.day) == "2026-02-11"
    assert asked(page) == ["front_line_post", "took_part_in_training"]


def test_what_one_doesnt_know_is_left_for_the_office(client):
    page = to_the_end(client, TECHNICIAN | {"front_line_post": "unknown"})
    assert page.context["verdict"] == Verdict.OPEN
    assert "没有发现不符合的地方，还有 1 项要核实" in read(page)
    assert "待核实" in read(page)


def test_an_amount_below_a_cap_is_never_filled_in(client):
    answers = TECHNICIAN | {"certificate_level": "3", "enterprise_employee": "true"}
    page = to_the_end(client, answers, "claim:H1")
    assert page.context["decision"].amount is None
    text = read(page)
    assert "按您的回答，没有不符合的地方" in text
    assert "还有 2 项要由经办机构按当地规定核定" in text
    assert "系统不代填" in text and "由经办核定" in text
    assert page.context["verdict"] == Verdict.OPEN


def test_a_certificate_held_is_told_field_by_field(client):
    answers = {
        "held_certificates": "some",
        "held_certificates-a-kind": "skill_level",
        "held_certificates-a-level": "1",
        "held_certificates-a-issued_on": "2021-06-30",
        "certificate_issued_on": "2026-01-20",
        "new_technology_training": "true",
        "training_passed": "true",
        "certificate_kind": "training_completion",
        "earlier_claims": "0",
        "certificate_uses": "0",
    }
    page = begin(client, "claim:H4")
    while asked(page):
        now = {name: given for name, given in answers.items() if name.partition("-")[0] in asked(page)}
        page = send(client, page, **now)
        assert not page.context.get("errors"), page.context["errors"]
    assert page.context["decision"].outcome is Outcome.MET
    assert "职业技能等级证书，一级/高级技师，2021-06-30" in read(page)


@pytest.mark.parametrize(
    ("answers", "fact", "words"),
    [
        ({}, "front_line_post", "请选择一项"),
        ({"front_line_post": "perhaps", "took_part_in_training": "true"}, "front_line_post", "请选择一项"),
    ],
)
def test_an_answer_that_isnt_one_is_asked_again(client, answers, fact, words):
    page = send(client, begin(client), **answers)
    assert page.context["errors"].keys() >= {fact}
    assert words in read(page)
    assert fact in asked(page)


def test_a_day_that_isnt_one_is_asked_again_with_what_was_typed(client):
    page = send(client, begin(client), front_line_post="true", took_part_in_training="true")
    page = send(client, page, certificate_kind="skill_level", certificate_level="2")
    page = send(client, page, certificate_issued_on="2026-02-30", earlier_claims="2")
    assert page.context["errors"].keys() == {"certificate_issued_on"}
    assert "“2026-02-30”不是有效的日期" in read(page)
    chosen = page.context["questions"][1]
    assert [option.value for option in chosen.options if option.chosen] == ["2"]


def test_a_day_before_the_notice_is_told_with_its_first_day(client):
    page = begin(client, day="2018-12-26")
    assert page.status_code == 400
    assert "通知自2018-12-27起施行" in read(page)


BROKEN = [
    "",
    "{",
    "[]",
    "9" * 30_000,
    "[" * 5000,
    json.dumps({"question": "nothing", "subject": "", "day": "2026-01-01", "answers": {}, "asking": []}),
    json.dumps({"question": "claim", "subject": "H9", "day": "2026-01-01", "answers": {}, "asking": []}),
    json.dumps({"question": "claim", "subject": "H2", "day": "today", "answers": {}, "asking": []}),
    json.dumps(
        {"question": "claim", "subject": "H2", "day": "2026-01-01", "answers": {"colour": 1}, "asking": []}
    ),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {"certificate_number": "1"},
            "asking": [],
        }
    ),
    json.dumps({"question": "claim", "subject": "H2", "day": "2026-01-01", "answers": {}, "asking": [[]]}),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {"front_line_post": 1},
            "asking": [],
        }
    ),
]


@pytest.mark.parametrize("state", BROKEN, ids=range(len(BROKEN)))
def test_a_case_that_no_page_wrote_leads_back_to_the_door(client, state):
    for more in ({}, {"change": "front_line_post"}, {"change": "nothing"}):
        page = client.post(URL, {"state": state, **more})
        assert page.status_code == 400
        assert "请重新选择您的情形" in read(page)


def test_an_unknown_situation_leads_back_to_the_door(client):
    for posted in ({"situation": "claim:H9"}, {"situation": "claim:H2", "day": "2026-02-30"}, {}):
        assert client.post(URL, posted).status_code == 400


def test_nothing_is_stored_and_nothing_stands_in_an_address(client):
    page = to_the_end(client, TECHNICIAN)
    assert page.request["QUERY_STRING"] == "" and page.request["PATH_INFO"] == URL
    assert "no-store" in page["Cache-Control"]
    assert set(client.cookies) <= {"csrftoken"}
    assert not Assessment.objects.exists()


def test_the_release_in_force_answers(client):
    used = TECHNICIAN | {"certificate_uses": "1"}
    assert to_the_end(client, used).context["verdict"] == Verdict.REFUSED
    key = "reading.one_certificate_one_subsidy"
    other = next(choice for choice in current().parameter(key).choices if choice != "one_subsidy")
    put_in_force(current().with_reading(key, other))
    assert to_the_end(client, used).context["verdict"] == Verdict.MET


def test_without_a_release_it_says_so(client):
    perform(law.RELEASE_FLOW, RuleRelease.objects.get(status="released"), "retire", by=MACHINE, at=core.at())
    page = begin(client)
    assert page.status_code == 503
    assert "尚未发布规则版本" in read(page)


def test_it_is_reached_from_the_front_page_every_public_page_and_the_menu(client, cast, signed_in):
    link = f'href="{reverse("subsidies:calculator")}"'
    front = client.get("/").content.decode()
    assert front.count(link) >= 2  # the tile and the foot
    assert client.get("/policy/").content.decode().count(link) >= 2  # the columns and the foot
    group = next(
        each for each in signed_in(cast.owner.clerk).get("/").context["menu"] if each.label == "政策与规则"
    )
    assert "补贴政策计算器" in [item.label for item in group.items]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_answered_the_page_tells_what_decide_says(client, data):
    code = data.draw(st.sampled_from([each.code for group in situations() for each in group.situations]))
    page = begin(client, code)
    for _ in range(40):
        if not asked(page):
            break
        answers = {}
        for each in page.context["questions"]:
            values = [option.value for option in each.options] or ["2026-01-20", "2017-05-01", "2027-01-01"]
            if each.type == "number":
                values = ["3", "2026", "40"]
            answers[each.fact.name] = data.draw(st.sampled_from(values))
            for part in each.entry:
                values = [option.value for option in part.options] or ["2026-01-05", "2021-06-30"]
                answers[part.name.removeprefix("a-")] = data.draw(st.sampled_from(values))
        page = send(client, page, **answers)
        assert page.status_code == 200
    shown = re.search(r'data-outcome="(\w+)" data-verdict="(\w+)"', page.content.decode())
    decided = decide(page.context["turn"].facts)
    assert shown[1] == decided.outcome
    assert (shown[2] == "met") == (decided.outcome is Outcome.MET)
    if decided.amount is not None:
        assert f"￥{decided.amount:,.2f}" in read(page)
