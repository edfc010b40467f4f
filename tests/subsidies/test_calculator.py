"""补贴政策计算器 as anybody meets it: led by questions, told the law's own answer, remembered by nobody."""

import json
import re
from datetime import date
from decimal import Decimal
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
from tests.cast import FAR, OWNER, PREFECTURE, PROVINCE, SIBLING
from tests.factories import core, courses
from tests.factories.law import MACHINE, put_in_force, standard
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
    return finish(client, begin(client, code), answers)


def begin_at(client, county: str, code: str = "claim:H1", **posted):
    return begin(client, code, county=county, **posted)


def finish(client, page, answers: dict):
    while asked(page):
        page = send(client, page, **{name: answers[name] for name in asked(page)})
        assert not page.context.get("errors"), page.context["errors"]
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
    assert "没有选择县（市、区），查不到当地发布的标准，金额由受理机构核定。" in text
    assert "项要由经办机构按当地规定核定" not in text  # that is all there is to it
    assert "系统不代填" in text and "由经办核定" in text
    assert page.context["verdict"] == Verdict.OPEN


ADVANCED = TECHNICIAN | {"certificate_level": "3", "enterprise_employee": "true"}
AMOUNT, TRAINING = "local.advanced_worker_amount", "local.training_amount"
TRAINED = {
    "class_public": "true",
    "training_passed": "true",
    "in_custody": "false",
    "registered_part_time": "false",
    "level": "4",
}


@pytest.fixture
def releases(cast):
    """`releases(region, key, value, …)`: a standard that this region has released."""
    return lambda region, key, value, **given: standard(
        region, key, value, drafted_by=cast.stranger, document=f"{region}号文件", **given
    )


def test_the_door_offers_every_county_by_prefecture_and_asks_for_none(client):
    page = client.get(URL).content.decode()
    assert page.count("<optgroup") == 16 and page.count('<option value="53') == 129
    assert re.search(r'<optgroup label="保山市"><option value="530502">隆阳区', page)
    assert "您在哪个县（市、区）" in page and "用于查当地已发布的补贴标准，可以不选" in page
    assert not re.search(r"<select[^>]*required", page)


def test_the_nearest_released_standard_is_the_amount(client, releases):
    """The county's own, else its prefecture's, else the province's; and each is told from whom it is."""
    for region, value in ((OWNER, "1500"), (PREFECTURE, "1200"), (PROVINCE, "1000")):
        releases(region, AMOUNT, value)
    for county, amount, source, inherited in (
        (OWNER, "￥1,500.00", "隆阳区发布的标准：1,500 元/人（530502号文件）", ""),
        (SIBLING, "￥1,200.00", "保山市发布的标准：1,200 元/人（530500号文件）", "腾冲市没有自己的标准"),
        (FAR, "￥1,000.00", "云南省发布的标准：1,000 元/人（530000号文件）", "镇雄县没有自己的标准"),
    ):
        page = finish(client, begin_at(client, county), ADVANCED)
        text = read(page)
        assert page.context["verdict"] == Verdict.MET
        assert amount in text and source in text and inherited in text
        assert ("没有自己的标准" in text) == bool(inherited)
        assert page.context["decision"] == decide(page.context["turn"].facts)


def test_without_a_released_standard_no_amount_comes_out_and_it_says_so(client, releases):
    releases(FAR, AMOUNT, "1500")
    page = finish(client, begin_at(client, OWNER), ADVANCED)
    assert page.context["verdict"] == Verdict.OPEN and page.context["decision"].amount is None
    assert "隆阳区尚未发布这项补贴的标准，金额由受理机构核定。" in read(page)
    assert f'href="{reverse("subsidies:policy_standards")}?key=local.advanced_worker_amount"' in (
        page.content.decode()
    )


def test_a_standard_holds_on_its_own_days_only(client, releases):
    releases(OWNER, AMOUNT, "1500", valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 28))
    for day, amount in (
        ("2026-01-31", None),
        ("2026-02-01", 1500),
        ("2026-02-28", 1500),
        ("2026-03-01", None),
    ):
        page = finish(client, begin_at(client, OWNER, day=day), ADVANCED)
        assert page.context["decision"].amount == amount, day


