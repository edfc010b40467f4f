"""Rule releases: drafted, amended, tried at their boundaries, released by another person, and then never changed."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import ProtectedError

from subsidies.actions import releases
from subsidies.rules import current
from subsidies.rules.amendments import Source
from tests.factories import core, subsidies
from tests.factories import law as factory
from yunnan_training.core import law
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, available, passages

pytestmark = pytest.mark.django_db
CAP = "advanced_worker.amount_cap"


@pytest.fixture
def author(cast):
    return cast.act("provincial_officer")


@pytest.fixture
def second(cast):
    return core.actor_for(core.officer(Role.PROVINCIAL_OFFICER, "530000", "另一人"))


@pytest.fixture
def drafted(author) -> RuleRelease:
    return factory.draft_release(author)


def amend(row, by, **given):
    return releases.amend(row, factory.higher_cap(**given), by=by, at=core.at())


def untouched(row: RuleRelease) -> bool:
    fresh = RuleRelease.objects.get(pk=row.pk)
    return (fresh.content, fresh.version, fresh.rules_version) == (
        row.content,
        row.version,
        row.rules_version,
    )


# --- drafting and amending ------------------------------------------------------------------------------------------------


def test_a_draft_is_a_copy_of_the_release_in_force(author):
    row = releases.draft(title="新版", reason="依据新文件", by=author, at=core.at())
    assert (row.status, row.based_on_id, row.drafted_by) == ("draft", law.in_force().row_id, author.user)
    assert law.read(row).version == law.in_force().release.version
    assert law.in_force().row_id != row.pk


def test_a_new_figure_closes_the_old_one_the_day_before(drafted):
    old, new = law.read(drafted).parameter(CAP).values
    assert (old.text, old.valid_to) == ("2000", factory.FROM - timedelta(days=1))
    assert (new.text, new.valid_from, new.document) == ("2500", factory.FROM, factory.NUMBER)
    assert new.quote == factory.QUOTE
    assert drafted.version == 2
    assert [row.label for row in passages(drafted).order_by("pk")] == ["起草", "修改：高级工技能提升补贴上限"]
    assert law.in_force().release.money(CAP, on=factory.FROM) == 2000


def test_another_reading_from_a_day_on(author):
    key, other = "reading.once_in_life", "once_per_occupation_and_level"
    row = factory.draft_release(
        author,
        factory.higher_cap(parameter=key, value=other, source=Source(), document=None),
    )
    read = law.read(row)
    assert read.reading(key, on=factory.FROM - timedelta(days=1)) == "once_per_item"
    assert read.reading(key, on=factory.FROM) == other


def test_two_clauses_of_one_typed_document_may_be_cited(drafted, author):
    more = factory.typed_document(clause="第五条", text="技师补贴每人2600元。")
    row = amend(
        drafted,
        author,
        parameter="technician.amount",
        value="2600",
        source=Source(factory.NUMBER, "第五条", "每人2600元"),
        document=more,
    )
    assert [each["clause"] for each in law.read(row).documents] == [factory.CLAUSE, "第五条"]


def test_the_same_clause_typed_otherwise_is_refused(drafted, author):
    with pytest.raises(Refused, match="原文与上次不同"):
        amend(drafted, author, parameter="technician.amount", document=factory.typed_document(text="别的"))
    assert untouched(drafted)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"value": "12.345"}, "“高级工技能提升补贴上限”：数值“12.345”应为准确的数"),
        ({"value": "二千五"}, "应为准确的数"),
        ({"value": "-1"}, "应为准确的数"),
        ({"parameter": "no.such"}, "没有“no.such”这一参数"),
        ({"valid_from": date(2018, 12, 27)}, "起始日须晚于该日"),
        ({"valid_from": date(9999, 12, 31)}, "太远，请核对年份"),
        ({"document": factory.typed_document(text=f"{factory.QUOTE}\x85\x7f")}, "不能保存的特殊字符"),
        ({"valid_from": date(2026, 12, 31)}, "依据文件自2027-01-01起施行"),
        ({"source": Source("某号", "第一条", "句")}, "没有收录《某号》"),
        ({"source": Source(factory.NUMBER, "第九条", "句")}, "没有“第九条”这一条款"),
        ({"source": Source(factory.NUMBER, factory.CLAUSE, "不在原文的话")}, "引文不在"),
        ({"source": Source(), "document": None}, "须写明依据文件"),
        (
            {"parameter": "reading.once_in_life", "value": "whenever", "source": Source(), "document": None},
            "没有“whenever”这一读法",
        ),
        ({"parameter": "public_base.person_times", "value": "3000.5"}, "应为整数"),
        ({"document": factory.typed_document(number="云人社发〔2018〕71号")}, "已随软件收录"),
        ({"document": factory.typed_document(text="")}, "录入的文件须写明"),
    ],
)
def test_what_a_file_would_be_refused_for_is_refused_in_words_and_nothing_is_saved(author, given, sentence):
    row = releases.draft(title="新版", reason="依据", by=author, at=core.at())
    with pytest.raises(Refused, match=sentence):
        amend(row, author, **given)
    assert untouched(row)


def test_the_same_figure_from_the_same_document_is_no_amendment(drafted, author):
    with pytest.raises(Refused, match="没有改动"):
        amend(drafted, author, valid_from=factory.FROM + timedelta(days=1))
    assert untouched(drafted)


def test_an_amendment_is_undone_with_its_document(drafted, author):
    row = releases.undo(drafted, CAP, by=author, at=core.at())
    assert law.read(row).version == law.in_force().release.version
    assert law.read(row).documents == ()
    with pytest.raises(Refused, match="没有修改"):
        releases.undo(row, CAP, by=author, at=core.at())


def test_who_saw_an_older_draft_is_told(drafted, author):
    with pytest.raises(Stale):
        releases.amend(drafted, factory.higher_cap(), by=author, at=core.at(), version=1)


def test_only_the_province_writes_rules(cast, drafted):
    for name in ("prefecture_officer", "auditor"):
        with pytest.raises(NotAllowed):
            releases.draft(title="x", reason="y", by=cast.act(name), at=core.at())
        with pytest.raises(NotAllowed):
            amend(drafted, cast.act(name))
        with pytest.raises(NotAllowed):
            releases.release(drafted, by=cast.act(name), at=core.at())
    assert law.in_force().row_id == drafted.based_on_id


# --- releasing --------------------------------------------------------------------------------------------------------------


def test_a_second_person_releases_and_the_one_before_is_retired(drafted, second):
    row = releases.release(drafted, by=second, at=core.at(), comment="已核对文件")
    assert (row.status, row.released_by, law.in_force().row_id) == ("released", second.user, row.pk)
    before = RuleRelease.objects.get(pk=row.based_on_id)
    assert before.status == "retired"
    assert passages(before).latest("pk").comment == f"由第{row.number}版接替"
    assert law.in_force().release.money(CAP, on=factory.FROM) == 2500


def test_nobody_releases_their_own_draft_or_amendment(author, second, drafted):
    with pytest.raises(Refused, match="须由另一人办理"):
        releases.release(drafted, by=author, at=core.at())
    amended = amend(drafted, second, parameter="technician.amount", value="2600")
    with pytest.raises(Refused, match="您已办理过“修改：技师一次性培训补贴标准”"):
        releases.release(amended, by=second, at=core.at())
    assert law.in_force().row_id == drafted.based_on_id  # the one before isn't retired either


def test_the_database_refuses_a_self_released_row_too(drafted):
    with pytest.raises(IntegrityError, match="rule_release_not_by_its_author"), transaction.atomic():
        RuleRelease.objects.filter(pk=drafted.pk).update(released_by=drafted.drafted_by)


def test_a_draft_without_a_difference_is_not_released(author, second):
    row = releases.draft(title="新版", reason="依据", by=author, at=core.at())
    with pytest.raises(Refused, match="没有差别"):
        releases.release(row, by=second, at=core.at())


def test_a_parameter_that_no_case_looks_at_stops_the_release(author, second):
    row = factory.draft_release(
        author, factory.higher_cap(parameter="public_base.filings_per_year", value="12")
    )
    sentence = "参数“公共职业技能培训基地年度备案次数”没有边界用例"
    with pytest.raises(Refused, match=sentence):
        releases.release(row, by=second, at=core.at())
    (step,) = available(releases.RULES_WORKFLOW, row, by=second, at=core.at())
    assert sentence in step.refusal
    assert law.in_force().row_id == row.based_on_id


def test_a_goal_that_nobodys_case_depends_on_may_change(author, second):
    row = factory.draft_release(author, factory.higher_cap(parameter="brands.per_year", value="12"))
    releases.release(row, by=second, at=core.at())
    assert law.in_force().release.value("brands.per_year", on=factory.FROM) == 12


def test_a_figure_that_the_rules_dont_carry_out_stops_the_release(author, second):
    """A cap of nothing: the rules refuse an amount of nothing, so what is «not above the cap» isn't paid."""
    row = factory.draft_release(author, factory.higher_cap(value="0"))
    with pytest.raises(Refused, match=r"边界用例没有通过.*0\.00"):
        releases.release(row, by=second, at=core.at())


