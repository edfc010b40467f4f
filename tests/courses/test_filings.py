"""二(一)3 备案: the prefecture consolidates, the province registers or returns; classes run meanwhile."""

import re
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from courses import selectors
from courses.actions import classes, filings
from courses.enums import FilingStatus
from courses.models import Filing, FilingItem, TrainingClass
from tests.factories import core, courses, trainees
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
NOW = core.at(core.DAY, 15)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(cast):
    return cast.prefecture_officer


@pytest.fixture
def province(cast):
    return cast.provincial_officer


@pytest.fixture
def published(cast) -> list[TrainingClass]:
    """One public class in each of two counties of the prefecture, one in another prefecture."""
    return [
        courses.boarded_class(office.school, **office.class_officers)
        for office in (cast.owner, cast.sibling, cast.far)
    ]


@pytest.fixture
def filing(cast, published) -> Filing:
    return filings.consolidate(
        prefecture=core.region("530500"), period=MARCH, by=cast.act("prefecture_officer"), at=NOW
    )


@pytest.fixture
def submitted(cast, filing) -> Filing:
    return filings.move(filing, "submit", by=cast.act("prefecture_officer"), at=NOW)


def page(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def act(client, filing, transition, **data):
    filing = Filing.objects.get(pk=filing.pk)
    return client.post(
        page("filing_act", filing.pk),
        {"transition": transition, "version": filing.version, "comment": "", **data},
        follow=True,
    )


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


# --- the way of a filing ---------------------------------------------------------------------------------------------


def test_the_prefecture_gathers_its_counties_and_no_others(signed_in, officer, published):
    answer = signed_in(officer).post(
        page("filing_new"), {"prefecture": "530500", "period": "2026-03"}, follow=True
    )
    told = text(answer)
    assert "已汇总2个班次" in told
    assert published[0].name in told
    assert published[1].name in told
    assert published[2].name not in told
    made = Filing.objects.get()
    assert (made.title, made.period) == ("保山市2026年3月补贴性培训班备案", MARCH)


def test_return_correct_and_register(signed_in, cast, officer, province, published, filing):
    """The whole way through the pages, and back once; the class begins meanwhile."""
    prefecture, room = signed_in(officer), signed_in(province)
    assert "已办理“报省厅”" in text(act(prefecture, filing, "submit"))
    assert "办理“退回补正”必须填写意见" in text(act(room, filing, "return_for_correction"))
    act(room, filing, "return_for_correction", comment="腾冲班次地点不全")
    shown = text(prefecture.get(page("filing", filing.pk)))
    assert "腾冲班次地点不全" in shown

    courses.enrolment(published[0], trainees.trainee())
    started = classes.move(published[0], "start", by=cast.owner.act("school_clerk"), at=NOW)
    assert started.status == "in_training"
    assert started in selectors.unregistered_running(cast.act("prefecture_officer").jurisdiction)

    item = filing.items.get(training_class=published[1])
    assert "已移出该班次" in text(act(prefecture, filing, "drop_class", item=item.pk))
    act(prefecture, filing, "submit")
    answer = text(act(room, filing, "register"))
    assert "已办理“备案登记”" in answer
    registered = Filing.objects.get(pk=filing.pk)
    assert registered.status == FilingStatus.REGISTERED
    assert registered.registration_number == "云培备〔2026〕0001号"
    assert registered.registered_at == NOW
    assert started not in selectors.unregistered_running(cast.act("prefecture_officer").jurisdiction)
    assert [row.move for row in passages(filing).order_by("pk")] == [
        *("enter", "submit", "return_for_correction", "drop_class", "submit", "register")
    ]
    assert "云培备〔2026〕0001号" in text(signed_in(cast.owner.clerk).get(page("class", published[0].pk)))


def test_a_returned_filing_is_completed_with_what_was_left_out(signed_in, cast, officer, province, filing):
    left = courses.boarded_class(cast.owner.school, **cast.owner.class_officers, on=core.DAY + timedelta(9))
    act(signed_in(officer), filing, "submit")
    act(signed_in(province), filing, "return_for_correction", comment="漏报")
    client = signed_in(officer)
    assert "还有 1 个已公开班次没有列入任何备案" in text(client.get(page("filing", filing.pk)))
    assert "已补充1个班次" in text(act(client, filing, "gather"))
    assert left.filing_item.filing_id == filing.pk
    assert "没有尚未列入备案的培训班" in text(act(client, filing, "gather"))


def test_a_class_is_filed_once(cast, filing):
    with pytest.raises(Refused, match="没有尚未备案的已公开培训班"):
        filings.consolidate(
            prefecture=core.region("530500"), period=MARCH, by=cast.act("prefecture_officer"), at=NOW
        )


def test_a_dropped_class_is_gathered_again_next_time(cast, filing, published):
    by = cast.act("prefecture_officer")
    filings.drop_class(filing, filing.items.get(training_class=published[0]), by=by, at=NOW)
    assert published[0] in selectors.public_unfiled(by.jurisdiction)
    again = filings.consolidate(prefecture=core.region("530500"), period=MARCH, by=by, at=NOW)
    assert [item.training_class_id for item in again.items.all()] == [published[0].pk]


def test_what_changed_meanwhile_must_be_looked_at_again(cast, filing):
    by = cast.act("prefecture_officer")
    filings.drop_class(filing, filing.items.first(), by=by, at=NOW)
    with pytest.raises(Stale):
        filings.move(filing, "submit", by=by, at=NOW, version=filing.version)


def test_an_empty_filing_is_not_reported(cast, filing):
    by = cast.act("prefecture_officer")
    for item in filing.items.all():
        filings.drop_class(filing, item, by=by, at=NOW)
    with pytest.raises(Refused, match="备案中没有培训班"):
        filings.move(filing, "submit", by=by, at=NOW)


def test_what_lies_with_the_province_is_not_changed(signed_in, cast, officer, submitted):
    by = cast.act("prefecture_officer")
    with pytest.raises(Refused, match="备案当前为“已报省厅”，不能增减班次"):
        filings.drop_class(submitted, submitted.items.first(), by=by, at=NOW)
    with pytest.raises(Refused, match="不能增减班次"):
        filings.gather(submitted, by=by, at=NOW)
    shown = signed_in(officer).get(page("filing", submitted.pk)).content.decode()
    assert "drop_class" not in shown
    assert "register" not in shown


def test_a_class_of_another_filing_is_not_dropped(cast, filing, published):
    other = filings.consolidate(
        prefecture=core.region("530600"), period=MARCH, by=cast.act("far_prefecture_officer"), at=NOW
    )
    with pytest.raises(Refused, match="已不在本备案中"):
        filings.drop_class(filing, other.items.get(), by=cast.act("prefecture_officer"), at=NOW)
    assert FilingItem.objects.count() == 3


@pytest.mark.parametrize(
    ("period", "sentence"), [("2026-04", "还没有到，不能汇总"), ("2026-13", "请按“2026-03”的样式填写月份")]
)
def test_a_month_that_cannot_be(signed_in, officer, published, period, sentence):
    answer = signed_in(officer).post(page("filing_new"), {"prefecture": "530500", "period": period})
    assert sentence in text(answer)
    assert not Filing.objects.exists()


def test_an_earlier_month_takes_only_what_was_public_by_then(cast, published):
    """Published on 25 February: in February's filing, not in January's."""
    by, region = cast.act("prefecture_officer"), core.region("530500")
    with pytest.raises(Refused):
        filings.consolidate(prefecture=region, period=date(2026, 1, 1), by=by, at=NOW)
    assert filings.consolidate(prefecture=region, period=date(2026, 2, 1), by=by, at=NOW).items.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_officers_gathering_at_once_file_each_class_once(cast, published):
    by = cast.act("prefecture_officer")
    barrier, outcomes = threading.Barrier(2), []

    def gather() -> None:
        try:
            barrier.wait(timeout=20)
            made = filings.consolidate(prefecture=core.region("530500"), period=MARCH, by=by, at=NOW)
            outcomes.append(made.pk)
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=gather) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert FilingItem.objects.count() == 2


