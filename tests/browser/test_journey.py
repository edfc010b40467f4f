"""Section by section as an office lives it: from an institution's application to money on a technician's card.

Everything is done by the people whose duty it is, each in a browser of their own, by what stands on the pages.
The world before: divisions, officers, one institution with licence and teacher, the catalogue.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.factories import courses as teaching
from tests.factories.roster_book import Person, filled_in, mistyped
from tests.worker import running_worker

from .conftest import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

CLASS = "隆阳区焊工技师培训班(虚构)"
TECHNICIAN, COLLEAGUE = Person(801), Person(802)
CERTIFICATE = "Y005300000000801"
REASON = "送代发银行发放"


@dataclass
class Story:
    """What one person's step leaves to the next."""

    day: date
    class_page: str = ""
    public_page: str = ""
    claim_page: str = ""
    notice_page: str = ""


@pytest.fixture
def office(cast, all_regions):
    """The county's people, the institution and the level that will be taught."""
    teaching.catalogue_item()
    county = cast.owner
    for person in ("clerk", "reviewer", "head", "finance", "school_clerk"):
        getattr(county, person)
    return county


def test_from_application_to_money_on_the_card(desk, office, cast, tmp_path):
    story = Story(day=timezone.localdate())
    with running_worker(tmp_path / "worker.log"):
        host, clerk = desk().sign_in(office.school_clerk), desk().sign_in(office.clerk)
        reviewer, head = desk().sign_in(office.reviewer), desk().sign_in(office.head)
        apply_for_a_class(host, story, office)
        check_and_fix(clerk, story, office)
        take_the_next_step(reviewer, story.class_page, "审核通过", "已审核")
        take_the_next_step(head, story.class_page, "批准开班", "已批准公开")
        read_the_board(head, story, office)
        load_the_roster(host, story)
    see_the_public_page(desk(), story)
    teach_and_examine(host, story)
    file_with_the_province(desk(), desk(), story, cast)
    claim_the_subsidy(clerk, story)
    take_the_next_step(reviewer, story.claim_page, "审核通过", "已审核")
    take_the_next_step(head, story.claim_page, "批准补贴", "已批准")
    last_day = publicise(clerk, story)
    see_the_publicity(desk(), story)
    with time_machine.travel(morning_after(last_day), tick=True):
        end_the_publicity(desk().sign_in(office.clerk), story)
        pay(desk().sign_in(office.finance), office)
        look_at_the_phone(
            desk(viewport=PHONE, java_script_enabled=False), desk().sign_in(office.clerk), office
        )


def morning_after(last_day: date) -> datetime:
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time(9)))


# --- before the class ---------------------------------------------------------------------------------------------


def apply_for_a_class(host: Desk, story: Story, office) -> None:
    host.menu("培训班").follow("新建培训班")
    host.choose("举办县(市、区)", office.region.name)
    host.fill("班次名称", CLASS)
    host.choose("培训项目", "高技能人才培训")
    host.choose("培训工种", "焊工")
    host.choose("资金来源", "就业补助资金")
    host.fill("计划人数", 2)
    host.fill("培训内容", "焊接工艺与安全操作")
    for label in ("开班日期", "结业日期"):
        host.fill(label, story.day)
    host.fill("每日上课时间", "8:30—11:30，14:00—17:00")
    host.fill("培训地点", "永昌街道太保路1号实训楼二楼")
    host.fill("理论课时", 4)
    host.fill("实操课时", 4)
    host.fill("培训班管理人", "冯玉兰")
    host.fill("管理人联系方式", "0875-2121000")
    host.press("保存并填写课程表")
    teacher = office.school.teachers.get().name
    host.choose("上午教师", teacher)
    host.choose("下午教师", teacher)
    host.press("生成到下表")
    host.press("保存课程表")
    host.sees("已保存课程表")
    story.class_page = host.page.url.removeprefix(host.address)
    host.press("提交开班申请")
    host.sees("已提交")