def test_the_standard_of_the_occupation_goes_before_the_general_one(client, releases):
    """The class's occupation and level are facts of the case."""
    item = courses.catalogue_item()
    releases(OWNER, TRAINING, "800")
    releases(OWNER, TRAINING, "1000", occupation=item.occupation_code)
    releases(OWNER, TRAINING, "1300", occupation=item.occupation_code, level="3")
    other = courses.catalogue_item(occupation_code="4-10-01-06", occupation_name="家政服务员")
    for occupation, level, amount in (
        (item.occupation_code, "3", 1300),
        (item.occupation_code, "4", 1000),
        (other.occupation_code, "3", 800),
    ):
        answers = TRAINED | {"occupation": occupation, "level": level}
        page = finish(client, begin_at(client, OWNER, "training_subsidy:"), answers)
        assert page.context["decision"].amount == amount
        assert f"隆阳区发布的标准：{amount:,} 元/人" in read(page)
    assert "家政服务员" in read(page)
    page = finish(client, begin_at(client, OWNER, "training_subsidy:"), TRAINED | {"occupation": ""})
    assert page.context["decision"].amount is None
    assert "隆阳区的标准按职业（工种）区分，没有填写的查不到" in read(page)


def test_what_the_standards_differ_by_is_asked_though_no_rule_asks_it(client, releases):
    """A certificate's occupation decides nothing about the claim of a 高级工, but here about the amount."""
    item = courses.catalogue_item()
    releases(OWNER, AMOUNT, "1000")
    assert "local_occupation" not in client_answers(finish(client, begin_at(client, OWNER), ADVANCED))
    releases(OWNER, AMOUNT, "1800", occupation=item.occupation_code)
    for occupation, amount in ((item.occupation_code, 1800), ("", None)):
        page = finish(client, begin_at(client, OWNER), ADVANCED | {"local_occupation": occupation})
        assert page.context["decision"].amount == amount
    assert "隆阳区的标准按职业（工种）区分" in read(page)
    page = finish(client, begin_at(client, FAR), ADVANCED)  # there nothing differs, and nothing is asked
    assert "镇雄县尚未发布" in read(page)


def client_answers(page) -> dict:
    return dict(fields.read_state(page.context["state"])[0].local)


def test_another_county_keeps_every_other_answer(client, releases):
    releases(OWNER, AMOUNT, "1500")
    releases(FAR, AMOUNT, "1100")
    page = finish(client, begin_at(client, OWNER), ADVANCED)
    before = fields.read_state(page.context["state"])[0]
    assert "隆阳区" in read(page)
    page = client.post(URL, {"state": page.context["state"], "change": "local_county"})
    assert asked(page) == ["local_county"]
    assert re.search(r'<option value="530502" selected>隆阳区', page.content.decode())
    page = send(client, page, local_county=FAR)
    after = fields.read_state(page.context["state"])[0]
    assert (after.answers, after.day) == (before.answers, before.day)
    assert page.context["decision"].amount == 1100
    page = client.post(URL, {"state": page.context["state"], "change": "local_county"})
    page = send(client, page, local_county="")
    assert page.context["decision"].amount is None
    assert "没有选择县（市、区）" in read(page)


def test_a_county_can_be_chosen_afterwards(client, releases):
    releases(OWNER, AMOUNT, "1500")
    page = finish(client, begin(client, "claim:H1"), ADVANCED)
    page = client.post(URL, {"state": page.context["state"], "change": "local_county"})
    assert send(client, page, local_county=OWNER).context["decision"].amount == 1500


def test_where_the_notice_names_the_amount_no_county_matters(client, releases):
    releases(OWNER, AMOUNT, "1500")
    page = finish(client, begin_at(client, OWNER), ADVANCED | {"certificate_level": "2"})
    assert page.context["verdict"] == Verdict.REFUSED
    assert "发布的标准" not in read(page)
    page = finish(client, begin_at(client, OWNER, "claim:H2"), TECHNICIAN)
    assert page.context["decision"].amount == current().money("technician.amount", on=core.DAY)
    assert "发布的标准" not in read(page) and "查看地方标准" not in read(page)


