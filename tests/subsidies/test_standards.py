"""Local standards: what a region may set, who releases it, what is refused and in which words."""

import contextlib
import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from courses.actions.roster_context import limits
from subsidies.actions import standards
from subsidies.rules import current
from tests.factories import core, courses, subsidies
from tests.factories import law as factory
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db
TODAY = core.DAY
AMOUNT = "local.advanced_worker_amount"


def draft(by, **given) -> LocalStandard:
    return standards.draft(
        **{
            "key": "local.class_size",
            "region": core.region("530502"),
            "value": "30",
            "valid_from": TODAY,
            "document": "隆阳人社发〔2026〕3号(虚构)",
            "quote": "每班不超过30人",
            **given,
        },
        by=by,
        at=core.at(),
    )


@pytest.fixture
def clerk(cast):
    return cast.owner.act("clerk")


@pytest.fixture
def head(cast):
    return cast.owner.act("head")


@pytest.fixture
def released(clerk, head) -> LocalStandard:
    return standards.release(draft(clerk), by=head, at=core.at())


# --- the way of a standard ----------------------------------------------------------------------------------------------------


def test_drafted_changed_released_stopped(clerk, head):
    row = standards.change(draft(clerk), by=clerk, at=core.at(), value="28")
    assert (row.value, row.version) == ("28", 2)
    assert law.standard("local.class_size", region="530502", on=TODAY) is None
    row = standards.release(row, by=head, at=core.at())
    assert (row.status, row.released_by) == ("released", head.user)
    assert law.standard("local.class_size", region="530502", on=TODAY) == row
    row = standards.retire(row, last_day=TODAY, by=head, at=core.at(), comment="省里有了统一标准")
    assert (row.status, row.valid_to) == ("retired", TODAY)
    assert law.standard("local.class_size", region="530502", on=TODAY) == row
    assert law.standard("local.class_size", region="530502", on=TODAY + timedelta(days=1)) is None
    assert [each.move for each in passages(row).order_by("pk")] == ["enter", "change", "release", "retire"]


def test_nobody_releases_their_own(cast):
    officer = cast.act("prefecture_officer")
    row = draft(officer, region=core.region("530500"))
    with pytest.raises(Refused, match="须由另一人办理"):
        standards.release(row, by=officer, at=core.at())
    with pytest.raises(IntegrityError, match="standard_not_by_its_author"), transaction.atomic():
        LocalStandard.objects.filter(pk=row.pk).update(released_by=row.drafted_by)


def test_stopping_needs_a_reason_and_a_day_that_is_not_past(released, head):
    stop = {"by": head, "at": core.at()}
    with pytest.raises(Refused, match="必须填写意见"):
        standards.retire(released, last_day=TODAY, **stop)
    with pytest.raises(Refused, match="最后执行日不能早于"):
        standards.retire(released, last_day=TODAY - timedelta(days=1), comment="停", **stop)
    with pytest.raises(Refused, match="请填写最后执行日"):
        standards.move(released, "retire", comment="停", **stop)


def test_a_stopped_standard_isnt_stretched(clerk, head):
    row = standards.release(draft(clerk, valid_to=TODAY + timedelta(days=5)), by=head, at=core.at())
    with pytest.raises(Refused, match="不能晚于该日"):
        standards.retire(row, last_day=TODAY + timedelta(days=6), by=head, at=core.at(), comment="停")


def test_a_released_figure_stays(released, clerk):
    with pytest.raises(Refused, match="发布后不能再改"):
        standards.change(released, by=clerk, at=core.at(), value="10")
    for change in ({"value": "10"}, {"document": "别的"}, {"valid_from": TODAY - timedelta(days=1)}):
        with pytest.raises(InternalError, match="released_figure_stays"), transaction.atomic():
            LocalStandard.objects.filter(pk=released.pk).update(**change)
    with pytest.raises(InternalError, match="released_never_deleted"), transaction.atomic():
        released.delete()


def test_who_saw_an_older_draft_is_told(clerk):
    row = standards.change(draft(clerk), by=clerk, at=core.at(), value="28")
    with pytest.raises(Stale):
        standards.change(row, by=clerk, at=core.at(), version=1, value="29")


# --- what is refused -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"key": "local.moon_phase"}, "没有“local.moon_phase”这一标准项目"),
        ({"value": "三十"}, "“单班人数上限”应填写大于零的整数"),
        ({"value": "30.5"}, "应填写大于零的整数"),
        ({"value": "0"}, "应填写大于零的整数"),
        ({"key": AMOUNT, "value": "1500.555"}, "“高级工技能提升补贴标准”应填写大于零的金额"),
        ({"key": "local.attendance_share", "value": "80"}, "应填写0 到 1 之间的小数"),
        (
            {"key": AMOUNT, "value": "1500", "level": "3"},
            "不能按技能等级区分，只能按职业（工种）区分，请清空此项",
        ),
        ({"key": "local.publicity_working_days", "value": "5", "programme": "RURAL"}, "不分项"),
        ({"valid_to": TODAY - timedelta(days=1)}, "截止日期不能早于起始日期"),
        ({"document": " "}, "请写明依据文件和依据原文"),
        ({"quote": ""}, "请写明依据文件和依据原文"),
        ({"key": AMOUNT, "value": "2000.01"}, "不得超过高级工技能提升补贴上限2,000元/人.*请改小"),
        ({"key": "local.minimum_age", "value": "13"}, "不得低于不予登记的年龄.*请改大"),
    ],
)
def test_refused_in_words(clerk, given, sentence):
    with pytest.raises(Refused, match=sentence):
        draft(clerk, **given)
    assert not LocalStandard.objects.exists()


