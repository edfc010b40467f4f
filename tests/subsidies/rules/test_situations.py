"""The door of the calculator: who one is and what one did lead to a question, and no public question is left out."""

import pytest

from subsidies.rules.situations import Group, Situation, situation, situations

SMALL = """\
- who: 企业职工
  icon: people
  situations:
    - question: claim
      subject: H1
      label: 我考取了高级工证书
      help: 申领高级工技能提升补贴
    - {question: pension, subject: "", label: 我退休了, help: 还没有的问题}
    - {question: claim, subject: H2, label: 我考取了技师证书, help: 申领技师培训补贴}
- who: 退休人员
  icon: home
  situations:
    - {question: pension, subject: "", label: 我退休了, help: 还没有的问题}
- who: 学生
  icon: class
  situations:
    - {question: student_aid, subject: "", label: 我在技工院校读书, help: 申请资助}
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "situations.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return situations(path)


def test_the_groups_are_those_of_the_table_without_what_is_not_asked_yet(small):
    assert small[:-1] == (
        Group(
            "企业职工",
            "people",
            (
                Situation("claim", "H1", "我考取了高级工证书", "申领高级工技能提升补贴"),
                Situation("claim", "H2", "我考取了技师证书", "申领技师培训补贴"),
            ),
        ),
        Group("学生", "class", (Situation("student_aid", "", "我在技工院校读书", "申请资助"),)),
    )


def test_what_the_table_does_not_name_comes_last_under_its_own_label(small):
    last = small[-1]
    assert (last.who, last.icon) == ("其他", "info")
    everything = {each.code for group in situations() for each in group.situations}
    named = {each.code for group in small[:-1] for each in group.situations}
    assert {each.code for each in last.situations} == everything - named
    assert "admission:CHIEF" not in everything  # it leads to no class
    assert last.situations[0] == Situation("claim", "H3", "高级技师培训补贴", "高技能人才培训补贴")
    label = "高技能人才培训基地补贴"
    assert last.situations[-1] == Situation("base_grant", "", label, label)


def test_a_situation_is_found_by_its_code():
    found = situation("claim:H1")
    assert (found.question, found.subject, found.code) == ("claim", "H1", "claim:H1")
    assert situation("claim:H9") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("who: 企业职工", "who:", 1, "who must not be empty"),
        ("icon: people", "icon: ''", 2, "icon must not be empty"),
        ("question: claim\n", "question:\n", 4, "question must not be empty"),
        ("subject: H1", "subject: H9", 5, "claim has no subject 'H9'"),
        ("subject: H1", "subject:", 5, "claim has no subject ''"),
        ("label: 我考取了高级工证书", "label: ' '", 6, "label must not be empty"),
        ("help: 申领高级工技能提升补贴", "help:", 7, "help must not be empty"),
        ("      subject: H1\n", "", 4, "missing: subject"),
        ("  icon: people\n", "", 1, "missing: icon"),
        (SMALL, "who: 企业职工\n", 1, "a list of groups is expected"),
    ],
)
def test_a_broken_table_is_refused_with_file_line_and_reason(refusal, old, new, line, reason):
    assert SMALL.count(old) == 1
    message = refusal(situations, SMALL.replace(old, new), "situations.yaml")
    assert message == f"situations.yaml:{line}: {reason}"