def check_and_fix(clerk: Desk, story: Story, office) -> None:
    """The clerk finds the class by what waits on the home page."""
    clerk.menu("首页").follow("待核验、待确定事项")
    clerk.follow(CLASS)
    clerk.follow("核验培训资质")
    clerk.tick("核验通过")
    clerk.press("登记核验结果")
    clerk.follow("确定培训事项和责任人")
    clerk.fill("培训对象", "企业职工")
    clerk.fill("就业方向", "县内制造企业")
    clerk.fill("就业帮扶措施", "推荐就业岗位，培训后跟踪服务6个月")
    clerk.choose("培训班监督人", office.reviewer.full_name)
    for stage in ("资质核验", "开班审批", "过程监管", "结业考核", "补贴审核"):
        clerk.choose(stage, office.clerk.full_name)
    clerk.press("确定")
    clerk.sees("县内制造企业")


def take_the_next_step(officer: Desk, page: str, step: str, state: str) -> None:
    officer.open(page)
    officer.press(step)
    officer.sees(f"已办理“{step}”")
    officer.sees(state)


def read_the_board(head: Desk, story: Story, office) -> None:
    """The card on the class's page waits for the worker by itself."""
    link = head.page.get_by_role("link", name="告知牌（PDF）")
    link.wait_for()
    pdf = head.get(link)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    head.keep("board.pdf", pdf)
    squeezed = "".join(text.split())
    assert "云南省就业培训告知牌" in squeezed
    for words in (
        CLASS,
        office.school.name,
        "焊工",
        "永昌街道太保路1号实训楼二楼",
        "冯玉兰",
        office.reviewer.full_name,
        "企业职工",
        "县内制造企业",
        "就业补助资金",
    ):
        assert words in squeezed, words
    story.public_page = head.page.get_by_role("link", name="公开页").get_attribute("href")


def load_the_roster(host: Desk, story: Story) -> None:
    """First with a mistake, as the second person's number was typed; then as it stands on the card."""
    host.open(story.class_page).follow("导入花名册")
    template = host.download(lambda: host.follow("下载花名册模板"))
    wrong = COLLEAGUE.row | {"身份证号码": mistyped(COLLEAGUE.id_number)}
    host.upload("花名册文件", filled_in(template, [TECHNICIAN.row, wrong]), name="学员花名册.xlsx")
    host.press("上传并校验")
    host.sees("有错误的花名册不能导入")
    host.sees("第5行")
    assert "身份证号码" in host.page.locator("#row-5").inner_text()
    marked = load_workbook(BytesIO(host.download(lambda: host.follow("下载标注了问题的文件"))))
    assert "校验码" in str([cell.value for cell in marked["花名册"][5]])
    host.follow("重新上传")
    host.upload("花名册文件", filled_in(template, [TECHNICIAN.row, COLLEAGUE.row]), name="学员花名册.xlsx")
    host.press("上传并校验")
    host.sees("校验通过，尚未导入")
    assert TECHNICIAN.id_number not in host.text()
    host.press("确认导入")
    host.sees("已导入2人")


def see_the_public_page(anybody: Desk, story: Story) -> None:
    anybody.open("/public/classes/").follow(CLASS)
    for words in ("永昌街道太保路1号实训楼二楼", "焊接工艺与安全操作"):
        anybody.sees(words)
    assert anybody.page.url.endswith(story.public_page)
    nobody_is_named(anybody)


def nobody_is_named(anybody: Desk) -> None:
    shown = anybody.page.content()
    for person in (TECHNICIAN, COLLEAGUE):
        for secret in (person.name, person.id_number, person.bank_account, person.phone):
            assert secret not in shown


# --- the class ----------------------------------------------------------------------------------------------------


def teach_and_examine(host: Desk, story: Story) -> None:
    take_the_next_step(host, story.class_page, "开班", "在训")
    for _ in range(2):
        host.open(story.class_page).follow("考勤")
        host.page.get_by_role("link", name="登记考勤", exact=True).first.click()
        host.press("全部出勤")
        host.sees("考勤")
    host.open(story.class_page).follow("结果")
    for person in (TECHNICIAN, COLLEAGUE):
        host.choose(f"{person.name}的考核结果", "合格")
    host.press("保存")
    take_the_next_step(host, story.class_page, "结业", "已结业")
    host.open(story.class_page).follow("结果")
    host.fill("发证机构", "云南省职业技能评价机构(虚构)")
    host.fill("发证日期", story.day)
    host.fill(f"{TECHNICIAN.name}的证书编号", CERTIFICATE)
    host.press("保存")
    host.sees(CERTIFICATE)


