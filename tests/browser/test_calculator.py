"""The calculator on a phone without scripts and at a desk: to the end, to an early no, and an answer given anew."""

import pytest
import time_machine

from subsidies.rules import current
from tests.factories import core

from .conftest import DESK, PHONE
from .test_pages_look import judged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TECHNICIAN, ADVANCED = "我在生产一线，考取了技师证书", "我考取了高级工证书"


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(hour=15), tick=True):
        yield


@pytest.fixture
def person(desk):
    """Somebody at the front page with a phone; every page on the way is looked at."""

    def arrive(**options):
        made = desk(viewport=PHONE, **options)
        return made.open("/").follow("补贴政策计算器")

    return arrive


def answer(person, question: str, words: str) -> None:
    person.page.get_by_role("group", name=question).get_by_label(words, exact=True).check()


def looked_at(person) -> None:
    """A phone's and a desk's width: nothing beyond the edge, nothing that a judge of pages objects to."""
    for where, size in (("desk", DESK), ("phone", PHONE)):
        person.page.set_viewport_size(size)
        assert list(judged(person, where)) == []


def choose(person, words: str) -> None:
    person.page.get_by_role("button", name=words).click()


def front_line(person, words: str) -> None:
    answer(person, "您是否在企业生产一线岗位工作？", words)
    answer(person, "取得这本证书以前，您参加过培训吗？", "是")
    person.press("下一步")


def test_met_with_the_amount(person):
    somebody = person()
    looked_at(somebody)
    choose(somebody, TECHNICIAN)
    looked_at(somebody)
    front_line(somebody, "是")
    answer(somebody, "您取得的是哪一种证书？", "职业技能等级证书")
    answer(somebody, "证书上写的是几级？", "二级/技师")
    somebody.press("下一步")
    somebody.fill("证书上的发证日期是哪一天？", "2026-01-20")
    answer(somebody, "这一项补贴，您以前申请过吗？", "没有申请过")
    looked_at(somebody)
    somebody.press("下一步")
    answer(somebody, "这本证书用来申领过别的补贴吗？", "没有用过")
    somebody.press("下一步")
    somebody.sees("按您的回答，符合条件")
    somebody.sees(f"￥{current().money('technician.amount', on=core.DAY):,.2f}")
    somebody.sees("测算结果不作为申领依据")
    looked_at(somebody)
    assert somebody.path == "/calculator/"
    assert {cookie["name"] for cookie in somebody.context.cookies()} <= {"csrftoken"}


def test_refused_early_and_an_answer_given_anew_without_scripts(person):
    somebody = person(java_script_enabled=False)
    choose(somebody, TECHNICIAN)
    front_line(somebody, "否")
    somebody.sees("按您的回答，不符合条件")
    somebody.sees("不用再回答")
    somebody.picture()
    somebody.press("修改：是否一线岗位")
    chosen = somebody.page.get_by_role("group", name="您是否在企业生产一线岗位工作？").get_by_label("否")
    assert chosen.is_checked()
    answer(somebody, "您是否在企业生产一线岗位工作？", "是")
    somebody.press("下一步")
    somebody.sees("证书上写的是几级？")
    assert not somebody.page.get_by_text("取得这本证书以前").locator("xpath=ancestor::fieldset").count()


def test_the_refusal_and_the_open_end_can_be_read(person):
    somebody = person()
    choose(somebody, TECHNICIAN)
    front_line(somebody, "否")
    somebody.sees("不符合条件")
    looked_at(somebody)
    somebody.follow("再算一种情形")
    choose(somebody, ADVANCED)
    answer(somebody, "您是企业职工吗？", "不清楚")
    answer(somebody, "您取得的是哪一种证书？", "不清楚")
    somebody.press("下一步")
    answer(somebody, "证书上写的是几级？", "三级/高级工")
    somebody.press("下一步")
    answer(somebody, "这一项补贴，您以前申请过吗？", "不清楚")
    answer(somebody, "这本证书用来申领过别的补贴吗？", "不清楚")
    somebody.press("下一步")
    somebody.sees("没有发现不符合的地方")
    looked_at(somebody)
