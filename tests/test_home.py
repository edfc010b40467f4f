"""The first page of each role: what waits, what was done, what isn't theirs."""

import pytest
from django.urls import reverse

from subsidies.actions import standards
from tests.factories import core, courses

pytestmark = pytest.mark.django_db


def test_the_reviewer_sees_what_waits_and_the_menu_counts_it(cast, signed_in):
    office = cast.owner
    courses.submitted_class(office.school, by=office.act("school_clerk"))
    page = signed_in(office.reviewer).get("/").content.decode()
    assert "待审核的班次" in page
    assert f'href="{reverse("courses:class_list")}?status=submitted"' in page


def test_a_neighbouring_county_sees_nothing_of_it(cast, signed_in):
    office = cast.owner
    courses.submitted_class(office.school, by=office.act("school_clerk"))
    page = signed_in(cast.sibling.reviewer).get("/").content.decode()
    assert "目前没有待办事项" in page


def test_public_classes_in_no_filing_wait_for_their_prefecture(cast, signed_in):
    """二(一)3 「由州市人社局汇总」, A39."""
    for office in (cast.owner, cast.far):
        courses.boarded_class(office.school, **office.class_officers)
    cards = {card.label: card for card in signed_in(cast.prefecture_officer).get("/").context["cards"]}
    assert cards["待汇总备案的班次"].count == 1
    assert cards["待汇总备案的班次"].url == f"{reverse('courses:filing_list')}?tab=unfiled"
    assert "待汇总备案的班次" not in signed_in(cast.owner.clerk).get("/").content.decode()


def test_what_a_person_did_is_listed_by_name(cast, signed_in):
    office = cast.owner
    made = courses.submitted_class(office.school, by=office.act("school_clerk"))
    page = signed_in(office.school_clerk).get("/").content.decode()
    assert f"提交开班申请 “{made.name}”" in page
    assert reverse("courses:class", args=[made.pk]) in page


def test_a_drafted_standard_is_listed_by_name_and_leads_to_its_page(cast, signed_in):
    row = standards.draft(
        key="local.attendance_share",
        region=cast.owner.region,
        value="0.80",
        valid_from=core.DAY,
        document="隆阳人社发〔2026〕3号(虚构)",
        quote="出勤率达到80%以上方可结业",
        by=cast.owner.act("clerk"),
        at=core.at(),
    )
    (line,) = signed_in(cast.owner.clerk).get("/").context["recent"]
    assert line.text == "起草 “结业最低出勤率”"
    assert line.url == reverse("subsidies:standard", args=[row.pk])


def test_the_system_administrator_has_no_business_menu(cast, signed_in):
    page = signed_in(cast.system_admin).get("/").content.decode()
    assert "用户和任职" in page
    assert reverse("courses:class_list") not in page
    assert "补贴申请" not in page


def test_a_person_without_appointment_is_told_so(cast, signed_in):
    assert "还没有任职" in signed_in(cast.stranger).get("/").content.decode()


@pytest.mark.parametrize("name", ["home", "courses:public_classes", "subsidies:public_publicities"])
def test_anybody_finds_the_public_doors_from_every_public_page(client, db, name):
    page = client.get(reverse(name)).content.decode()
    page = page[page.index("<nav") : page.index("</nav>")]
    for name in ("courses:public_classes", "subsidies:public_publicities", "subsidies:my_subsidy"):
        assert reverse(name) in page


def test_anybody_finds_the_policy_from_the_front_page(client, db):
    page = client.get("/").content.decode()
    for name in ("subsidies:policy", "subsidies:ambiguities"):
        assert reverse(name) in page
