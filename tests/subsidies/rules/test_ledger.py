"""The ledger's files: every sentence answered for once, and a file that says otherwise refused with its line."""

import re
import shutil

import pytest

from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.ledger import DATA, LABELS, TargetKind, ledger
from subsidies.rules.parameters import ParameterError, current

HAN = re.compile(r"[一-鿿]")


@pytest.fixture
def broken(tmp_path):
    """A copy of the ledger in which one text is replaced by another."""
    folder = tmp_path / "ledger"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def change(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def refused(folder, pattern):
    with pytest.raises(ParameterError, match=pattern):
        ledger(folder)


def test_every_sentence_is_answered_for_in_the_order_of_the_notice():
    wanted = [each.id for each in documents()[NOTICE].sentences.values() if each.counts]
    assert list(ledger()) == wanted


def test_it_speaks_chinese_and_states_no_figure_of_the_notice():
    """Figures are shown from the parameters in force, not from the prose."""
    figures = {
        dated.text
        for parameter in current().parameters.values()
        for dated in parameter.values
        if parameter.basis == "notice" and len(dated.text) > 1
    }
    for entry in ledger().values():
        for text in (entry.does, *(target.label for target in entry.targets if target.label)):
            assert HAN.search(text), entry.source
            assert not figures & set(re.findall(r"\d+", text)), entry.source


def test_every_figure_of_the_notice_is_named_beside_the_sentence_it_stands_in():
    text = {entry.sentence: documents()[NOTICE].sentences[entry.sentence].text for entry in ledger().values()}
    for parameter in current().parameters.values():
        if parameter.basis == "notice":
            beside = [
                text[entry.sentence]
                for entry in ledger().values()
                if parameter.key in {target.name for target in entry.of_kind(TargetKind.PARAMETER)}
            ]
            assert any(dated.quote in each for dated in parameter.values for each in beside), parameter.key


def test_it_says_it_in_its_own_words():
    for entry in ledger().values():
        assert entry.does.rstrip("。") not in documents()[NOTICE].sentences[entry.sentence].text


def test_a_sentence_without_an_entry_is_named(broken):
    folder = broken("part_4.yaml", "- sentence: 四(二)#2\n", "- sentence: 四(二)#3\n")
    refused(folder, r"part_4\.yaml:\d+: 四\(二\)#3 is already answered for in part_4\.yaml:\d+")
    text = (folder / "annexes.yaml").read_text(encoding="utf-8")
    (folder / "part_4.yaml").unlink()
    refused(folder, r"nothing answers for 四\(一\)#1, 四\(一\)#2, 四\(二\)#1, 四\(二\)#2, 四\(二\)#3")
    (folder / "part_4.yaml").write_text(text, encoding="utf-8")


def test_one_unmapped_sentence_is_named(broken):
    folder = broken(
        "annexes.yaml",
        "- sentence: 落款#2\n",
        "- sentence: 落款#9\n",
    )
    refused(folder, r"annexes\.yaml:\d+: .* has no sentence '落款#9' to answer for")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("part_1.yaml", "sentence: 一(二)#1", "sentence: 一(二)#0", "no sentence '一\\(二\\)#0' to answer for"),
        ("part_1.yaml", "sentence: 一(二)#1", "sentence: 一(二)#2", "already answered for"),
        ("part_1.yaml", "does: 平台不登记摸底信息。", "does: ''", "does must not be empty"),
        ("part_2.yaml", "human: 绩效工资分配由事业单位决定。", "human: ' '", "human must not be empty"),
        ("part_2.yaml", "human: 绩效工资分配", "person: 绩效工资分配", "unknown kind 'person'"),
        ("part_2.yaml", "- parameter: public", "- {page: courses:class_list, parameter: x}\n    - parameter: p", "one kind"),
        ("part_2.yaml", "page: courses:class_list", "page: courses:klass_list", "has no label in labels.yaml"),
        ("part_2.yaml", "page: courses:class_list", "human: 理由", "no sentence has the target courses:class_list"),
        ("part_4.yaml", "  does: 提出工作要求，不产生办理事项。\n", "", "missing: does"),
        ("part_4.yaml", "  does: 提出", "  note: x\n  does: 提出", "unknown field note"),
        (LABELS, "- target: core:audit\n", "- target: courses:results\n", "has a label already"),
        (LABELS, "  label: 操作记录\n", "  label: ''\n", "label must not be empty"),
        ("preface.yaml", "- sentence", "sentence", "not readable as YAML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_file_line_and_reason(broken, name, old, new, reason):
    refused(broken(name, old, new), rf"^[a-z_0-9]+\.yaml:\d+: .*{reason}")


def test_a_reason_stands_wherever_people_are_left_to_it():
    human = [target for entry in ledger().values() for target in entry.of_kind(TargetKind.HUMAN)]
    assert len(human) > 50
    assert all(len(target.label) > 9 and target.label.endswith("。") for target in human)
