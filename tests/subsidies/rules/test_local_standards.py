"""The closed list of what regions may set: read with care, and each figure held against its kind and cap."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from subsidies.rules import ParameterError, current
from subsidies.rules.local_standards import (
    StandardEffect,
    StandardError,
    StandardKind,
    local_standards,
    standard_kind,
    stands,
)
from subsidies.rules.releases import Kind, Release

DAY = date(2026, 3, 2)
GOOD = """\
- label: 单班人数上限
  key: local.class_size
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
        ("kind: count", "kind: choice", 3, "kind: 'choice' is not one of money, count, days, ratio"),
        ('op: "<="', 'op: "<"', 5, "op: '<' is not one of =, <=, >="),
        ("  unit: 人/班\n", "", 1, "missing: unit"),
        ("cap: null", "cap: null\n  colour: red", 11, "unknown field colour"),
        ("key: local.class_size", "key: class_size", 2, "key 'class_size' must begin with local."),
        ("key: local.class_size", "key: null", 2, "key '' must begin with local."),
        ("clause: 二(一)1", "clause: 九(九)", 6, "云人社发〔2018〕71号 has no clause '九(九)'"),
        ("clause: 二(一)1", "clause: null", 6, "云人社发〔2018〕71号 has no clause ''"),
        ("[level]", "[level, moon]", 8, "dimensions: 'moon' is not one of occupation, level, programme"),
        (
            *("[level]", "\n    - level\n    - moon", 10),
            "dimensions: 'moon' is not one of occupation, level, programme",
        ),
        ("[level]", "level", 8, "dimensions must be a list"),
        ("default: roster.size_warning", "default: roster.none", 9, "default: no parameter 'roster.none'"),
        (
            *("default: roster.size_warning", "default: publicity.working_days", 9),
            "default: publicity.working_days is days, not count",
        ),
        (
            *("default: roster.size_warning", "default: roster.minimum_age", 9),
            "default: roster.minimum_age binds by >=, not by <=",
        ),
        ("cap: null", "cap: roster.none", 10, "cap: no parameter 'roster.none'"),
        ("cap: null", "cap: advanced_worker.amount_cap", 10, "cap: advanced_worker.amount_cap is money, not count"),
        ("label: 单班人数上限", 'label: ""', 1, "label must not be empty"),
        ("unit: 人/班", 'unit: ""', 4, "unit must not be empty"),
        ("reason: 通知没有规定班额。", 'reason: ""', 7, "reason must not be empty"),
        ("effect: warns", "effect: forbids", 11, "effect: 'forbids' is not one of refuses, warns, amount, shown"),
        ("  effect: warns\n", "", 1, "missing: effect"),
        (GOOD, GOOD * 2, 13, "local.class_size is already defined"),
        (GOOD, "key: local.class_size", 1, "a list of local standards is expected"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_refused_with_file_and_line(tmp_path, old, new, line, reason):
    path = tmp_path / "standards.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        local_standards(path)
    assert str(refused.value) == f"standards.yaml:{line}: {reason}"


def test_an_entry_is_read_field_by_field(tmp_path):
    """Its cap may bind the other way round than itself: nobody above sixty, nowhere below sixteen."""
    path = tmp_path / "standards.yaml"
    path.write_text(GOOD.replace("cap: null", "cap: roster.minimum_age"), encoding="utf-8")
    read = StandardKind(
        key="local.class_size",
        label="单班人数上限",
        kind=Kind.COUNT,
        unit="人/班",
        op="<=",
        clause="二(一)1",
        reason="通知没有规定班额。",
        dimensions=("level",),
        default="roster.size_warning",
        cap="roster.minimum_age",
        effect=StandardEffect.WARNS,
    )
    assert local_standards(path) == {"local.class_size": read}


def test_what_is_not_on_the_list_is_named():
    with pytest.raises(StandardError) as refused:
        standard_kind("local.weather")
    assert (refused.value.field, refused.value.reason) == (
        "key",
        "没有“local.weather”这一标准项目，请从清单中选择",
    )
    assert str(refused.value) == "key: 没有“local.weather”这一标准项目，请从清单中选择"


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


MONEY = "大于零的金额，最多两位小数，例如 1500 或 1500.50"
COUNT = "大于零的整数"
SHARE = "0 到 1 之间的小数，最多两位，例如 0.80 表示 80%"


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("local.training_amount", "1500.555", MONEY),
        ("local.training_amount", "1,500", MONEY),
        ("local.training_amount", "0", MONEY),
        ("local.training_amount", "-1", MONEY),
        ("local.training_amount", "１５００", MONEY),
        ("local.training_amount", "1e3", MONEY),
        ("local.class_size", "30.0", COUNT),
        ("local.class_size", "0", COUNT),
        ("local.class_size", "", COUNT),
        ("local.filing_days_before_start", "0.5", "大于零的整天数"),
        ("local.attendance_share", "1.01", SHARE),
        ("local.attendance_share", "80", SHARE),
    ],
)
def test_another_kind_of_number_is_refused(key, text, wanted):
    with pytest.raises(StandardError) as refused:
        standard_kind(key).value_of(text)
    assert (refused.value.field, refused.value.reason) == (
        "value",
        f"“{standard_kind(key).label}”应填写{wanted}",
    )


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("local.training_amount", "1500.50", "1,500.50 元/人"),
        ("local.class_size", "1", "1 人/班"),
        ("local.attendance_share", "0.80", "80%"),
        ("local.training_amount", "0.01", "0.01 元/人"),
    ],
)
def test_a_figure_is_read_aloud_with_its_unit(key, text, shown):
    assert standard_kind(key).shown(text) == shown


