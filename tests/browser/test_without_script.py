"""The main forms on a machine that runs no script: sign in, enter a class with its timetable, approve."""

import pytest
from django.utils import timezone

from tests.factories import courses

from .conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain_desk(desk):
    return lambda person: desk(java_script_enabled=False).sign_in(person)


def fill_in_application(host: Desk, office) -> None:
    host.choose("举办县(市、区)", office.region.name)
    for label, value in (
        ("班次名称", "隆阳区2026年焊工班(虚构)"),
        ("计划人数", 30),
        ("培训内容", "焊接工艺与安全操作"),
        ("开班日期", timezone.localdate()),
        ("结业日期", timezone.localdate()),
        ("每日上课时间", "8:30—11:30，14:00—17:00"),
        ("培训地点", "永昌街道太保路1号"),
        ("理论课时", 4),
        ("实操课时", 4),
        ("培训班管理人", "冯玉兰"),
        ("管理人联系方式", "0875-2121000"),
    ):
        host.fill(label, value)
    for label, words in (
        ("培训项目", "高技能人才培训"),
        ("培训工种", "焊工"),
        ("资金来源", "就业补助资金"),
    ):
        host.choose(label, words)


def test_a_class_is_entered_and_submitted(plain_desk, cast, all_regions):
    courses.catalogue_item()
    office = cast.owner
    teacher = office.school.teachers.get().name
    host = plain_desk(office.school_clerk).open("/classes/new/")
    fill_in_application(host, office)
    host.fill("班次名称", "")
    host.page.get_by_role("button", name="保存并填写课程表").evaluate(
        "button => button.form.noValidate = true"
    )
    host.press("保存并填写课程表")
    host.sees("班次名称")  # told by the server what is missing, and nothing typed is lost
    host.fill("班次名称", "隆阳区2026年焊工班(虚构)")
    host.press("保存并填写课程表")
    host.choose("上午教师", teacher)
    host.choose("下午教师", teacher)
    host.press("生成到下表")
    host.press("保存课程表")
    host.press("提交开班申请")
    host.sees("已办理“提交开班申请”")


def test_a_class_is_reviewed_and_approved(plain_desk, cast, all_regions):
    office = cast.owner
    prepared = courses.prepared_class(
        office.school, by=office.act("school_clerk"), clerk=office.act("clerk"), on=timezone.localdate()
    )
    reviewer = plain_desk(office.reviewer).open("/").follow("待审核的班次").follow(prepared.name)
    reviewer.press("审核通过")
    reviewer.sees("已审核")
    head = plain_desk(office.head).open("/").follow("待批准的班次").follow(prepared.name)
    head.press("批准开班")
    head.sees("已批准公开")


def test_a_class_is_returned_only_with_a_reason(plain_desk, cast, all_regions):
    office = cast.owner
    prepared = courses.prepared_class(office.school, by=office.act("school_clerk"), clerk=office.act("clerk"))
    reviewer = plain_desk(office.reviewer).open(f"/classes/{prepared.pk}/")
    reviewer.page.get_by_text("其他操作").click()
    form = reviewer.page.locator("form", has=reviewer.page.get_by_role("button", name="退回修改"))
    form.get_by_role("textbox").fill("培训地点请写到楼层")
    reviewer.press("退回修改")
    reviewer.sees("退回意见")
    host = plain_desk(office.school_clerk).open("/").follow("退回修改的班次").follow(prepared.name)
    host.sees("培训地点请写到楼层")
