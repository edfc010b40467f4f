"""A file is read node by node: what can't be defended is refused with file, line and reason."""

from datetime import date
from pathlib import Path

import pytest

from subsidies.rules.blocks import Block, compose, compose_text, items_of
from subsidies.rules.releases import ParameterError

FIELDS = {"name", "kind", "amount", "day", "parts", "names", "note"}
GOOD = """\
# a remark
name: 技师
kind: money
amount: "2000"
day: 2025-03-05
parts: [甲, 乙]
names: {a: 甲, b: 乙}
note:
"""


def block_of(text: str) -> Block:
    path = Path("a/table.yaml")
    return Block(path, compose_text(path, text), required={"name"}, optional=FIELDS)


def refused(read, *given) -> str:
    with pytest.raises(ParameterError) as refusal:
        read(*given)
    return str(refusal.value)


def test_what_stands_in_a_good_block_is_read():
    block = block_of(GOOD)
    assert block.text("name", required=True) == "技师"
    assert block.member("kind", ("money", "count")) == "money"
    assert block.exact("amount") == "2000"
    assert block_of("name: x\namount: '12.10'\n").exact("amount") == "12.10"
    assert block.day("day") == date(2025, 3, 5)
    assert [node.value for node in block.items("parts")] == ["甲", "乙"]
    assert block.texts("parts") == ("甲", "乙")
    assert block.labels("names") == {"a": "甲", "b": "乙"}


def test_what_is_left_out_or_empty_has_no_value():
    for block in (block_of(GOOD), block_of("name: x\n")):
        assert block.scalar("note") is None
        assert block.text("note") == ""
        assert block.day("note") is None
    assert block.labels("names") == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("name: 技师\n", "", 2, "missing: name"),
        ("name: 技师\n", "kind: count\n", 3, "kind is given twice"),
        ("note:\n", "colour: red\n", 8, "unknown field colour"),
        ("note:\n", "[note]: x\n", 8, "the name of a field is a single word"),
        (GOOD, "# a remark\n\n- name: x\n", 3, "a mapping is expected here"),
    ],
)
def test_a_block_with_other_fields_is_refused(old, new, line, reason):
    assert old in GOOD
    assert refused(block_of, GOOD.replace(old, new)) == f"table.yaml:{line}: {reason}"


def test_every_missing_field_is_named():
    node = compose_text(Path("table.yaml"), "name: x\n")
    message = refused(lambda: Block(Path("table.yaml"), node, required={"name", "kind", "day"}))
    assert message == "table.yaml:1: missing: day, kind"


def test_a_block_may_leave_its_further_fields_open():
    node = compose_text(Path("table.yaml"), "name: x\ncolour: red\n")
    assert Block(Path("table.yaml"), node, required=set(), optional=None).text("colour") == "red"
    message = refused(lambda: Block(Path("table.yaml"), node, required={"name"}))
    assert message == "table.yaml:2: unknown field colour"


DAY = "day must be a day written YYYY-MM-DD"


@pytest.mark.parametrize(
    ("text", "read", "reason"),
    [
        ("note: [a]", lambda block: block.text("note"), "note must be a single value"),
        ("note: ' '", lambda block: block.text("note", required=True), "note must not be empty"),
        ("note:", lambda block: block.text("note", required=True), "note must not be empty"),
        ("amount: 12.10", lambda block: block.exact("amount"), "amount must be quoted text"),
        ("amount:", lambda block: block.exact("amount"), "amount must be quoted text"),
        ("day: 2025-02-30", lambda block: block.day("day"), DAY),
        ("day: 20250305", lambda block: block.day("day"), DAY),
        ("kind:", lambda block: block.member("kind", ("money", "count")), "kind must not be empty"),
        ("kind: cash", lambda block: block.member("kind", ("money", "count")), "kind: 'cash' is not one of money, count"),
        ("parts: 甲", lambda block: block.items("parts"), "parts must be a list with at least one entry"),
        ("parts: []", lambda block: block.items("parts"), "parts must be a list with at least one entry"),
        ("parts: [甲, '']", lambda block: block.texts("parts"), "parts must be a list of texts, none empty"),
        ("parts: [甲, [乙]]", lambda block: block.texts("parts"), "parts must be a list of texts, none empty"),
        ("names: 甲", lambda block: block.labels("names"), "names must be a mapping"),
        ("names: {a: [甲]}", lambda block: block.labels("names"), "a must be a single value"),
        ("names: {a: ''}", lambda block: block.labels("names"), "a must not be empty"),
        ("names: {a: 甲, a: 乙}", lambda block: block.labels("names"), "a is given twice"),
    ],
)  # fmt: skip
def test_a_field_that_cant_be_read_is_refused_on_its_own_line(text, read, reason):
    block = block_of(f"name: x\n\n{text}\n")
    assert refused(read, block) == f"table.yaml:3: {reason}"


def test_a_field_that_is_not_there_is_refused_on_the_line_of_its_block():
    block = block_of("\nname: x\n")
    assert refused(lambda: block.text("note", required=True)) == "table.yaml:2: note must not be empty"


def test_a_file_is_read_as_utf_8(tmp_path):
    path = tmp_path / "table.yaml"
    path.write_bytes("名: 技师\r\n".encode())
    assert [(name.value, content.value) for name, content in compose(path).value] == [("名", "技师")]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: 1\n---\nb: 2\n", "table.yaml:2: not readable as YAML (but found another document)"),
        (b"a: \xff\n", "table.yaml:1: not readable as YAML (unacceptable character #x00ff: "),
        (b"# nothing but a remark\n", "table.yaml:1: the file is empty"),
    ],
)
def test_a_file_that_is_no_yaml_is_refused(tmp_path, raw, message):
    path = tmp_path / "table.yaml"
    path.write_bytes(raw)
    assert refused(compose, path).startswith(message)


def test_the_items_of_a_file_are_a_list():
    path = Path("a/table.yaml")
    assert [each.value for each in items_of(path, compose_text(path, "- 甲\n- 乙\n"), "names")] == [
        "甲",
        "乙",
    ]
    message = refused(items_of, path, compose_text(path, "\n\na: 甲\n"), "names")
    assert message == "table.yaml:1: a list of names is expected"