def test_the_cap_itself_is_allowed(clerk):
    assert draft(clerk, key=AMOUNT, value="2000").pk


def test_the_cap_is_that_of_every_day_of_the_span(cast, clerk):
    """A cap that falls in the middle of the span refuses the days behind it."""
    row = factory.draft_release(cast.act("provincial_officer"), factory.higher_cap(value="1800"))
    factory.put_in_force(law.read(row))
    with pytest.raises(Refused, match="2027-01-01起，“高级工技能提升补贴标准”不得超过"):
        draft(clerk, key=AMOUNT, value="1900")
    assert draft(clerk, key=AMOUNT, value="1900", valid_to=date(2026, 12, 31)).pk


def test_a_cap_that_fell_since_the_draft_stops_the_release(cast, clerk, head):
    waiting = draft(clerk, key=AMOUNT, value="1900")
    row = factory.draft_release(cast.act("provincial_officer"), factory.higher_cap(value="1800"))
    factory.put_in_force(law.read(row))
    with pytest.raises(Refused, match="不得超过"):
        standards.release(waiting, by=head, at=core.at())


def test_an_overlap_names_the_other(clerk, head, released):
    with pytest.raises(Refused, match=r"隆阳区已有“单班人数上限”30 人/班（隆阳人社发〔2026〕3号.*日期重叠"):
        draft(clerk, valid_from=TODAY + timedelta(days=30))
    assert draft(clerk, valid_from=TODAY - timedelta(days=30), valid_to=TODAY - timedelta(days=1)).pk
    assert draft(clerk, programme="YUNSAO").pk


def test_the_database_has_the_last_word_on_an_overlap(clerk, released):
    late = LocalStandard.objects.create(
        key="local.class_size",
        region_id="530502",
        value="20",
        valid_from=TODAY + timedelta(days=3),
        document="文",
        quote="句",
        drafted_by=clerk.user,
    )
    with pytest.raises(IntegrityError, match="standards_do_not_overlap"), transaction.atomic():
        LocalStandard.objects.filter(pk=late.pk).update(status="released", version=2, released_at=core.at())


@pytest.mark.django_db(transaction=True)
def test_two_heads_releasing_overlapping_drafts_at_once(cast, monkeypatch):
    """The second waits for the first, reads what it set, and names it."""
    law.load_shipped(at=core.at())
    clerk, head = cast.owner.act("clerk"), cast.owner.act("head")
    rows = [draft(clerk), draft(clerk, value="25")]
    barrier, both_read, outcomes = threading.Barrier(2), threading.Barrier(2), []
    look = law.overlapping

    def look_and_wait(standard):
        """Were they let in together, both would have looked before either wrote."""
        found = look(standard)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_read.wait(timeout=2)
        return found

    monkeypatch.setattr(law, "overlapping", look_and_wait)

    def release(row) -> None:
        try:
            barrier.wait(timeout=20)
            outcomes.append(standards.release(row, by=head, at=core.at()).status)
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    people = [threading.Thread(target=release, args=[row]) for row in rows]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    assert sorted(each == "released" for each in outcomes) == [False, True]
    assert any("请先停止执行该标准" in each for each in outcomes)


def test_a_region_out_of_reach(cast, clerk, released):
    for code in ("530521", "530500", "530602"):
        with pytest.raises(NotAllowed):
            draft(clerk, region=core.region(code))
    with pytest.raises(NotAllowed):
        standards.retire(released, last_day=TODAY, by=cast.sibling.act("head"), at=core.at(), comment="停")
    row = draft(clerk, programme="YUNSAO")
    with pytest.raises(NotAllowed):
        standards.change(row, by=clerk, at=core.at(), region=core.region("530521"))


# --- who uses it --------------------------------------------------------------------------------------------------------------------


def test_a_publicity_lasts_as_long_as_the_countys_own_standard_says(cast):
    factory.standard("530500", "local.publicity_working_days", "7", drafted_by=cast.prefecture_officer)
    claim = subsidies.approved(cast.owner)
    with pytest.raises(Refused, match="不能少于7个工作日（保山市：某州人社规"):
        subsidies.publicity(cast.owner, [claim], days=6)
    assert subsidies.publicity(cast.owner, [claim]).ends_on == date(2026, 3, 11)
    far = subsidies.publicity(cast.far, [subsidies.approved(cast.far)])
    assert far.ends_on == date(2026, 3, 9)


def test_the_roster_gate_is_told_the_countys_own_limits(cast):
    taught = courses.draft_class(cast.owner.school, entered_by=cast.owner.school_clerk)
    assert limits(taught).largest_class == current().number_of("roster.size_warning", on=TODAY)
    given = {"drafted_by": cast.owner.clerk}
    factory.standard("530502", "local.class_size", "30", **given)
    factory.standard("530502", "local.class_size", "20", programme=taught.programme, **given)
    factory.standard("530502", "local.minimum_age", "17", **given)
    factory.standard("530500", "local.maximum_age", "58", **given)
    found = limits(taught)
    assert (found.largest_class, found.minimum_age, found.maximum_age) == (20, 17, 58)
    assert found.people_per_phone == current().number_of("roster.people_per_phone", on=TODAY)