def file_with_the_province(prefecture: Desk, province: Desk, story: Story, cast) -> None:
    prefecture.sign_in(cast.prefecture_officer).menu("备案").follow("汇总备案")
    prefecture.press("汇总")
    prefecture.sees(CLASS)
    prefecture.press("报省厅")
    prefecture.sees("已报省厅")
    province.sign_in(cast.provincial_officer).open(prefecture.path)
    province.press("备案登记")
    province.sees("备案登记号")


# --- the money ----------------------------------------------------------------------------------------------------


def claim_the_subsidy(clerk: Desk, story: Story) -> None:
    clerk.menu("补贴申请").follow("新建申请")
    clerk.follow(TECHNICIAN.name)
    amount = clerk.page.get_by_label("补贴金额（元）")
    assert (amount.input_value(), amount.is_disabled()) == ("2000.00", True)
    clerk.fill("所在企业", "保山市某机械制造有限公司(虚构)")
    clerk.tick("是")
    clerk.press("保存草稿并核定")
    clerk.sees("2,000.00")
    clerk.press("提交申请")
    clerk.sees("已提交")
    story.claim_page = clerk.path


def publicise(clerk: Desk, story: Story) -> date:
    """Opened for the days that the parameter wants; answers with the last of them."""
    clerk.menu("公示").follow("组织公示")
    clerk.sees(TECHNICIAN.name)
    clerk.press("开始公示")
    clerk.sees("已开始公示")
    story.notice_page = clerk.path
    window = clerk.page.get_by_text("至").filter(has_text="20").first.inner_text()
    return date.fromisoformat(window.split("至")[1].strip())


def see_the_publicity(anybody: Desk, story: Story) -> None:
    anybody.open("/").follow("补贴公示")
    anybody.page.locator("main").get_by_role("link", name="GS530502").first.click()
    anybody.sees(TECHNICIAN.name)
    anybody.sees("2,000.00")
    shown = anybody.page.content()
    for secret in (TECHNICIAN.id_number, TECHNICIAN.bank_account, TECHNICIAN.phone, COLLEAGUE.name):
        assert secret not in shown


def end_the_publicity(clerk: Desk, story: Story) -> None:
    clerk.open(story.notice_page).press("结束公示")
    clerk.sees("公示已结束")


def pay(finance: Desk, office) -> None:
    finance.menu("拨付批次").follow("编制批次")
    finance.press("编制批次")
    finance.fill("导出理由", REASON)
    listed = finance.download(lambda: finance.press("导出拨付清单"))
    paid_to_the_own_card(listed)
    finance.open(finance.path)
    finance.follow("登记拨付结果")
    finance.fill(f"{TECHNICIAN.name} 凭证号", "PZ20260001")
    finance.press("登记拨付结果")
    finance.sees("拨付结果已登记")
    finance.sees("已办结")


def paid_to_the_own_card(listed: bytes) -> None:
    sheet = load_workbook(BytesIO(listed)).active
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells[TECHNICIAN.bank_account].data_type == "s"
    amount = next(cell for row in sheet.iter_rows() for cell in row if cell.value in (2000, "2000.00"))
    assert float(amount.value) == 2000


def look_at_the_phone(phone: Desk, clerk: Desk, office) -> None:
    """Without a script: name, number, and the code that the help desk reads out."""
    phone.open("/trainees/sign-in/")
    phone.fill("姓名", TECHNICIAN.name)
    phone.fill("身份证号码", TECHNICIAN.id_number)
    phone.press("获取验证码")
    clerk.menu("服务窗口")
    clerk.tick("本人来电，已核对姓名和身份证号码")
    clerk.press("显示验证码")
    phone.fill("验证码", clerk.page.locator(".display-code").inner_text().strip())
    phone.press("登录")
    phone.sees("我的补贴")
    phone.sees("已发放")
    phone.sees("2,000.00")
    assert TECHNICIAN.bank_account not in phone.page.content()
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
