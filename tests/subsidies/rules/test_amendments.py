"""A release becomes the next one, or is refused in words that an office can act on."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from subsidies.rules import current
from subsidies.rules.amendments import (
    AmendmentError,
    Source,
    TypedDocument,
    amended,
    choices_of,
    in_words,
    restored,
)
from subsidies.rules.differences import Difference, Line, differences, touched
from subsidies.rules.releases import Basis, ParameterError, Release

CAP = "advanced_worker.amount_cap"
LABEL = "“高级工技能提升补贴上限”"
YEAR = current().parameter("reading.year").label
NUMBER, CLAUSE, QUOTE = "云人社发〔2026〕90号(虚构)", "第三条", "高级工补贴每人不超过2500元"
FROM, CHECKED = date(2027, 1, 1), date(2026, 11, 28)
CITED = Source(NUMBER, CLAUSE, QUOTE)
HELD = current().parameter(CAP).values[-1]
NOTICE = Source(HELD.document, HELD.clause, HELD.quote)


def typed(**given) -> TypedDocument:
    return TypedDocument(
        **{
            "number": NUMBER,
            "issuer": "云南省人力资源和社会保障厅",
            "issued_on": date(2026, 11, 1),
            "in_force_from": FROM,
            "clause": CLAUSE,
            "text": f"{QUOTE},自2027年1月1日起执行。",
            **given,
        }
    )


def amend(release: Release | None = None, **given) -> Release:
    asked = {
        "key": CAP,
        "text": "2500",
        "since": FROM,
        "source": CITED,
        "verified_on": CHECKED,
        "document": typed(),
        **given,
    }
    key, text = asked.pop("key"), asked.pop("text")
    return amended(release or current(), key, text, **asked)


def test_the_old_figure_ends_the_day_before_and_the_new_one_has_its_document():
    made = amend()
    old, new = made.parameter(CAP).values
    assert (old.text, old.valid_to) == ("2000", date(2026, 12, 31))
    assert (new.text, new.valid_from, new.valid_to) == ("2500", FROM, None)
    assert (new.document, new.clause, new.quote, new.verified_on) == (NUMBER, CLAUSE, QUOTE, CHECKED)
    assert [dict(each) for each in made.documents] == [
        {
            "number": NUMBER,
            "issuer": "云南省人力资源和社会保障厅",
            "issued_on": "2026-11-01",
            "in_force_from": "2027-01-01",
            "clause": CLAUSE,
            "text": f"{QUOTE},自2027年1月1日起执行。",
        }
    ]
    assert made.changed_from(current()) == (CAP,)
    assert made.parameter(CAP).basis is Basis.NOTICE


def test_a_figure_that_was_proposed_rests_on_its_document_from_then_on():
    made = amend(key="publicity.working_days", text="7", source=Source(NUMBER, CLAUSE, QUOTE))
    parameter = made.parameter("publicity.working_days")
    assert (current().parameter(parameter.key).basis, parameter.basis) == (Basis.PROPOSED, Basis.NOTICE)
    assert [dated.document for dated in parameter.values] == ["", NUMBER]


def test_a_proposed_figure_may_change_without_a_document_and_stays_proposed():
    made = amend(key="roster.maximum_age", text="59", source=Source(), document=None)
    assert made.parameter("roster.maximum_age").basis is Basis.PROPOSED
    assert made.value("roster.maximum_age", on=FROM) == 59
    assert made.value("roster.maximum_age", on=FROM - timedelta(days=1)) == 60


def test_a_second_clause_of_a_typed_document_is_kept_beside_the_first():
    more = typed(clause="第五条", text="技师补贴每人2600元。")
    source = Source(NUMBER, "第五条", "每人2600元")
    made = amend(amend(), key="technician.amount", text="2600", source=source, document=more)
    assert [each["clause"] for each in made.documents] == [CLAUSE, "第五条"]


def test_the_same_clause_typed_in_again_is_kept_once():
    made = amend(amend(), key="technician.amount", text="2600", source=CITED)
    assert len(made.documents) == 1


def test_a_third_figure_follows_the_second():
    thrice = amend(amend(since=date(2027, 6, 1)), text="2600", since=date(2027, 7, 1))
    assert [str(dated.valid_to) for dated in thrice.parameter(CAP).values] == [
        "2027-05-31",
        "2027-06-30",
        "None",
    ]


NONE = {"source": Source(), "document": None}


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"key": "no.such"}, "parameter", "没有“no.such”这一参数"),
        ({"since": date(2047, 1, 1)}, "valid_from", "起始日2047-01-01太远，请核对年份"),
        (
            {"since": date(2018, 12, 27)},
            "valid_from",
            f"{LABEL}的现有数值自2018-12-27起执行，新数值的起始日须晚于该日；如要改正本稿中的修改，请先撤销再重新填写",
        ),
        ({"text": "2000", "source": NOTICE, "document": None}, "value", f"{LABEL}的新数值与现有数值相同，没有改动"),
        ({"text": "12.345"}, "value", f"{LABEL}：数值“12.345”应为准确的数，如 1500 或 1500.50"),
        ({"key": "public_base.person_times", "text": "3000.5"}, "value", "“公共职业技能培训基地年培训规模”：数值“3000.5”应为整数"),
        ({"key": "reading.year", "text": "x", **NONE}, "value", f"“{YEAR}”：没有“x”这一读法，请从列出的读法中选择"),
        ({"source": Source("某号", "第一条", "句")}, "document", f"{LABEL}：没有收录《某号》，请录入该文件的文号、条款和原文"),
        ({"source": Source(NUMBER, "第九条", "句")}, "clause", f"{LABEL}：依据文件中没有“第九条”这一条款"),
        ({"source": Source(NUMBER, CLAUSE, "别的话")}, "quote", f"{LABEL}：引文不在{NUMBER} {CLAUSE}的原文中，请逐字照录"),
        ({"since": date(2026, 12, 31)}, "valid_from", f"{LABEL}：依据文件自2027-01-01起施行，起始日不能早于该日"),
        (NONE, "document", f"{LABEL}：数值由文件规定，须写明依据文件、条款和引文"),
        ({"source": Source(NUMBER)}, "clause", f"{LABEL}：须写明依据文件的条款"),
        ({"document": typed(text="")}, "text", f"{LABEL}：录入的文件须写明文号、发文机关、条款和原文"),
        ({"document": typed(text=f"{QUOTE}\x85\x7f")}, "text", f"{LABEL}：文字中有不能保存的特殊字符，请重新录入"),
        ({"document": typed(number=NOTICE.document)}, "number", "《云人社发〔2018〕71号》已随软件收录，请从“依据文件”中选择，不必另行录入"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_field(given, field, sentence):
    with pytest.raises(AmendmentError) as refused:
        amend(**given)
    assert (refused.value.reason, refused.value.field) == (sentence, field)
    assert str(refused.value) == sentence


def test_twenty_years_ahead_is_not_too_far():
    assert amend(since=date(2046, 12, 31)).value(CAP, on=date(2046, 12, 31)) == 2500


def test_a_gap_after_a_value_that_has_ended_is_refused():
    ended = amended_to_end()
    with pytest.raises(AmendmentError) as refused:
        amend(ended, since=date(2027, 1, 3), document=None, source=NOTICE)
    assert refused.value.reason == f"{LABEL}的现有数值到2027-01-01为止，新数值应从2027-01-02起"
    assert refused.value.field == "valid_from"
    following = amend(ended, since=date(2027, 1, 2), document=None, source=NOTICE)
    assert [dated.valid_to for dated in following.parameter(CAP).values] == [date(2027, 1, 1), None]
    earlier = amend(ended, since=date(2027, 1, 1), document=None, source=NOTICE)
    assert [dated.valid_to for dated in earlier.parameter(CAP).values] == [date(2026, 12, 31), None]


def amended_to_end() -> Release:
    """The cap ends with 1 January 2027, and nothing follows it."""
    parameter = current().parameter(CAP)
    (dated,) = parameter.values
    return current().with_parameter(replace(parameter, values=(replace(dated, valid_to=date(2027, 1, 1)),)))


@pytest.mark.parametrize(
    ("other", "field", "sentence"),
    [
        ({"text": "别的"}, "text", f"《{NUMBER}》{CLAUSE}已经录入过，原文与上次不同，请核对"),
        ({"issuer": "别的厅"}, "issuer", f"《{NUMBER}》已经录入过，发文机关或日期与上次不同，请核对"),
        ({"issued_on": date(2026, 11, 2)}, "issuer", "发文机关或日期与上次不同，请核对"),
        ({"in_force_from": date(2026, 11, 2)}, "issuer", "发文机关或日期与上次不同，请核对"),
    ],
)
def test_a_document_typed_in_otherwise_is_refused(other, field, sentence):
    with pytest.raises(AmendmentError) as refused:
        amend(amend(), key="technician.amount", document=typed(**other))
    assert refused.value.field == field
    assert refused.value.reason.endswith(sentence)


def test_a_document_is_compared_with_its_own_clauses_wherever_they_stand():
    other = typed(number="云人社发〔2026〕91号(虚构)", issuer="别的厅")
    both = amend(amend(document=other, source=replace(CITED, document=other.number)), since=date(2028, 1, 1))
    assert [each["number"] for each in both.documents] == [other.number, NUMBER]
    with pytest.raises(AmendmentError) as refused:
        amend(both, key="technician.amount", document=typed(text="别的"))
    assert refused.value.reason == f"《{NUMBER}》{CLAUSE}已经录入过，原文与上次不同，请核对"


def test_another_document_beside_the_first_is_none_of_its_business():
    other = typed(number="云人社发〔2026〕91号(虚构)", issuer="别的厅", text="技师补贴每人2600元。")
    source = Source(other.number, CLAUSE, "每人2600元")
    made = amend(amend(), key="technician.amount", text="2600", source=source, document=other)
    assert [each["number"] for each in made.documents] == [NUMBER, other.number]


class TestUndone:
    def test_the_parameter_is_as_it_was_and_its_document_gone(self):
        back = restored(amend(), CAP, base=current())
        assert back.version == current().version
        assert back.documents == ()

    def test_what_another_amendment_cites_stays(self):
        more = amend(amend(), key="technician.amount", text="2600", source=CITED)
        back = restored(more, CAP, base=current())
        assert back.changed_from(current()) == ("technician.amount",)
        assert [each["clause"] for each in back.documents] == [CLAUSE]

    def test_what_can_no_longer_be_read_back_is_told_of_the_parameter(self):
        """Another amendment of the draft has lost the document that it cites."""
        draft = amend(amend(), key="technician.amount", text="2600", source=CITED)
        with pytest.raises(AmendmentError) as refused:
            restored(replace(draft, documents=()), CAP, base=current())
        assert refused.value.reason == f"{LABEL}：没有收录《{NUMBER}》，请录入该文件的文号、条款和原文"

    def test_what_the_base_had_stays_cited_or_not(self):
        base = amend()
        more = typed(clause="第五条", text="技师补贴每人2600元。")
        source = Source(NUMBER, "第五条", "每人2600元")
        draft = amend(base, key="technician.amount", text="2600", source=source, document=more)
        back = restored(draft, "technician.amount", base=base)
        assert [each["clause"] for each in back.documents] == [CLAUSE]

    @pytest.mark.parametrize("key", ["technician.amount", "no.such"])
    def test_what_was_not_amended_is_named(self, key):
        with pytest.raises(AmendmentError) as refused:
            restored(amend(), key, base=current())
        assert (refused.value.reason, refused.value.field) == (f"本稿没有修改“{key}”", "parameter")


@pytest.mark.parametrize(
    ("said", "told", "field"),
    [
        ("release:1: overlap: begins before the value above it ends", "与已有数值的日期重叠", "valid_from"),
        ("release:1: gap: no value between", "与前一数值之间有日期没有数值", "valid_from"),
        ("release:1: valid_to lies before valid_from", "截止日早于起始日", "valid_from"),
        ("release:1: a proposed figure has no document; with", "门户默认值没有依据文件", "document"),
        ("release:1: clause must not be empty", "须写明依据文件的条款", "clause"),
        ("release:1: issuer must not be empty", "录入的文件须写明文号、发文机关、条款和原文", "text"),
        ("release:1: something else", "修改后的规则不能通过检查（release:1: something else）", ""),
    ],
)
def test_what_the_reader_says_is_said_in_words(said, told, field):
    assert in_words(ParameterError(said), about="“某参数”") == (f"“某参数”：{told}", field)


def test_only_a_reading_has_choices():
    assert list(choices_of(current(), "reading.year")) == ["calendar_year", "twelve_months"]
    assert choices_of(current(), CAP) == {}


class TestDifferences:
    """What one release says otherwise than another, as the page of a draft shows it."""

    def test_a_new_figure_beside_the_old_one(self):
        line = Line("不超过 2,000 元/人", "不超过 2,500 元/人", FROM, None, NUMBER, CLAUSE, QUOTE)
        assert differences(current(), amend()) == (
            Difference(CAP, LABEL.strip("“”"), "文件规定", "changed", (line,)),
        )

    def test_every_new_figure_has_its_line_and_a_day_without_one_says_so(self):
        followed = amend(amended_to_end(), since=date(2027, 1, 2))
        thrice = amend(followed, text="2600", since=date(2028, 1, 1))
        (found,) = differences(amended_to_end(), thrice)
        shown = [(line.old, line.new, line.valid_from, line.valid_to) for line in found.lines]
        assert shown == [
            ("无数值", "不超过 2,500 元/人", date(2027, 1, 2), date(2027, 12, 31)),
            ("无数值", "不超过 2,600 元/人", date(2028, 1, 1), None),
        ]

    def test_a_figure_that_another_has_replaced_is_shown_beside_what_held_that_day(self):
        twice = amend(amend(), text="2600", since=date(2028, 1, 1))
        (found,) = differences(amend(), twice)
        assert [(line.old, line.new) for line in found.lines] == [
            ("不超过 2,500 元/人", "不超过 2,600 元/人")
        ]

    def test_another_reading_is_shown_by_its_label(self):
        made = amend(key="reading.year", text="twelve_months", **NONE)
        (found,) = differences(current(), made)
        choices = current().parameter("reading.year").choices
        assert (found.lines[0].old, found.lines[0].new) == (
            choices["calendar_year"],
            choices["twelve_months"],
        )
        assert found.basis == "读法"

    def test_the_same_figure_on_another_document_is_a_difference(self):
        made = amend(
            text="2000",
            document=typed(text="高级工补贴每人不超过2000元"),
            source=Source(NUMBER, CLAUSE, "每人不超过2000元"),
        )
        (found,) = differences(current(), made)
        assert (found.lines[0].old, found.lines[0].new) == ("不超过 2,000 元/人",) * 2
        assert found.lines[0].document == NUMBER

    def test_a_figure_that_only_ends_is_a_difference(self):
        (found,) = differences(current(), amended_to_end())
        (line,) = found.lines
        assert (line.old, line.new, line.valid_to) == ("不超过 2,000 元/人",) * 2 + (date(2027, 1, 1),)

    def test_what_only_one_of_the_two_has(self):
        less = replace(
            current(),
            parameters=MappingProxyType({k: v for k, v in current().parameters.items() if k != CAP}),
        )
        source = (HELD.valid_from, None, HELD.document, HELD.clause, HELD.quote)
        gone = Line("不超过 2,000 元/人", "不再有此参数", *source)
        assert differences(current(), less) == (
            Difference(CAP, LABEL.strip("“”"), "文件规定", "removed", (gone,)),
        )
        added = Line("", "不超过 2,000 元/人", *source)
        assert differences(less, current()) == (
            Difference(CAP, LABEL.strip("“”"), "文件规定", "added", (added,)),
        )
        assert touched(current(), less) == touched(less, current()) == ()
        assert touched(current(), amend()) == (CAP,)

    @pytest.mark.parametrize(
        ("key", "text", "old", "new"),
        [
            ("rating.coverage", "0.8", "不低于 100%", "不低于 80%"),
            ("bases.target_year", "2025", "不超过 2020 年", "不超过 2025 年"),
            ("publicity.working_days", "7", "不低于 5 工作日", "不低于 7 工作日"),
            ("brands.per_year", "12", "约 10 个/年", "约 12 个/年"),
            ("technician.amount", "2600.50", "2,000 元/人", "2,600.50 元/人"),
        ],
    )
    def test_every_kind_is_shown_in_words(self, key, text, old, new):
        source = Source() if key == "publicity.working_days" else CITED
        (found,) = differences(current(), amend(key=key, text=text, source=source))
        assert (found.lines[0].old, found.lines[0].new) == (old, new)
