"""The notice cut into sentences: nothing lost, nothing invented, ids that stay."""

from datetime import date

import pytest

from subsidies.rules.documents import HERE as DOCUMENT_FOLDER
from subsidies.rules.documents import NOTICE, cut, documents, joined
from subsidies.rules.documents.cutting import Sentence, sentences

DOCUMENT = documents()[NOTICE]
ALL = list(DOCUMENT.sentences.values())


def test_the_notice_is_named_by_its_number_issuer_and_day():
    day = date(2018, 12, 27)
    assert list(documents()) == [NOTICE]
    notice = documents()[NOTICE]
    assert (notice.number, notice.issuer) == (NOTICE, "云南省人力资源和社会保障厅")
    assert (notice.issued_on, notice.in_force_from) == (day, day)


@pytest.mark.parametrize(
    ("clause", "quote", "stands"),
    [
        ("一(九)", "每年可参加一次", True),
        ("一(十)", "每年可参加一次", False),
        ("一(二十)", "每年可参加一次", False),
        ("一(二十)", "", False),
    ],
)
def test_a_quotation_stands_in_its_own_clause_alone(clause, quote, stands):
    assert DOCUMENT.has(clause=clause, quote=quote) is stands


@pytest.mark.parametrize("number", DOCUMENT.clauses)
def test_the_sentences_of_a_clause_give_back_its_text_letter_by_letter(number):
    inside = [each for each in ALL if each.clause.startswith(number)]
    assert joined(inside) == DOCUMENT.clauses[number]


def test_the_clauses_are_those_of_the_whole_text():
    text = (DOCUMENT_FOLDER / "notice_2018_71.md").read_text(encoding="utf-8")
    lines = [line.lstrip("# ") for line in text.splitlines() if line.strip()]
    assert joined(ALL) == "\n".join(lines)


def test_ids_are_the_clause_and_a_count_within_it():
    for each in ALL:
        clause, _, number = each.id.rpartition("#")
        assert clause == each.clause
        assert (number == "0") == each.heading
    assert list(DOCUMENT.sentences)[:3] == ["前言#1", "前言#2", "前言#3"]
    assert list(DOCUMENT.sentences)[-4:] == ["附件1#1", "附件2#1", "落款#1", "落款#2"]
    assert {"二(一)2#4", "三(一)#0", "三(四)#3"} <= set(DOCUMENT.sentences)


def test_the_four_subsidies_are_four_sentences():
    money = {name: DOCUMENT.sentences[f"一(十)#{name}"].text for name in range(2, 6)}
    assert [text[-2:] for text in money.values()] == ["元;", "元;", "元;", "元。"]
    assert "一(十)#6" not in DOCUMENT.sentences


def test_a_heading_counts_only_when_it_contains_a_figure():
    assert [each.id for each in ALL if each.heading and each.counts] == ["三(一)#0"]
    assert all(each.counts for each in ALL if not each.heading)


def test_a_sentence_never_spans_two_and_is_never_empty():
    for each in ALL:
        assert each.text.strip() == each.text
        assert each.text
        assert not any(mark in each.text[:-1] for mark in "。;") or each.heading


def test_a_text_that_ends_without_a_stop_loses_nothing():
    text = "各局:\n\n## 一、题\n\n### (一)目\n\n甲。乙;丙\n\n丁。\n"
    found = sentences(text)
    assert list(found) == ["前言#1", "一#0", "一(一)#0", "一(一)#1", "一(一)#2", "一(一)#3", "一(一)#4"]
    assert joined(each for each in found.values() if each.clause == "一(一)") == cut(text)["一(一)"]


SMALL = """\
各局:
X光工也在内。
## 一、甲;乙
总则。
### (一)目
甲。乙
1.丙;丁。
附件:1.计划表
2.告知牌
厅
2018年12月27日
"""


def test_every_paragraph_is_cut_where_it_ends():
    assert sentences(SMALL) == {
        "前言#1": Sentence("前言#1", "前言", "各局:", 0, False),
        "前言#2": Sentence("前言#2", "前言", "X光工也在内。", 1, False),
        "一#0": Sentence("一#0", "一", "一、甲;乙", 2, True),
        "一#1": Sentence("一#1", "一", "总则。", 3, False),
        "一(一)#0": Sentence("一(一)#0", "一(一)", "(一)目", 4, True),
        "一(一)#1": Sentence("一(一)#1", "一(一)", "甲。", 5, False),
        "一(一)#2": Sentence("一(一)#2", "一(一)", "乙", 5, False),
        "一(一)1#1": Sentence("一(一)1#1", "一(一)1", "1.丙;", 6, False),
        "一(一)1#2": Sentence("一(一)1#2", "一(一)1", "丁。", 6, False),
        "附件1#1": Sentence("附件1#1", "附件1", "附件:1.计划表", 7, False),
        "附件2#1": Sentence("附件2#1", "附件2", "2.告知牌", 8, False),
        "落款#1": Sentence("落款#1", "落款", "厅", 9, False),
        "落款#2": Sentence("落款#2", "落款", "2018年12月27日", 10, False),
    }


def test_a_part_holds_its_clauses_and_a_clause_its_items():
    assert cut(SMALL) == {
        "前言": "各局:\nX光工也在内。",
        "一": "一、甲;乙\n总则。\n(一)目\n甲。乙\n1.丙;丁。",
        "一(一)": "(一)目\n甲。乙\n1.丙;丁。",
        "一(一)1": "1.丙;丁。",
        "附件1": "附件:1.计划表",
        "附件2": "2.告知牌",
        "落款": "厅\n2018年12月27日",
    }


def test_a_clause_before_every_part_stands_in_the_preface():
    assert cut("### (一)目\n甲。\n") == {"前言": "(一)目\n甲。", "(一)": "(一)目\n甲。"}