@pytest.mark.parametrize(
    ("code", "key", "answers"),
    [
        (
            "start_up_subsidy:",
            "local.start_up_amount",
            {
                "student": "university",
                "graduates_on": "2027-07-01",
                "class_starts_on": "2026-02-02",
                "training_passed": "true",
            },
        ),
        ("apprentice_subsidy:", "local.apprentice_amount", {"year": "2026", "registered_part_time": "true"}),
    ],
)
def test_each_subsidy_has_its_own_standard(client, releases, code, key, answers):
    releases(OWNER, key, "1234.50")
    releases(OWNER, AMOUNT, "1500")
    page = finish(client, begin_at(client, OWNER, code), answers)
    assert page.context["turn"].facts.local_standard.figure == Decimal("1234.50")
    assert "隆阳区发布的标准：1,234.50 元/人" in read(page)


@pytest.mark.parametrize(
    "local",
    [
        {"local_county": "530599"},
        {"local_county": PREFECTURE},
        {"local_county": ""},
        {"local_county": ["530502"]},
        {"local_occupation": "9-99"},
        {"local_level": "9"},
        {"local_place": "530502"},
        {"county": "530502"},
        None,
    ],
    ids=str,
)
def test_a_place_that_no_page_offered_leads_back_to_the_door(client, local):
    page = begin_at(client, OWNER)
    state = json.loads(page.context["state"])
    assert state["local"] == {"local_county": OWNER}
    assert client.post(URL, {"state": json.dumps(state), "change": "local_county"}).status_code == 200
    broken = json.dumps(state | {"local": local})
    for more in ({}, {"change": "local_county"}):
        page = client.post(URL, {"state": broken, **more})
        assert page.status_code == 400
        assert "请重新选择您的情形" in read(page)


def test_a_county_that_isnt_one_is_refused_at_the_door_and_when_changed(client):
    for code in ("530599", PREFECTURE, "x"):
        page = begin_at(client, code)
        assert page.status_code == 400 and "没有这个县（市、区）" in read(page)
    page = client.post(URL, {"state": begin_at(client, OWNER).context["state"], "change": "local_county"})
    page = send(client, page, local_county="530599")
    assert page.context["errors"].keys() == {"local_county"}
    assert "请选择一项" in read(page)


def test_the_answer_about_the_amount_speaks_chinese(client, releases):
    item = courses.catalogue_item()
    releases(OWNER, TRAINING, "800", occupation=item.occupation_code, level="4", programme="RURAL")
    answers = TRAINED | {"occupation": item.occupation_code, "local_programme": "RURAL"}
    page = finish(client, begin_at(client, OWNER, "training_subsidy:"), answers)
    assert page.context["decision"].amount == 800
    visible = re.sub(r"<script.*?</script>|<head>.*?</head>", "", page.content.decode(), flags=re.DOTALL)
    visible = re.sub(r"\b[0-9a-f]{12,}\b", "", unescape(re.sub(r"<[^>]+>", " ", visible)))
    assert re.findall(r"[A-Za-z]{2,}", visible) == []


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
    json.dumps(
        {"question": "nothing", "subject": "", "day": "2026-01-01", "answers": {}, "local": {}, "asking": []}
    ),
    json.dumps(
        {"question": "claim", "subject": "H9", "day": "2026-01-01", "answers": {}, "local": {}, "asking": []}
    ),
    json.dumps(
        {"question": "claim", "subject": "H2", "day": "today", "answers": {}, "local": {}, "asking": []}
    ),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {"colour": 1},
            "local": {},
            "asking": [],
        }
    ),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {"certificate_number": "1"},
            "local": {},
            "asking": [],
        }
    ),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {},
            "local": {},
            "asking": [[]],
        }
    ),
    json.dumps(
        {
            "question": "claim",
            "subject": "H2",
            "day": "2026-01-01",
            "answers": {"front_line_post": 1},
            "local": {},
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
    assert front.count(link) == 2  # the tile and the row of columns
    assert link in client.get("/policy/").content.decode()
    group = next(
        each for each in signed_in(cast.owner.clerk).get("/").context["menu"] if each.label == "政策与规则"
    )
    assert "补贴政策计算器" in [item.label for item in group.items]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_answered_the_page_tells_what_decide_says(client, data):
    code = data.draw(st.sampled_from([each.code for group in situations() for each in group.situations]))
    page = begin_at(client, data.draw(st.sampled_from(["", OWNER])), code)
    for _ in range(40):
        if not asked(page):
            break
        answers = {}
        for each in page.context["questions"]:
            values = [option.value for option in each.options] or ["2026-01-20", "2017-05-01", "2027-01-01"]
            if each.groups:
                values = ["", *(option.value for _, group in each.groups for option in group)]
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