def test_a_draft_overtaken_by_another_must_be_drafted_anew(author, second, drafted):
    other = factory.draft_release(author, factory.higher_cap(value="2400"), title="另一稿")
    releases.release(other, by=second, at=core.at())
    with pytest.raises(Refused, match=f"第{other.number}版已经发布在用；请从第{other.number}版重新起草"):
        releases.release(drafted, by=second, at=core.at())
    assert law.in_force().row_id == other.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_released_at_once_one_wins(cast):
    law.load_shipped(at=core.at())
    author = cast.act("provincial_officer")
    second = core.actor_for(core.officer(Role.PROVINCIAL_OFFICER, "530000"))
    drafts = [factory.draft_release(author, factory.higher_cap(value=value)) for value in ("2300", "2400")]
    barrier, outcomes = threading.Barrier(2), []

    def release(row) -> None:
        try:
            barrier.wait(timeout=20)
            outcomes.append(releases.release(row, by=second, at=core.at()).status)
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    people = [threading.Thread(target=release, args=[row]) for row in drafts]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    assert len(outcomes) == 2
    assert outcomes.count("released") == 1
    assert any("已经发布在用" in each for each in outcomes)
    assert RuleRelease.objects.filter(status="released").count() == 1


# --- what stands for ever ------------------------------------------------------------------------------------------------------


