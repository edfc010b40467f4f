"""Every fact has its words, every word its fact, and one published form follows from both."""

import shutil
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from jsonschema import Draft202012Validator

from subsidies.rules import QUESTIONS, FactError
from subsidies.rules.fact_pages import facts_page
from subsidies.rules.fact_schema import components, json_schema
from subsidies.rules.facts import Facts, Finding
from subsidies.rules.facts.base import slots_of
from subsidies.rules.interview import Said, filled_in
from subsidies.rules.parameter_files import ParameterError
from subsidies.rules.vocabulary import (
    FOLDER,
    Answer,
    Asked,
    Fact,
    Guide,
    _read,
    classes_of,
    fact_at,
    facts_in,
    guide_of,
    values_of,
)
from yunnan_training.local.places import ROOT

CLASSES = sorted(
    {cls for each in QUESTIONS.values() for cls in classes_of(each)}, key=lambda cls: cls.__name__
)
every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda each: each.code)
CLAIM = QUESTIONS["claim"]


@every_class
def test_every_fact_has_words_of_its_own(cls):
    facts = facts_in(cls)
    assert [fact.name for fact in facts] == [slot.name for slot in slots_of(cls)]
    assert len({fact.label for fact in facts}) == len(facts)
    for fact in facts:
        assert fact.ask.endswith("？"), fact.name
        assert fact.help == "" or fact.help.endswith(("。", "？")), fact.name


@every_class
def test_every_value_has_one_name(cls):
    for fact in facts_in(cls):
        if issubclass(fact.kind, StrEnum):
            names = values_of(fact.kind)
            assert list(names) == list(fact.kind)
            assert len(set(names.values())) == len(names)


@every_class
def test_every_example_is_a_case(cls):
    assert cls.from_json({fact.name: fact.example for fact in facts_in(cls)})


@every_question
def test_what_the_calculator_puts_in_can_be_taken(question):
    """Ready answers, assumptions; and every question to a citizen has a field that can be drawn."""
    facts = {fact.name: fact for fact in facts_in(question.facts)}
    required = {fact.name: fact.example for fact in facts.values() if fact.required}
    said = Said(question.code, required.get(question.subject, ""), date(2025, 6, 30), {})
    for fact in facts.values():
        given = [filled_in(answer.value, said) for answer in fact.answers]
        given += [fact.assumed] if fact.assumed is not None else []
        for value in given:
            assert question.facts.from_json({**required, fact.name: value})
        if fact.asked is Asked.CITIZEN and fact.many and not fact.answers:
            assert issubclass(fact.kind, Facts)
            parts = facts_in(fact.kind)
            assert all(part.asked is Asked.CITIZEN for part in parts if part.required)
            assert all((not part.many and part.kind in (date, str)) or part.choices for part in parts)
        assert fact.assumed is None or fact.asked is Asked.OFFICE


@every_question
def test_a_question_for_the_public_says_what_comes_next(question):
    guide = guide_of(question)
    assert not guide.public or guide.steps
    assert facts_in(question.facts)


def write(folder, **entries):
    """The whole vocabulary in another place, with these files more."""
    copied = shutil.copytree(FOLDER, folder / "words")
    for name, text in entries.items():
        (copied / f"{name}.yaml").write_text(text, encoding="utf-8")
    return copied


def read(folder=FOLDER):
    """Read anew, whatever is remembered."""
    return _read.__wrapped__(folder)


WORDS = """\
public: "yes"
question: rating_coverage
papers: [身份证, 证书]
steps: [申请]
facts:
  RatingCoverageFacts:
    day:
      ask: 哪一天？
      label: 统计日期
      help: 一般是今天。
      asked: citizen
      example: "2026-03-02"
    rated: {label: 已评价, ask: 几家？, asked: office, example: 80, assumed: 1}
    institutions:
      label: 在册
      ask: 几家？
      asked: citizen
      example: 100
      answers:
        - value: 0
          label: 没有
        - {label: 一家, value: 1}
    findings: {label: 认定, ask: 怎样认定？, asked: "no", example: []}
"""


def words_from(start: str, *, to: str = "") -> str:
    return WORDS[WORDS.index(start) : WORDS.index(to) if to else None]


