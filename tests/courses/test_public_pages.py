"""What anybody may read about classes, and what nobody may."""

import re

import pytest
from django.urls import reverse

from courses.actions import boards, classes, filings
from courses.models import TrainingClass
from tests.factories import core, courses, trainees
from tests.plain_numbers import plain_numbers

pytestmark = pytest.mark.django_db

LIST = "/public/classes/"


@pytest.fixture
def office(cast):
    return cast.owner


def address(made: TrainingClass) -> str:
    return reverse("courses:public_class", args=[made.number])


def test_the_address_in_the_qr_code_is_the_public_page(client, office):
    made = courses.boarded_class(office.school, **office.class_officers)
    printed = made.notice_boards.get().facts["public_url"]
    assert printed.endswith(address(made))
    assert client.get(address(made)).status_code == 200


def test_a_public_class_shows_content_time_place_fund_host_and_whom_to_call(client, office):
    made = courses.boarded_class(office.school, **office.class_officers)
    shown = client.get(address(made)).content.decode()
    board = made.notice_boards.get()
    for fact in (
        made.content,
        "2026-03-02 至 2026-03-03",
        made.daily_times,
        made.place,
        "高技能人才培训",
        "焊工",
        "就业补助资金",
        made.institution.name,
        "计划 30 人",
        office.region.office_phone,
        made.manager_name,
        made.manager_phone,
        made.supervisor_name,
        made.supervisor_phone,
        board.number,
        "第 1 版",
        "企业职工",
        made.approval_number,
    ):
        assert fact in shown


def test_the_list_shows_the_same_for_every_class(client, office):
    made = courses.approved_class(office.school, **office.class_officers)
    shown = client.get(LIST).content.decode()
    for fact in (made.name, made.content, "2026-03-02 至 2026-03-03", made.place, made.institution.name):
        assert fact in shown
    assert address(made) in shown


def test_nothing_of_a_trainee_is_public(client, office):
    """P06, P09: no name, no number, no list, not even that a person is there."""
    people = [trainees.trainee(name=name) for name in ("欧阳试验", "司徒试验")]
    made = courses.finished_class(office.school, people=people, **office.class_officers)
    for url in (LIST, address(made)):
        response = client.get(url)
        shown = response.content.decode()
        assert plain_numbers(response) == []
        for who in people:
            assert who.name not in shown
            assert who.id_number_masked not in shown
        assert made.sessions.first().teacher.certificate_number not in shown


@pytest.mark.parametrize("state", ["submitted", "returned", "reviewed", "terminated"])
def test_what_is_not_public_is_not_there(client, office, state):
    by = office.act
    if state == "terminated":
        made = courses.approved_class(office.school, **office.class_officers)
        made = classes.move(made, "terminate", by=by("head"), at=core.at(), comment="报名不足")
    elif state == "reviewed":
        made = courses.reviewed_class(
            office.school, by=by("school_clerk"), clerk=by("clerk"), reviewer=by("reviewer")
        )
    else:
        made = courses.submitted_class(office.school, by=by("school_clerk"))
        if state == "returned":
            made = classes.move(
                made, "return_for_correction", by=by("reviewer"), at=core.at(), comment="补材料"
            )
    assert made.status == state
    assert client.get(address(made)).status_code == 404
    assert made.name not in client.get(LIST).content.decode()


def test_an_unknown_number_is_not_there(client, db):
    assert client.get("/public/classes/530502-2026-9999/").status_code == 404


def test_the_list_is_searched_by_word_place_and_programme(client, cast):
    here = courses.approved_class(cast.owner.school, programme="YUNSAO", **cast.owner.class_officers)
    there = courses.approved_class(cast.far.school, **cast.far.class_officers)
    for query, found in (
        ({"keyword": here.institution.name}, {here}),
        ({"keyword": "焊工"}, {here, there}),
        ({"keyword": "没有这样的班"}, set()),
        ({"place": cast.far.code}, {there}),
        ({"place": cast.owner.region.parent_id}, {here}),
        ({"programme": "YUNSAO"}, {here}),
        ({"place": "nonsense"}, {here, there}),
    ):
        shown = client.get(LIST, query).content.decode()
        assert {made for made in (here, there) if made.name in shown} == found, query


def test_a_changed_board_and_a_registered_filing_are_shown(client, cast, office):
    made = courses.boarded_class(office.school, **office.class_officers)
    officer, at = cast.act("prefecture_officer"), core.at()
    filing = filings.consolidate(prefecture=office.region.parent, period=at.date(), by=officer, at=at)
    filing = filings.move(filing, "submit", by=officer, at=at)
    assert "备案登记" not in client.get(address(made)).content.decode()
    filing = filings.move(filing, "register", by=cast.act("provincial_officer"), at=at)
    boards.change_and_reissue(made, reason="换地点", place="二号楼302", by=office.act("clerk"), at=at)
    board = made.notice_boards.get(edition=2)
    assert "尚未出具" in client.get(address(made)).content.decode()
    boards._issue(board, content=b"%PDF", sheet=b"%PDF", at=at)
    shown = client.get(address(made)).content.decode()
    assert filing.registration_number in shown
    assert "第 2 版" in shown
    assert "二号楼302" in shown


def test_the_public_list_asks_a_bounded_number_of_questions(client, office, django_assert_max_num_queries):
    for _ in range(3):
        courses.approved_class(office.school, **office.class_officers)
    with django_assert_max_num_queries(3):
        client.get(LIST)


def test_the_pages_of_the_list_keep_what_was_searched_for(client, office):
    for _ in range(21):
        courses.approved_class(office.school, **office.class_officers)
    first = client.get(LIST, {"keyword": "焊工"}).content.decode()
    newest, oldest = TrainingClass.objects.first(), TrainingClass.objects.last()
    assert newest.name in first
    assert oldest.name not in first
    following = re.search(r'rel="next" href="(\?[^"]+)"', first)[1].replace("&amp;", "&")
    assert "keyword=" in following
    second = client.get(LIST + following).content.decode()
    assert oldest.name in second
    assert 'rel="prev"' in second