def test_a_released_text_can_be_neither_changed_nor_deleted(drafted, author, second):
    row = releases.release(drafted, by=second, at=core.at())
    with pytest.raises(Refused, match="内容不能再改"):
        amend(row, author)
    for change in ({"content": "{}"}, {"rules_version": "x"}, {"number": 999}, {"edition": 7}):
        with pytest.raises(InternalError, match="released_text_stays"), transaction.atomic():
            RuleRelease.objects.filter(pk=row.pk).update(**change)
    for pk in (row.pk, row.based_on_id):
        with pytest.raises((InternalError, ProtectedError)), transaction.atomic():
            RuleRelease.objects.get(pk=pk).delete()


def test_a_release_with_decisions_is_never_deleted(cast):
    claim = subsidies.approved(cast.owner)
    made_under = claim.assessments.first().release
    assert made_under.pk == law.in_force().row_id
    with pytest.raises(ProtectedError), transaction.atomic():
        made_under.delete()
    with pytest.raises(InternalError, match="never_deleted"), transaction.atomic():
        RuleRelease.objects.filter(pk=made_under.pk)._raw_delete("default")


def test_a_draft_can_be_left_but_not_deleted(drafted):
    with pytest.raises(InternalError, match="never_deleted"), transaction.atomic():
        drafted.delete()
    assert current().version == law.in_force().release.version
