"""The register of ambiguities: its own soundness, and that each switch is a reading and each reading is registered."""

import pytest

from subsidies.rules.ambiguities import Ambiguity, ambiguities
from subsidies.rules.documents import NOTICE
from subsidies.rules.parameters import Basis, current

SWITCHES = {point.switch: point.number for point in ambiguities().values() if point.switch}
READINGS = {key: each for key, each in current().parameters.items() if each.basis is Basis.READING}


def test_the_numbers_run_from_one_to_forty_nine():
    assert list(ambiguities()) == [f"A{number}" for number in range(1, 50)]


@pytest.mark.parametrize("key", SWITCHES)
def test_each_switch_is_a_reading_that_names_its_number(key):
    assert READINGS[key].register == SWITCHES[key]


@pytest.mark.parametrize("key", READINGS)
def test_each_reading_stands_in_the_register(key):
    assert SWITCHES.get(key) == READINGS[key].register


def test_what_has_no_switch_says_why_nothing_depends_on_it():
    without = [point for point in ambiguities().values() if not point.switch]
    assert len(without) == 25
    for point in without:
        assert len(point.moves_nothing) > 9, point.source
        assert point.moves_nothing.endswith("。"), point.source


def test_every_point_has_another_reading_than_the_adopted_one():
    for point in ambiguities().values():
        assert point.others, point.source
        assert point.adopted not in point.others, point.source


# A register of three points: the notice has the phrases, lines are counted from here.
SMALL = """\
- number: A1
  clause: 一(九)
  quote: 每年可参加一次
  question: 自然年吗？
  adopted: 自然年。
  reason: 目标按年考核。
  others:
    - 满十二个月。
    - 财政年度。
  switch: reading.year
- number: A2
  clause: 一(一)
  quote: 建档立卡劳动力
  question: 此后是谁？
  adopted: 保留原名。
  reason: 名称改变。
  others: [只认原名。]
  switch: null
  moves_nothing: 不影响金额。
- number: A3
  clause: 一(一)
  quote: 每年不少于一次技能培训
  question: 是否限制？
  adopted: 不限制。
  reason: 只定下限。
  others: [每年一次。]
  switch: reading.rural_once_a_year
"""


def test_a_register_is_read_as_it_stands(tmp_path):
    path = tmp_path / "register.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert ambiguities(path) == {
        "A1": Ambiguity(
            number="A1",
            clause="一(九)",
            quote="每年可参加一次",
            question="自然年吗？",
            adopted="自然年。",
            reason="目标按年考核。",
            others=("满十二个月。", "财政年度。"),
            switch="reading.year",
            moves_nothing="",
            source="register.yaml:1",
        ),
        "A2": Ambiguity(
            number="A2",
            clause="一(一)",
            quote="建档立卡劳动力",
            question="此后是谁？",
            adopted="保留原名。",
            reason="名称改变。",
            others=("只认原名。",),
            switch="",
            moves_nothing="不影响金额。",
            source="register.yaml:11",
        ),
        "A3": Ambiguity(
            number="A3",
            clause="一(一)",
            quote="每年不少于一次技能培训",
            question="是否限制？",
            adopted="不限制。",
            reason="只定下限。",
            others=("每年一次。",),
            switch="reading.rural_once_a_year",
            moves_nothing="",
            source="register.yaml:20",
        ),
    }


EITHER = "either a switch, or moves_nothing with the reason why there is none"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("- number: A2\n  clause: 一(一)\n", "- clause: 一(一)\n  number: A3\n", 12, "A2 is expected here, not 'A3'"),
        ("- number: A1\n  clause: 一(九)\n", "- clause: 一(九)\n  number:\n", 2, "A1 is expected here, not ''"),
        ("clause: 一(九)", "clause: 一(二十)", 2, f"{NOTICE} has no clause '一(二十)'"),
        ("clause: 一(九)", "clause:", 2, f"{NOTICE} has no clause ''"),
        ("quote: 每年可参加一次", "quote: 每年可参加两次", 3, f"the quoted phrase does not stand in {NOTICE} 一(九)"),
        ("quote: 每年可参加一次", "quote: ''", 3, "quote must not be empty"),
        ("question: 自然年吗？", "question:", 4, "question must not be empty"),
        ("adopted: 自然年。", "adopted: ''", 5, "adopted must not be empty"),
        ("reason: 目标按年考核。", "reason: ' '", 6, "reason must not be empty"),
        ("others: [只认原名。]", "others: []", 17, "others must be a list with at least one entry"),
        ("- 财政年度。", "- ' '", 9, "others must be a list of texts, none empty"),
        ("switch: reading.year\n", "switch: null\n", 10, EITHER),
        ("switch: reading.year\n", "switch: reading.year\n  moves_nothing: 无\n", 10, EITHER),
        ("switch: reading.rural_once_a_year", "switch: reading.year", 27, "reading.year is already the switch of A1"),
        ("  reason: 只定", "  because: 只定", 25, "unknown field because"),
        ("  reason: 只定下限。\n", "", 20, "missing: reason"),
        (SMALL, "number: A1\n", 1, "a list of ambiguities is expected"),
    ],
)  # fmt: skip
def test_a_broken_register_is_refused_with_file_line_and_reason(refusal, old, new, line, reason):
    assert SMALL.count(old) == 1
    message = refusal(ambiguities, SMALL.replace(old, new), "register.yaml")
    assert message == f"register.yaml:{line}: {reason}"