@pytest.mark.parametrize(
    ("words", "others", "refused"),
    [
        ("question: rating_coverage", 'question: " "', "2: question must not be empty"),
        ("question: rating_coverage\n", "", "1: missing: question"),
        ("papers", "colour", "3: unknown field colour"),
        ('"yes"', "maybe", "1: public: 'maybe' is not one of yes, no"),
        ("[身份证, 证书]", "证书", "3: papers must be a list with at least one entry"),
        ("[申请]", '[申请, ""]', "4: steps must be a list of texts, none empty"),
        (words_from("facts:"), "facts: []", "5: a mapping is expected here"),
        ("RatingCoverageFacts", "NoFacts", "7: no question has facts called NoFacts"),
        (words_from("RatingCoverageFacts"), "RatingCoverageFacts: []", "6: a mapping is expected here"),
        ("rated:", "colour:", "13: RatingCoverageFacts has no fact colour"),
        (words_from("rated", to="institutions"), "rated: 1\n    ", "13: a mapping is expected here"),
        ("      label: 统计日期\n", "", "8: missing: label"),
        ("help: 一般是今天。", "hint: 一般是今天。", "10: unknown field hint"),
        ("label: 统计日期", "label:", "9: label must not be empty"),
        ("      ask: 几家？", "      ask:", "16: ask must not be empty"),
        ("asked: citizen", "asked: boss", "11: asked: 'boss' is not one of citizen, office, no"),
        (words_from("answers", to="    findings"), "answers: []\n", "19: answers must be a list with at least one entry"),
        ("- value: 0\n          label: 没有", "- 没有", "20: a mapping is expected here"),
        ("{label: 一家, value: 1}", "{label: 一家}", "22: missing: value"),
        ("label: 没有", "label:", "21: label must not be empty"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_taken_stop_the_reading(tmp_path, words, others, refused):
    with pytest.raises(ParameterError) as stopped:
        read(write(tmp_path, rating_coverage=WORDS.replace(words, others, 1)))
    assert str(stopped.value) == f"rating_coverage.yaml:{refused}"


def test_a_fact_has_its_words_in_one_place(tmp_path):
    with pytest.raises(ParameterError) as stopped:
        read(write(tmp_path, zz=WORDS))
    assert str(stopped.value) == "zz.yaml:8: RatingCoverageFacts.day has its words elsewhere already"


def test_a_fact_without_words_stops_the_reading(tmp_path):
    whole = (FOLDER / "claim.yaml").read_text(encoding="utf-8")
    start = whole.index("    amount_basis:")
    less = whole[:start] + whole[whole.index("    findings:", start) :]
    with pytest.raises(LookupError) as stopped:
        read(write(tmp_path, claim=less))
    assert stopped.value.args == ("ClaimFacts.amount_basis has no words in vocabulary/",)


def test_a_question_must_say_whether_it_is_for_the_public(tmp_path):
    folder = write(tmp_path)
    for name in ("recruitment", "base_filing"):
        (folder / f"{name}.yaml").unlink()
    with pytest.raises(LookupError) as stopped:
        read(folder)
    reason = "words: nothing says whether base_filing, recruitment is for the public"
    assert stopped.value.args == (reason,)


@pytest.mark.parametrize("name", ["aa", "zz"])
def test_the_words_of_a_question_that_isnt_asked_lie_unread(tmp_path, name):
    text = WORDS.replace("question: rating_coverage", "question: tomorrow")
    assert read(write(tmp_path, **{name: text})) == read()


def test_a_fact_has_the_words_of_the_file_and_the_form_of_the_annotation(tmp_path):
    read_anew = read(write(tmp_path, rating_coverage=WORDS))
    assert read_anew.facts[QUESTIONS["rating_coverage"].facts] == (
        Fact(
            name="day",
            kind=date,
            many=False,
            may_be_unknown=False,
            required=True,
            label="统计日期",
            ask="哪一天？",
            help="一般是今天。",
            asked=Asked.CITIZEN,
            example="2026-03-02",
            assumed=None,
            answers=(),
        ),
        Fact(
            name="rated",
            kind=int,
            many=False,
            may_be_unknown=True,
            required=False,
            label="已评价",
            ask="几家？",
            help="",
            asked=Asked.OFFICE,
            example=80,
            assumed=1,
            answers=(),
        ),
        Fact(
            name="institutions",
            kind=int,
            many=False,
            may_be_unknown=True,
            required=False,
            label="在册",
            ask="几家？",
            help="",
            asked=Asked.CITIZEN,
            example=100,
            assumed=None,
            answers=(Answer("没有", 0), Answer("一家", 1)),
        ),
        Fact(
            name="findings",
            kind=Finding,
            many=True,
            may_be_unknown=False,
            required=False,
            label="认定",
            ask="怎样认定？",
            help="",
            asked=Asked.NO,
            example=[],
            assumed=None,
            answers=(),
        ),
    )
    assert read_anew.guides["rating_coverage"] == Guide(True, ("身份证", "证书"), ("申请",))


def test_a_question_that_isnt_for_the_public_needs_neither_papers_nor_steps():
    assert read().guides["rating_coverage"] == Guide(False, (), ())


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("held_certificates[0].issued_on", "发证日期"),
        ("held_certificates", "所持证书"),
        ("front_line_post", "是否一线岗位"),
    ],
)
def test_a_path_leads_to_its_fact(path, label):
    assert fact_at(CLAIM, path).label == label


@pytest.mark.parametrize("path", ["colour", "held_certificates[0].colour", "colour.day"])
def test_a_path_that_leads_nowhere_finds_nothing(path):
    assert fact_at(CLAIM, path) is None


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Nameless(StrEnum):
    ONE = "1"


# Of these only the last names the colours: the first is about texts, the second about some of them.
TEXTS = {"red": "文字", "blue": "文字"}
FAVOURITES = {Colour.RED: "最爱"}
COLOURS = {Colour.BLUE: Answer("蓝色", None), Colour.RED: "红色"}


def test_values_are_named_by_the_table_that_names_all_of_them():
    assert list(values_of(Colour).items()) == [(Colour.RED, "红色"), (Colour.BLUE, "蓝色")]
    assert values_of(bool) == {True: "是", False: "否"}
    assert values_of(int) == {}


def test_a_list_of_values_without_names_is_refused():
    with pytest.raises(LookupError) as refused:
        values_of(Nameless)
    assert refused.value.args == ("Nameless has no table of Chinese names",)


# The published form


@every_question
def test_the_schema_is_one(question):
    schema = json_schema(question.code)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["required"] == [fact.name for fact in facts_in(question.facts) if fact.required]
    for fact in facts_in(question.facts):
        entry = schema["properties"][fact.name]
        assert entry["title"] == fact.label
        assert fact.ask in entry["description"]
    example = {fact.name: fact.example for fact in facts_in(question.facts)}
    assert not list(Draft202012Validator(schema).iter_errors(example))


NOT_KNOWN = " 不知道的填空值或不填，不能当作“是”。"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (
            "day",
            {
                "type": "string",
                "format": "date",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                "title": "申请日期",
                "description": "您打算哪一天申请？ 按这一天有效的标准和读法测算，一般就是今天。 由本人回答。",
                "examples": ["2025-06-30"],
            },
        ),
        (
            "item",
            {
                "type": "string",
                "enum": ["H1", "H2", "H3", "H4"],
                "x-enum-labels": [
                    "高级工技能提升补贴",
                    "技师培训补贴",
                    "高级技师培训补贴",
                    "高级技师新技术培训补贴",
                ],
                "title": "补贴项目",
                "description": "您想申领哪一项补贴？ 由本人回答。",
                "examples": ["H2"],
            },
        ),
        (
            "certificate_level",
            {
                "type": ["string", "null"],
                "enum": ["5", "4", "3", "2", "1", None],
                "x-enum-labels": ["五级/初级工", "四级/中级工", "三级/高级工", "二级/技师", "一级/高级技师"],
                "title": "证书等级",
                "description": "证书上写的是几级？ 证书内页有“等级”一栏。 由本人回答。" + NOT_KNOWN,
                "examples": ["2"],
            },
        ),
        (
            "took_part_in_training",
            {
                "type": ["boolean", "null"],
                "title": "是否参加培训",
                "description": "取得这本证书以前，您参加过培训吗？ 由本人回答。" + NOT_KNOWN,
                "examples": [True],
            },
        ),
        (
            "certificate_number",
            {
                "type": ["string", "null"],
                "maxLength": 500,
                "title": "证书编号",
                "description": "证书编号是多少？ 测算时不用填写，申请时由经办机构核对。 由经办机构查验或填写。"
                + NOT_KNOWN,
                "examples": ["S000053000000200001"],
            },
        ),
        (
            "earlier_claims",
            {
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/EarlierClaim"},
                "maxItems": 100,
                "title": "以往申领",
                "description": "这一项补贴，您以前申请过吗？ 在省内任何地方申请过的都算。 由本人回答。"
                + NOT_KNOWN,
                "examples": [[]],
            },
        ),
        (
            "local_standard",
            {
                "oneOf": [{"$ref": "#/$defs/LocalStandard"}, {"type": "null"}],
                "title": "当地标准",
                "description": "当地已发布的补贴标准是多少元？"
                " 由平台按地区和日期取已发布的标准；没有发布的不能核定金额。 由经办机构查验或填写。"
                + NOT_KNOWN,
                "examples": [{"figure": "800.00", "basis": "保人社发〔2025〕1号(虚构)", "region": "保山市"}],
            },
        ),
    ],
)
def test_a_fact_is_published_with_its_form_and_its_words(name, form):
    assert json_schema("claim")["properties"][name] == form