# --- who may ------------------------------------------------------------------------------------------------------------


def test_only_the_prefecture_gathers_and_only_the_province_registers(signed_in, cast, officer, submitted):
    assert act(signed_in(officer), submitted, "register").status_code == 403
    for person in (cast.owner.clerk, cast.owner.head, cast.provincial_officer, cast.auditor):
        assert signed_in(person).get(page("filing_new")).status_code == 403
    with pytest.raises(NotAllowed):
        filings.consolidate(
            prefecture=core.region("530600"), period=MARCH, by=cast.act("prefecture_officer"), at=NOW
        )


def test_another_prefecture_does_not_find_it(signed_in, cast, filing):
    client = signed_in(cast.far_prefecture_officer)
    for name in ("filing", "filing_print"):
        assert client.get(page(name, filing.pk)).status_code == 404
    assert act(client, filing, "submit").status_code == 404
    assert filing.title not in text(client.get(page("filing_list")))


def test_a_prefecture_that_is_not_ones_own_cannot_be_chosen(signed_in, officer, published):
    answer = signed_in(officer).post(page("filing_new"), {"prefecture": "530600", "period": "2026-03"})
    assert answer.status_code == 200
    assert not Filing.objects.exists()


# --- lists ------------------------------------------------------------------------------------------------------------------


def test_the_lists_of_what_is_not_registered_and_not_filed(signed_in, cast, officer, published, filing):
    """T25, A39."""
    courses.enrolment(published[0], trainees.trainee())
    classes.move(published[0], "start", by=cast.owner.act("school_clerk"), at=NOW)
    left = courses.boarded_class(cast.owner.school, **cast.owner.class_officers, on=core.DAY + timedelta(9))
    client = signed_in(officer)
    running = client.get(page("filing_list"), {"tab": "unregistered"})
    assert [row.pk for row in running.context["page"]] == [published[0].pk]
    assert "草稿" in text(running)
    unfiled = client.get(page("filing_list"), {"tab": "unfiled"})
    assert [row.pk for row in unfiled.context["page"]] == [left.pk]
    clerk = signed_in(cast.owner.clerk).get(page("filing_list"))
    assert clerk.context["tab"] == "unregistered"
    assert [row.pk for row in clerk.context["page"]] == [published[0].pk]


def test_the_list_of_filings_is_searched(signed_in, cast, province, submitted):
    client = signed_in(province)
    assert submitted.title in text(client.get(page("filing_list"), {"status": "submitted"}))
    assert submitted.title not in text(client.get(page("filing_list"), {"status": "draft"}))


def test_the_printed_table_adds_up(signed_in, officer, published, submitted):
    courses.enrolment(published[0], trainees.trainee())
    told = re.sub(r"\s+", "", text(signed_in(officer).get(page("filing_print", submitted.pk))))
    assert "保山市补贴性职业技能培训班备案汇总表" in told
    assert "合计：2个县(市、区)，2个班次" in told
    assert published[0].number in told
    assert "上报日期：2026年3月2日" in told
    assert told.index("隆阳区") < told.index("腾冲市")
