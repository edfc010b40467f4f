"""The register of ambiguities: its own soundness, and that each switch is a reading and each reading is registered."""

import re

import pytest

from subsidies.rules.ambiguities import DATA, ambiguities
from subsidies.rules.parameters import Basis, ParameterError, current

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


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("- number: A2\n", "- number: A3\n", "A2 is expected here, not A3"),
        ("- number: A1\n", "- number: A2\n", "A1 is expected here, not A2"),
        ("clause: 一(一)", "clause: 一(二十)", "has no clause"),
        ("quote: 每年不少于一次技能培训", "quote: 每年不少于两次技能培训", "does not stand in"),
        ("quote: 每年不少于一次技能培训", "quote: ''", "quote must not be empty"),
        ("  switch: reading.rural_once_a_year\n", "  switch: null\n", "either a switch, or moves_nothing"),
        ("switch: reading.year\n", "switch: reading.year\n  moves_nothing: 无\n", "either a switch"),
        ("switch: reading.year\n", "switch: reading.rural_once_a_year\n", "already the switch of A3"),
        ("  others:\n    - 视为笔误，按职业技能培训的人数目标缩小理解。\n", "  others: []\n", "at least one entry"),
        ("- 视为每人每年一次的上限，第二次不再受理。", "- ' '", "none empty"),
        ("  reason: 公开报道", "  because: 公开报道", "unknown field because"),
        ("  adopted: 不是笔误", "  adopted: ''\n  # ", "adopted must not be empty"),
        ("- number: A1", "number: A1", "not readable as YAML"),
    ],
)  # fmt: skip
def test_a_broken_register_is_refused_with_file_line_and_reason(tmp_path, old, new, reason):
    text = DATA.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "register.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=rf"^register\.yaml:\d+: .*{re.escape(reason)}"):
        ambiguities(path)