def test_the_schema_of_a_question_stands_for_itself():
    whole = json_schema("recruitment")
    assert list(whole.pop("properties")) == ["day", "born_on", "rural", "continuing_school", "findings"]
    assert whole["$defs"]["Finding"].pop("properties")["reason"] == {
        "type": "string",
        "maxLength": 500,
        "title": "理由",
        "description": "理由是什么？ 由经办机构查验或填写。",
        "examples": ["经核对发证机构登记，予以认可"],
    }
    finding = {"type": "object", "required": ["check", "accepted", "reason"], "additionalProperties": False}
    assert whole == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "技能扶贫千校行动招生对接",
        "type": "object",
        "required": ["day"],
        "additionalProperties": False,
        "$defs": {"Finding": finding},
    }


BASE = {"item": "H2", "day": "2025-06-30"}


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"item": "H5"},
        {"item": None},
        {"day": "20250630"},
        {"day": "2025-6-3"},
        {"front_line_post": "yes"},
        {"front_line_post": 1},
        {"certificate_level": 3},
        {"certificate_kind": "diploma"},
        {"entered_amount": 1500},
        {"entered_amount": "1,500"},
        {"entered_amount": "NaN"},
        {"earlier_claims": {}},
        {"earlier_claims": [{"item": "H2"}]},
        {"earlier_claims": [{"item": "H2", "standing": "paid", "x": 1}]},
        {"findings": None},
    ],
)
def test_the_schema_refuses_what_the_facts_refuse(change):
    assert list(Draft202012Validator(json_schema("claim")).iter_errors({**BASE, **change}))
    if change != {"entered_amount": "1,500"}:
        with pytest.raises(FactError):
            CLAIM.facts.from_json({**BASE, **change})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"certificate_level": None},
        {"entered_amount": "1500.00"},
        {"held_certificates": None},
        {"findings": []},
    ],
)
def test_the_schema_takes_what_the_facts_take(change):
    assert not list(Draft202012Validator(json_schema("claim")).iter_errors({**BASE, **change}))
    assert CLAIM.facts.from_json({**BASE, **change})


