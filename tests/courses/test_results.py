"""Results and certificates: the whole class on one sheet, all of it or nothing."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from courses import selectors
from courses.actions import results
from courses.enums import EnrolmentStatus, ExamResult
from courses.models import Enrolment, TrainingClass
from tests.factories import core, courses, trainees
from tests.plain_numbers import plain_numbers
from trainees.models import Certificate
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db

ISSUER = "云南省职业技能评价机构(虚构)"
END = core.DAY + timedelta(days=1)
NOW = core.at(END + timedelta(days=3))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def running(office) -> TrainingClass:
    people = [trainees.trainee() for _ in range(3)]
    return courses.running_class(office.school, people=people, **office.class_officers)


@pytest.fixture
def finished(office) -> TrainingClass:
    people = [trainees.trainee() for _ in range(3)]
    return courses.finished_class(office.school, people=people, **office.class_officers)


def people_of(made) -> list[Enrolment]:
    return list(made.enrolments.order_by("pk"))


def url(made) -> str:
    return reverse("courses:results", args=[made.pk])


def typed(made, *rows: dict, **head) -> dict:
    """The sheet as a browser sends it: everybody as stored, changed by `rows` in order."""
    data = dict(head)
    for at, who in enumerate(people_of(made)):
        row = {
            "version": who.version,
            "result": who.result,
            "theory_score": "" if who.theory_score is None else who.theory_score,
            "practice_score": "" if who.practice_score is None else who.practice_score,
            "certificate_number": "",
            **(rows[at] if at < len(rows) else {}),
        }
        data |= {f"row-{who.pk}-{name}": value for name, value in row.items()}
    return data


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def award(who, *, number="Y001", by, **fields):
    return results.award_certificate(
        who, **{"number": number, "issuer": ISSUER, "issued_on": END, "by": by, "at": NOW, **fields}
    )


# --- results ------------------------------------------------------------------------------------------------------


def test_the_whole_class_is_saved_at_once(signed_in, office, running):
    client = signed_in(office.school_clerk)
    answer = client.post(
        url(running),
        typed(
            running,
            {"result": "passed", "theory_score": "85.5", "practice_score": "90"},
            {"result": "failed", "theory_score": "40"},
            {"result": "absent"},
        ),
        follow=True,
    )
    assert "已保存3人的考核结果和证书" in text(answer)
    assert [(who.result, who.theory_score) for who in people_of(running)] == [
        ("passed", Decimal("85.5")),
        ("failed", Decimal(40)),
        ("absent", None),
    ]
    assert passages(running).get(move="results").label == "登记考核结果和证书（3人）"


def test_one_wrong_row_and_nothing_is_saved(signed_in, office, running):
    answer = signed_in(office.school_clerk).post(
        url(running),
        typed(
            running,
            {"result": "passed", "theory_score": "85"},
            {"result": "passed", "theory_score": "101"},
            {"result": "absent", "theory_score": "50"},
        ),
    )
    told = text(answer)
    assert "有 1 名学员的内容需要修改，全班都没有保存" in told
    assert "理论成绩应在0到100之间" in told
    assert {who.result for who in people_of(running)} == {ExamResult.PENDING}
    # What was typed is still there.
    assert 'value="85"' in answer.content.decode()


def test_what_only_the_action_knows_stands_in_its_row_too(signed_in, office, running):
    answer = signed_in(office.school_clerk).post(
        url(running), typed(running, {"result": "passed"}, {"result": "absent", "theory_score": "50"})
    )
    second = people_of(running)[1]
    assert f'href="#person-{second.pk}"' in answer.content.decode()
    assert "缺考的学员不能有成绩" in text(answer)
    assert {who.result for who in people_of(running)} == {ExamResult.PENDING}


def test_a_row_that_somebody_changed_meanwhile_is_named(signed_in, office, running):
    data = typed(running, {"result": "passed"}, {"result": "passed"})
    first = people_of(running)[0]
    results.record_result(first, result="failed", by=office.act("clerk"), at=NOW)
    answer = signed_in(office.school_clerk).post(url(running), data)
    assert "该记录已被他人更新" in text(answer)
    assert [who.result for who in people_of(running)] == ["failed", "pending", "pending"]


def test_a_sheet_that_says_nothing_new_changes_nothing(signed_in, office, running):
    answer = signed_in(office.school_clerk).post(url(running), typed(running), follow=True)
    assert "没有需要保存的改动" in text(answer)
    assert {who.version for who in people_of(running)} == {1}


def test_before_the_class_has_begun_there_is_no_result(signed_in, office):
    made = courses.boarded_class(office.school, **office.class_officers)
    who = courses.enrolment(made, trainees.trainee())
    client = signed_in(office.school_clerk)
    assert "开班后才能登记考核结果" in text(client.get(url(made)))
    client.post(url(made), typed(made, {"result": "passed"}))
    who.refresh_from_db()
    assert who.result == ExamResult.PENDING
    with pytest.raises(Refused, match="开班后才能登记"):
        results.record_result(who, result="passed", by=office.act("clerk"), at=NOW)


def test_after_the_end_a_result_is_not_taken_back(office, finished):
    with pytest.raises(Refused, match="不能改回未登记"):
        results.record_result(people_of(finished)[0], result="pending", by=office.act("clerk"), at=NOW)


def test_who_left_gets_no_result(office, running):
    who = people_of(running)[0]
    Enrolment.objects.filter(pk=who.pk).update(status=EnrolmentStatus.WITHDRAWN)
    with pytest.raises(Refused, match="已退出本班"):
        results.record_result(who, result="passed", by=office.act("clerk"), at=NOW)


# --- certificates ----------------------------------------------------------------------------------------------------


def test_certificates_of_the_class_are_registered_on_the_same_sheet(signed_in, office, finished):
    answer = signed_in(office.school_clerk).post(
        url(finished),
        typed(
            finished,
            {"certificate_number": "Y001"},
            {"certificate_number": "Y002"},
            {"result": "failed"},
            issuer=ISSUER,
            issued_on=f"{END:%Y-%m-%d}",
        ),
        follow=True,
    )
    assert "已保存3人" in text(answer)
    first = people_of(finished)[0]
    item = finished.catalogue_item
    assert (first.certificate.number, first.certificate.issuer) == ("Y001", ISSUER)
    assert (first.certificate.level, first.certificate.occupation_code) == (item.level, item.occupation_code)
    assert first.certificate.trainee_id == first.trainee_id
    assert "Y001" in text(answer)


def test_no_certificate_before_the_class_has_ended(signed_in, office, running):
    for who in people_of(running):
        courses.passed(who)
    shown = signed_in(office.school_clerk).get(url(running))
    assert "结业后登记" in text(shown)
    with pytest.raises(Refused, match="培训班结业后才能登记证书"):
        award(people_of(running)[0], by=office.act("clerk"))
    signed_in(office.school_clerk).post(
        url(running), typed(running, {"certificate_number": "Y001"}, issuer=ISSUER, issued_on=f"{END}")
    )
    assert not Certificate.objects.exists()


def test_the_same_number_twice_is_refused_and_nothing_is_saved(signed_in, office, finished):
    """Twice on one sheet, and once more for another person later."""
    client = signed_in(office.school_clerk)
    head = {"issuer": ISSUER, "issued_on": f"{END}"}
    twice = typed(finished, {"certificate_number": "Y001"}, {"certificate_number": "Y001"}, **head)
    assert f"{ISSUER}编号为Y001的证书已经登记过" in text(client.post(url(finished), twice))
    assert not Certificate.objects.exists()
    award(people_of(finished)[0], by=office.act("clerk"))
    again = typed(finished, {}, {"certificate_number": "Y001"}, {"certificate_number": "Y003"}, **head)
    assert "已经登记过" in text(client.post(url(finished), again))
    assert Certificate.objects.count() == 1


def test_a_number_without_issuer_and_day_is_refused(signed_in, office, finished):
    answer = signed_in(office.clerk).post(url(finished), typed(finished, {"certificate_number": "Y001"}))
    assert "登记证书须在表头填写发证机构和发证日期" in text(answer)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"issued_on": END - timedelta(days=1)}, "发证日期不能早于结业日期2026-03-03"),
        ({"issued_on": NOW.date() + timedelta(days=1)}, "发证日期不能晚于今天"),
        ({"number": " "}, "请填写证书编号和发证机构"),
        ({"number": "9" * 41}, "证书编号最多40个字"),
    ],
)
def test_a_certificate_that_cannot_be(office, finished, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        award(people_of(finished)[0], by=office.act("clerk"), **fields)


def test_only_who_passed_gets_one_and_only_one(office, finished):
    first, second, _ = people_of(finished)
    results.record_result(second, result="failed", by=office.act("clerk"), at=NOW)
    with pytest.raises(Refused, match="考核合格后才能登记证书"):
        award(second, by=office.act("clerk"))
    award(first, by=office.act("clerk"))
    with pytest.raises(Refused, match="该学员本班的证书已登记"):
        award(first, number="Y002", by=office.act("clerk"))
    first.refresh_from_db()
    with pytest.raises(Refused, match="已登记证书的学员不能改为不合格"):
        results.record_result(first, result="failed", by=office.act("clerk"), at=NOW)


def test_an_old_version_is_refused(office, finished):
    with pytest.raises(Stale):
        award(people_of(finished)[0], by=office.act("clerk"), version=99)


# --- who may ------------------------------------------------------------------------------------------------------------


def test_readers_see_and_cannot_write(signed_in, office, cast, finished):
    for person in (office.reviewer, office.auditor, cast.prefecture_officer):
        client = signed_in(person)
        shown = client.get(url(finished))
        assert shown.status_code == 200
        assert "<select" not in shown.content.decode()
        assert not plain_numbers(shown)
        assert client.post(url(finished), typed(finished, {"result": "failed"})).status_code == 403
    with pytest.raises(NotAllowed):
        results.record_result(people_of(finished)[0], result="failed", by=office.act("reviewer"), at=NOW)


def test_outside_is_not_there(signed_in, cast, finished):
    for person in (cast.sibling.clerk, cast.other_school_clerk):
        assert signed_in(person).get(url(finished)).status_code == 404


def test_a_person_of_another_class_cannot_be_slipped_in(office, running, finished):
    entry = results.Entry(enrolment_id=people_of(finished)[0].pk, version=1, result="passed")
    with pytest.raises(Refused, match="名册中没有所填学员"):
        results.record_sheet(running, [entry], by=office.act("clerk"), at=NOW)


# --- the rate --------------------------------------------------------------------------------------------------------------


def test_dropping_the_weak_does_not_raise_the_rate(signed_in, office):
    """T28 in small: 5 began, 1 left, 3 were examined, 2 passed."""
    made = courses.running_class(
        office.school, people=[trainees.trainee() for _ in range(5)], **office.class_officers
    )
    for who, result in zip(people_of(made), ("passed", "passed", "failed", "absent", "pending"), strict=True):
        courses.passed(who, result)
    Enrolment.objects.filter(pk=people_of(made)[4].pk).update(status=EnrolmentStatus.WITHDRAWN)
    assert [str(rate) for rate in selectors.pass_rates(made)] == ["2/5（40.0%）", "2/3（66.7%）"]
    told = text(signed_in(office.auditor).get(url(made)))
    assert "合格 2 人 ÷ 开班名册 5 人" in told
    assert "2/3（66.7%）" in told
