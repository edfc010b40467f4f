"""A case as a program gives it: decided like any other, or refused with the fact and a Chinese sentence."""

import pytest

from subsidies.rules import current, decide, facts_from_json
from subsidies.rules.cases import CaseError, answer_of, assess

CLAIM = {"item": "H2", "day": "2026-03-02"}
RECRUIT = {"day": "9999-01-01", "born_on": "9990-03-15"}


def test_the_answer_is_the_decision_with_its_names_and_the_number_of_the_release():
    decision = assess("claim", CLAIM, release=current())
    assert decision == decide(facts_from_json("claim", CLAIM), release=current())
    assert answer_of(decision, release_number=7) == {
        **decision.to_json(),
        "question_label": "高技能人才培训补贴",
        "outcome_label": "无法判断",
        "release": 7,
    }


def test_a_case_is_assessed_under_the_release_it_is_given():
    other = current().with_reading("reading.once_in_life", "once_per_occupation_and_level")
    assert assess("claim", CLAIM, release=other).to_json()["rules_version"] == other.version


@pytest.mark.parametrize(
    ("question", "facts", "field", "message"),
    [
        ("claim", {"item": "H2"}, "day", "申请日期(day):必须填写"),
        ("claim", CLAIM | {"front_line_post": "是"}, "front_line_post", "是否一线岗位(front_line_post):类型不对，应为是或否"),
        ("claim", CLAIM | {"local_standard": {"figure": "1"}}, "local_standard.basis", "文件(local_standard.basis):必须填写"),
        ("claim", CLAIM | {"colour": "red"}, "colour", "colour:没有这一项事实"),
        ("claim", [], "ClaimFacts", "ClaimFacts:应为一组事实"),
        ("pension", CLAIM, "question", "question:没有“pension”这一类问题"),
        ("claim", CLAIM | {"day": "2018-12-26"}, "day", "2018-12-26没有有效的标准或读法,云人社发〔2018〕71号自2018-12-27起施行"),
        ("recruitment", RECRUIT, "day", "日期超出可以计算的范围"),
    ],
)  # fmt: skip
def test_a_case_that_cant_be_decided_is_refused_with_fact_and_sentence(question, facts, field, message):
    with pytest.raises(CaseError) as refused:
        assess(question, facts, release=current())
    assert (refused.value.field, refused.value.message, str(refused.value)) == (field, message, message)