def test_every_class_is_published_once_and_refers_to_what_is_published():
    published = components()
    parts = "CertificateUse EarlierClaim Finding HeldCertificate LocalStandard OtherClass Post Spell".split()
    cases = {each.facts.__name__: each.label for each in QUESTIONS.values()}
    assert list(published) == sorted([*cases, *(f"{name}Fact" for name in parts)])
    assert {name: published[name]["title"] for name in cases} == cases
    references = [part.partition("'")[0] for part in str(published).split("'#/components/schemas/")[1:]]
    assert set(references) <= published.keys()


def test_the_page_of_facts_is_up_to_date():
    """manage.py describe_facts writes it anew."""
    assert (ROOT / "docs" / "facts.md").read_text(encoding="utf-8") == facts_page()


@pytest.mark.parametrize("text", ["1E+999999999", "1E-2000", "9" * 1100, "0." + "0" * 1100])
def test_an_amount_that_would_fill_the_memory_is_refused(text):
    with pytest.raises(FactError) as refused:
        CLAIM.facts.from_json({**BASE, "entered_amount": text})
    assert refused.value.field == "entered_amount"


def test_what_is_written_as_an_amount_is_taken_exactly():
    assert CLAIM.facts.from_json({**BASE, "entered_amount": "1500.01"}).entered_amount == Decimal("1500.01")