@pytest.mark.parametrize(
    ("dimensions", "hint"),
    [
        ((), "不分项，全地区一个标准"),
        (("level",), "只能按技能等级区分"),
        (("level", "programme"), "只能按技能等级、培训项目区分"),
    ],
)
def test_what_a_standard_is_not_set_by_is_left_empty(dimensions, hint):
    kind = replace(standard_kind("local.class_size"), dimensions=dimensions)
    kind.check_dimensions({"occupation": "", **dict.fromkeys(dimensions, "3")})
    with pytest.raises(StandardError) as refused:
        kind.check_dimensions(
            {**dict.fromkeys(dimensions, "3"), "programme" if not dimensions else "occupation": "x"}
        )
    name, called = ("occupation", "职业（工种）") if dimensions else ("programme", "培训项目")
    assert (refused.value.field, refused.value.reason) == (
        name,
        f"“{kind.label}”不能按{called}区分，{hint}，请清空此项",
    )


AMOUNT, AGE = standard_kind("local.advanced_worker_amount"), standard_kind("local.minimum_age")


def capped(kind: StandardKind, op: str, *figures: tuple[int, str, str | None]) -> Release:
    """The release in which the cap of the standard has these figures, each from a day to a day."""
    parameter = current().parameter(kind.cap)
    values = tuple(
        replace(
            parameter.values[-1],
            text=str(figure),
            value=figure,
            valid_from=date.fromisoformat(since),
            valid_to=until and date.fromisoformat(until),
        )
        for figure, since, until in figures
    )
    return current().with_parameter(replace(parameter, op=op, values=values))


LOWERED = (2000, "2019-01-01", "2026-12-31"), (1500, "2027-01-01", "2027-12-31"), (3000, "2028-01-01", None)


@pytest.mark.parametrize(
    ("text", "first", "last", "since", "figure"),
    [
        ("2000", "2026-01-01", "2026-12-31", None, ""),
        ("2000.01", "2026-01-01", "2026-12-31", "2026-01-01", "2,000"),
        ("1500.01", "2026-01-01", "2027-01-01", "2027-01-01", "1,500"),
        ("1500.01", "2027-06-01", None, "2027-06-01", "1,500"),
        ("1500.01", "2027-12-31", "2028-01-01", "2027-12-31", "1,500"),
        ("1500", "2019-01-01", None, None, ""),
        ("3000", "2028-01-01", None, None, ""),
        ("3000.01", "2028-01-01", None, "2028-01-01", "3,000"),
    ],
)
def test_a_cap_binds_on_each_of_its_days_and_says_from_which(text, first, last, since, figure):
    days = {"first": date.fromisoformat(first), "last": last and date.fromisoformat(last)}
    release = capped(AMOUNT, "<=", *LOWERED)
    if since is None:
        AMOUNT.check_cap(text, **days, release=release)
        return
    with pytest.raises(StandardError) as refused:
        AMOUNT.check_cap(text, **days, release=release)
    assert refused.value.field == "value"
    assert refused.value.reason == (
        f"{since}起，“高级工技能提升补贴标准”不得超过高级工技能提升补贴上限{figure}元/人"
        "（云人社发〔2018〕71号一(十)），请改小或缩短执行日期"
    )


@pytest.mark.parametrize(
    ("op", "figure", "bound", "remedy"),
    [(">=", "15", "不得低于", "改大"), ("<=", "17", "不得超过", "改小"), ("=", "15", "只能等于", "改正")],
)
def test_a_cap_that_the_portal_proposed_says_how_it_binds(op, figure, bound, remedy):
    release = capped(AGE, op, (16, "2019-01-01", None))
    AGE.check_cap("16", first=DAY, last=DAY, release=release)
    with pytest.raises(StandardError) as refused:
        AGE.check_cap(figure, first=DAY, last=DAY, release=release)
    cap = current().parameter(AGE.cap)
    assert refused.value.reason == (
        f"2026-03-02起，“{AGE.label}”{bound}{cap.label}16{cap.unit}（门户默认值），请{remedy}或缩短执行日期"
    )


def test_without_a_cap_any_figure_stands():
    standard_kind("local.class_size").check_cap("9000", first=DAY, last=None, release=current())


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
