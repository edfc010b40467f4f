"""The closed list of what regions may set: read with care, and each figure held against its kind and cap."""

from datetime import date
from decimal import Decimal

import pytest

from subsidies.rules import ParameterError, current
from subsidies.rules.local_standards import (
    StandardEffect,
    StandardError,
    local_standards,
    standard_kind,
    stands,
)

DAY = date(2026, 3, 2)
GOOD = """\
- key: local.class_size
  label: 单班人数上限
  kind: count
  unit: 人/班
  op: "<="
  clause: 二(一)1
  reason: 通知没有规定班额。
  dimensions: [level]
  default: roster.size_warning
  cap: null
  effect: warns
"""


@pytest.mark.parametrize(
    "key",
    [
        *("advanced_worker_amount", "training_amount", "start_up_amount", "apprentice_amount"),
        *("class_size", "minimum_age", "maximum_age", "theory_share", "practice_share", "lesson_minimum"),
        *("publicity_working_days", "claim_deadline_days", "attendance_share", "filing_days_before_start"),
    ],
)
def test_the_list_has(key):
    assert standard_kind(f"local.{key}").label


def test_each_says_what_the_notice_leaves_open():
    kinds = local_standards().values()
    assert len({kind.label for kind in kinds}) == len(kinds)
    assert all(kind.reason.startswith("通知") and kind.reason.endswith("。") for kind in kinds)


def test_a_default_is_the_portals_proposal_or_a_documents_figure_of_the_same_kind():
    """What regions may set has no figure of its own: the list carries none."""
    for kind in local_standards().values():
        if kind.default:
            assert current().parameter(kind.default).kind is kind.kind
        assert not any(letter.isdigit() for letter in kind.reason)


def test_the_list_says_in_chinese_what_the_portal_does():
    assert standard_kind("local.attendance_share").effect is StandardEffect.REFUSES
    assert standard_kind("local.attendance_share").effect.label == "平台据此拦截"
    assert standard_kind("local.practice_share").effect.label == "仅公布，平台不据此办理"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("kind: count", "kind: choice", 3, "not one of"),
        ('op: "<="', 'op: "<"', 5, "not one of"),
        ("  unit: 人/班\n", "", 1, "missing: unit"),
        ("cap: null", "cap: null\n  colour: red", 11, "unknown field colour"),
        ("key: local.class_size", "key: class_size", 1, "must begin with local."),
        ("clause: 二(一)1", "clause: 九(九)", 6, "has no clause"),
        ("dimensions: [level]", "dimensions: [moon]", 8, "unknown moon"),
        ("default: roster.size_warning", "default: roster.none", 9, "no parameter"),
        ("default: roster.size_warning", "default: publicity.working_days", 9, "is days, not count"),
        ("default: roster.size_warning", "default: roster.minimum_age", 9, "binds by >="),
        ("cap: null", "cap: advanced_worker.amount_cap", 10, "is money, not count"),
        ("reason: 通知没有规定班额。", 'reason: ""', 7, "reason must not be empty"),
        ("effect: warns", "effect: forbids", 11, "effect: 'forbids' is not one of"),
        ("  effect: warns\n", "", 1, "missing: effect"),
    ],
)
def test_a_bad_entry_is_refused_with_file_and_line(tmp_path, old, new, line, reason):
    path = tmp_path / "standards.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ParameterError, match=rf"standards\.yaml:{line}: .*{reason}"):
        local_standards(path)


def test_a_key_given_twice_is_refused(tmp_path):
    path = tmp_path / "standards.yaml"
    path.write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(ParameterError, match="already defined"):
        local_standards(path)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("local.training_amount", "1500.50", Decimal("1500.50")),
        ("local.class_size", "30", 30),
        ("local.attendance_share", "0.80", Decimal("0.80")),
        ("local.attendance_share", "1", Decimal(1)),
    ],
)
def test_a_figure_is_typed_by_its_kind(key, text, value):
    found = standard_kind(key).value_of(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("local.training_amount", "1500.555"),
        ("local.training_amount", "1,500"),
        ("local.training_amount", "0"),
        ("local.training_amount", "-1"),
        ("local.training_amount", "１５００"),
        ("local.training_amount", "1e3"),
        ("local.class_size", "30.0"),
        ("local.class_size", ""),
        ("local.attendance_share", "1.01"),
        ("local.attendance_share", "80"),
    ],
)
def test_another_kind_of_number_is_refused(key, text):
    with pytest.raises(StandardError, match="应填写") as refused:
        standard_kind(key).value_of(text)
    assert refused.value.field == "value"


def test_a_cap_is_kept_to_the_fen():
    kind = standard_kind("local.advanced_worker_amount")
    cap = current().money(kind.cap, on=DAY)
    kind.check_cap(str(cap), first=DAY, last=None, release=current())
    with pytest.raises(StandardError, match="不得超过"):
        kind.check_cap(str(cap + Decimal("0.01")), first=DAY, last=None, release=current())


@pytest.mark.parametrize(
    ("figure", "op", "bound", "kept"),
    [
        (5, "<=", 5, True),
        (6, "<=", 5, False),
        (5, ">=", 5, True),
        (4, ">=", 5, False),
        (5, "=", 5, True),
        (4, "=", 5, False),
        (9, "~", 5, True),
    ],
)
def test_a_standard_may_only_be_stricter(figure, op, bound, kept):
    assert stands(figure, op, bound) is kept
