"""A figure of the notice stands once, in `parameters_data`. Nowhere else, in no spelling."""

import ast
import re
from collections.abc import Iterator

import pytest

from subsidies.rules import current
from yunnan_training.local.places import ROOT

from .source import modules, name_of, static_files, templates, tree_of

# The law itself: the figures, and the words of the notice that are quoted beside a decision.
LAW = (ROOT / "subsidies" / "rules" / "parameters_data", ROOT / "subsidies" / "rules" / "documents")

# A number that happens to be equal to an amount and isn't one, with what it is.
OTHER_THINGS = {
    "subsidies/actions/simulating.py:CHUNK": "rows from a cursor at a time",
    "subsidies/actions/simulations.py:PART_SIZE": "decisions that one worker takes at a time",
    "subsidies/exports/simulations.py:MOST_DETAILS": "rows of a sheet",
    "subsidies/views/simulation_figures.py:SCALE": "the width of a drawing",
    "courses/actions/rosters.py:BATCH": "rows an INSERT",
    "courses/api/serializers/people.py:MOST_MARKS": "marks in one request",
    "courses/rosters/marking.py:_MOST_ROWS": "rows of a workbook",
    "subsidies/management/demo/offices.py:work_phone": "a serial of a phone number",
    "subsidies/rules/rule.py:MOST_REMEMBERED": "answers kept in memory",
    "yunnan_training/core/xlsx/read_child.py:MAX_CELLS": "cells of a workbook",
    "subsidies/management/demo/people.py:order": "a serial of three digits",
    "yunnan_training/core/api/idempotency.py:_wait": "milliseconds",
    "yunnan_training/core/xlsx/mark_child.py:MAX_COMMENTS": "comments in one file",
}
SIZES = {"max_length", "batch_size", "chunk_size"}  # arguments that are never money

FIGURES = sorted(
    {
        int(dated.value)
        for parameter in current().parameters.values()
        if parameter.kind in ("money", "count")
        for dated in parameter.values
        if int(dated.value) >= 100
    }
)
_ONE = "|".join(f"{figure:,}".replace(",", "[,,]?") for figure in FIGURES)
_HAN = "一两二三"
_IN_TENS_OF_THOUSANDS = "|".join(str(figure // 10_000) for figure in FIGURES if figure % 10_000 == 0)
IN_WORDS = re.compile(
    # 2000元, 2,000.00 元/人, 3000人次; 两千元, 三千人次
    rf"(?<![\d.])(?:{_ONE})(?:\.0+)?\s*(?:元|圆|块|人次|yuan|CNY|RMB)|[{_HAN}]千\s*(?:元|圆|人次)"
    # 3万元, 500万, 300万人次, 2万名
    rf"|(?<![\d.])(?:{_IN_TENS_OF_THOUSANDS})\s*万\s*(?:元|人次|人|名)"
    # amount = 2000, "cap": "2000", 标准:2000, ¥2000
    rf"|(?:amount|cap|subsidy|standard|金额|标准|上限|补贴|¥|¥)\W{{0,6}}(?:{_ONE})(?!\d)",
    re.IGNORECASE,
)
# A number of working days in words is a policy, too.
DAYS_IN_WORDS = re.compile(r"(?:\d+|[一二三四五六七八九十]+)\s*个?工作日")


def is_law(path) -> bool:
    return any(folder == path or folder in path.parents for folder in LAW)


def test_the_notice_has_these_figures():
    assert FIGURES == [
        1000, 2000, 3000, 10_000, 20_000, 30_000, 200_000, 3_000_000, 4_000_000, 5_000_000
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "每人2000元",
        "每人 2,000.00 元",
        "amount = 3000",
        'cap: "1000"',
        "年培训规模3000人次以上",
        "三千元",
        "补贴标准:2000",
        "¥ 2,000",
        "每人每年3万元",
        "每年300万人次",
        "5,000,000元",
    ],
)
def test_the_scan_sees_an_amount(line):
    assert IN_WORDS.search(line)


@pytest.mark.parametrize(
    "line", ["z-index: 2000", "12000元", "timeout_ms=3000", "2000年", "13万人", "金额 20001"]
)
def test_the_scan_lets_other_numbers_pass(line):
    assert not IN_WORDS.search(line)


def test_no_line_of_code_template_or_style_speaks_of_an_amount():
    files = [path for path in modules() if not is_law(path)]
    files += [*templates(), *static_files(".css", ".js", ".svg")]
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if IN_WORDS.search(line)
    ]
    assert found == []


def test_no_sentence_of_code_or_template_states_a_number_of_working_days():
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in [*(path for path in modules() if not is_law(path)), *templates()]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if DAYS_IN_WORDS.search(line)
    ]
    assert found == []


def numbers_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of every literal that equals a figure: 2000, 2_000, 2000.0, "2000", "2000.00". The name is that
    of the variable or argument, else of the function around it."""
    name_of_value: dict[int, str] = {}
    nodes = list(ast.walk(tree))
    for kind in (ast.FunctionDef, ast.Assign | ast.AnnAssign, ast.keyword):  # the narrowest name comes last
        for node in (each for each in nodes if isinstance(each, kind)):
            name_of_value |= dict.fromkeys(map(id, ast.walk(node)), _name(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool) and _equals(node.value):
            yield node.lineno, name_of_value.get(id(node), "")


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return getattr(target, "id", getattr(target, "attr", ""))
    return node.name if isinstance(node, ast.FunctionDef) else node.arg or ""


def _equals(value: object) -> bool:
    if isinstance(value, str) and re.fullmatch(r"\d{4,7}(\.0+)?", value):
        value = float(value)
    return isinstance(value, int | float) and value in FIGURES


@pytest.mark.parametrize("line", ["x = 2000", "pay(3_000)", "Decimal('1000.00')", "{'a': 2000.0}"])
def test_the_scan_sees_a_literal(line):
    assert list(numbers_in(ast.parse(line)))


def test_no_literal_equals_an_amount():
    found = {
        f"{name_of(path)}:{name or line}"
        for path in modules()
        if not is_law(path)
        for line, name in numbers_in(tree_of(path))
        if name not in SIZES
    }
    assert found - OTHER_THINGS.keys() == set()
