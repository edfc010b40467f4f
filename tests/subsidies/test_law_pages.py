"""The pages of releases and standards: what they show, what their buttons do, what they refuse and to whom."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from subsidies.actions import releases
from subsidies.rules import current
from tests.factories import core, courses, subsidies
from tests.factories import law as factory
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.roles import Role

pytestmark = pytest.mark.django_db
CAP = "advanced_worker.amount_cap"
STANDARD = {
    "region": "530502",
    "key": "local.class_size",
    "value": "30",
    "valid_from": "2026-03-02",
    "valid_to": "",
    "occupation": "",
    "level": "",
    "programme": "",
    "document": "隆阳人社发〔2026〕3号(虚构)",
    "quote": "每班不超过30人",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(core.at(core.DAY, 15), tick=False):
        yield


@pytest.fixture
def province(signed_in, cast):
    return signed_in(cast.provincial_officer)


@pytest.fixture
def second(signed_in):
    return signed_in(core.officer(Role.PROVINCIAL_OFFICER, "530000", "另一人"))


def page(name: str, *args) -> str:
    return reverse(f"subsidies:{name}", args=args)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def act(client, name: str, row, transition: str, **given):
    version = type(row).objects.get(pk=row.pk).version
    body = {"transition": transition, "version": version, "comment": "", **given}
    return client.post(page(name, row.pk), body, follow=True)


# --- releases ---------------------------------------------------------------------------------------------------------------


def amendment(**given) -> dict:
    return {
        "value": "2500",
        "valid_from": "2027-01-01",
        "document": "other",
        "clause": factory.CLAUSE,
        "quote": factory.QUOTE,
        "number": factory.NUMBER,
        "issuer": "云南省人力资源和社会保障厅",
        "issued_on": "2026-11-01",
        "in_force_from": "2027-01-01",
        "text": f"{factory.QUOTE},自2027年1月1日起执行。",
        **given,
    }


def test_the_whole_way_through_the_pages(province, second):
    """Drafted, amended with a typed-in document, shown as a difference, released by another, named in force."""
    province.post(page("release_new"), {"title": "调整上限", "reason": "依据新文件"})
    row = RuleRelease.objects.latest("pk")
    amend = f"{page('release_amend', row.pk)}?parameter={CAP}"
    assert "不超过 2,000 元/人" in text(province.get(amend))
    shown = text(province.post(amend, amendment(), follow=True))
    assert "已修改“高级工技能提升补贴上限”" in shown
    assert "不超过 2,000 元/人 → 不超过 2,500 元/人 2027-01-01 起" in shown
    assert f"{factory.NUMBER} {factory.CLAUSE}：「{factory.QUOTE}」" in shown
    assert "例全部通过" in shown
    assert "您已办理过“起草、修改：高级工技能提升补贴上限”，“发布”须由另一人办理" in shown
    assert "须由另一人办理" in text(act(province, "release_act", row, "release"))
    assert law.in_force().row_id == row.based_on_id
    assert f"第{row.number}版已发布在用" in text(act(second, "release_act", row, "release", comment="已核对"))
    assert law.in_force().row_id == row.pk
    assert "本版正在使用" in text(second.get(page("release", row.pk)))


def test_a_reading_is_chosen_from_the_list(province, cast):
    row = releases.draft(title="改读法", reason="省厅明确", by=cast.act("provincial_officer"), at=core.at())
    address = f"{page('release_amend', row.pk)}?parameter=reading.once_in_life"
    assert "每人每个职业(工种)同一等级一次" in text(province.get(address))
    given = {"value": "once_per_occupation_and_level", "valid_from": "2027-01-01", "document": ""}
    shown = text(province.post(address, given, follow=True))
    assert "每人每个补贴项目终身一次 → 每人每个职业(工种)同一等级一次" in shown
    assert "没有文件规定" in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"value": "很多"}, "数值“很多”应为准确的数"),
        ({"quote": "不在原文的话"}, "引文不在"),
        ({"text": ""}, "另行录入文件时必须填写"),
        ({"document": "云人社发〔2018〕71号", "clause": ""}, "写明依据文件时必须填写"),
        ({"valid_from": "2018-12-27"}, "起始日须晚于该日"),
        ({"valid_from": "明天"}, "日期"),
    ],
)
def test_a_wrong_amendment_comes_back_with_the_reason(province, cast, given, sentence):
    row = releases.draft(title="新版", reason="依据", by=cast.act("provincial_officer"), at=core.at())
    answer = province.post(f"{page('release_amend', row.pk)}?parameter={CAP}", amendment(**given))
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert RuleRelease.objects.get(pk=row.pk).version == 1


def test_an_amendment_is_undone_by_its_button(province, cast):
    row = factory.draft_release(cast.act("provincial_officer"))
    shown = text(act(province, "release_act", row, "undo", parameter=CAP))
    assert "已撤销该项修改" in shown
    assert "与起草依据的版本没有差别" in shown


def test_a_missing_case_stands_on_the_page_with_the_button_shut(second, cast):
    row = factory.draft_release(
        cast.act("provincial_officer"),
        factory.higher_cap(parameter="public_base.filings_per_year", value="12"),
    )
    answer = second.get(page("release", row.pk))
    assert "参数“公共职业技能培训基地年度备案次数”没有边界用例，不能发布" in text(answer)
    assert re.search(r"<button[^>]*disabled>发布</button>", answer.content.decode())


def test_every_office_reads_the_releases_and_only_the_province_is_offered_a_draft(signed_in, cast, province):
    row = factory.draft_release(cast.act("provincial_officer"))
    for person in (cast.owner.clerk, cast.owner.finance, cast.auditor, cast.prefecture_officer):
        client = signed_in(person)
        assert "起草新版本" not in text(client.get(page("release_list")))
        shown = text(client.get(page("release", row.pk)))
        assert "2,500 元/人" in shown
        assert "填写修改" not in shown
        assert client.get(page("release_new")).status_code == 403
        assert act(client, "release_act", row, "release").status_code == 403
    assert "起草新版本" in text(province.get(page("release_list")))
    for outsider in (cast.owner.school_clerk, cast.system_admin):
        assert signed_in(outsider).get(page("release_list")).status_code == 403


def test_the_list_of_releases_reads_no_contents(province, cast, django_assert_max_num_queries):
    for _ in range(3):
        factory.draft_release(cast.act("provincial_officer"))
    province.get(page("release_list"))
    with django_assert_max_num_queries(9) as captured:
        assert province.get(page("release_list")).status_code == 200
    assert not any('"core_rulerelease"."content"' in query["sql"] for query in captured.captured_queries)


# --- standards --------------------------------------------------------------------------------------------------------------


def test_a_standard_through_the_pages(signed_in, cast):
    clerk, head = signed_in(cast.owner.clerk), signed_in(cast.owner.head)
    clerk.post(page("standard_new"), STANDARD)
    row = LocalStandard.objects.get()
    assert "由县级负责人(一把手)" in text(clerk.get(page("standard", row.pk)))
    clerk.post(page("standard_edit", row.pk), {**STANDARD, "value": "28", "version": "1"})
    shown = text(head.get(page("standard", row.pk)))
    assert "28 人/班" in shown
    assert "已办理“发布”" in text(act(head, "standard_act", row, "release"))
    shown = text(act(head, "standard_act", row, "retire", last_day="2026-03-09", comment="改按州市标准"))
    assert "已停止执行" in shown
    assert "2026-03-02 至 2026-03-09" in shown
    assert law.figure("local.class_size", region="530502", on=core.DAY).value == 28


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"value": "很多"}, "“单班人数上限”应填写大于零的整数"),
        ({"key": "local.moon"}, "选择一个有效的选项"),
        ({"key": "local.advanced_worker_amount", "value": "2000.01"}, "不得超过高级工技能提升补贴上限"),
        ({"key": "local.publicity_working_days", "value": "5", "level": "3"}, "不能按技能等级区分"),
        ({"valid_to": "2026-03-01"}, "截止日期不能早于起始日期"),
        ({"quote": ""}, "依据原文"),
    ],
)
def test_a_wrong_standard_comes_back_with_the_reason(signed_in, cast, given, sentence):
    answer = signed_in(cast.owner.clerk).post(page("standard_new"), {**STANDARD, **given})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not LocalStandard.objects.exists()


def test_a_region_out_of_reach_isnt_there(signed_in, cast):
    clerk = signed_in(cast.owner.clerk)
    assert clerk.post(page("standard_new"), {**STANDARD, "region": "530602"}).status_code == 404
    row = factory.standard("530602", "local.class_size", "30", drafted_by=cast.far.clerk)
    assert "30 人/班" in text(clerk.get(page("standard", row.pk)))
    assert clerk.get(page("standard_edit", row.pk)).status_code == 404
    head = signed_in(cast.owner.head)
    assert act(head, "standard_act", row, "retire", last_day="2026-03-09", comment="x").status_code == 404


def test_the_list_is_searched_by_region_key_day_and_state(signed_in, cast):
    given = {"drafted_by": cast.owner.clerk}
    factory.standard("530502", "local.class_size", "31", valid_to=core.DAY, **given)
    factory.standard("530500", "local.class_size", "32", **given)
    factory.standard("530500", "local.minimum_age", "17", **given)
    client = signed_in(cast.auditor)

    def found(**query) -> list[str]:
        shown = client.get(page("standard_list"), query).content.decode()
        return sorted(re.findall(r">(\d\d) (?:人/班|周岁)<", shown))

    assert found() == ["17", "31", "32"]
    assert found(region="530502") == ["31"]
    assert found(key="local.minimum_age") == ["17"]
    assert found(on=str(core.DAY)) == ["17", "31", "32"]
    assert found(on=str(core.DAY + timedelta(days=1))) == ["17", "32"]
    assert found(status="draft") == []


def test_the_public_reads_what_was_released_and_no_draft_and_no_name(client, cast):
    by = cast.owner.clerk
    factory.standard("530500", "local.class_size", "32", drafted_by=by)
    LocalStandard.objects.create(
        region_id="530502", key="local.class_size", value="19", valid_from=core.DAY, document="稿",
        quote="句", drafted_by=by,
    )  # fmt: skip
    shown = text(client.get(page("policy_standards")))
    assert "32 人/班" in shown
    assert "19 人/班" not in shown
    assert by.full_name not in shown
    assert "19 人/班" not in text(client.get(page("policy_standards"), {"status": "draft"}))


def test_every_page_says_what_the_portal_does_by_a_standard(signed_in, client, cast):
    given = {"drafted_by": cast.owner.clerk}
    shown = factory.standard("530500", "local.practice_share", "0.60", **given)
    acts = factory.standard("530500", "local.attendance_share", "0.80", **given)
    clerk, only_shown, refuses = signed_in(cast.owner.clerk), "仅公布，平台不据此办理", "平台据此拦截"
    assert only_shown in text(clerk.get(page("standard", shown.pk)))
    assert refuses not in text(clerk.get(page("standard", shown.pk)))
    assert refuses in text(clerk.get(page("standard", acts.pk)))
    form = text(clerk.get(page("standard_new")))
    assert f"实操课时最低占比（比例）：{only_shown}" in form
    assert f"结业最低出勤率（比例）：{refuses}" in form
    for told in (text(clerk.get(page("standard_list"))), text(client.get(page("policy_standards")))):
        assert only_shown in told
        assert refuses in told


# --- where figures are used -----------------------------------------------------------------------------------------------------


def test_the_publicity_pages_say_which_document_sets_the_days(signed_in, cast):
    clerk = signed_in(cast.owner.clerk)
    claim = subsidies.approved(cast.owner)
    assert "公示期不少于5个工作日（门户默认值）" in text(clerk.get(page("publicity_new")))
    factory.standard(
        "530500",
        "local.publicity_working_days",
        "7",
        drafted_by=cast.prefecture_officer,
        document="保人社规〔2025〕1号",
    )
    answer = clerk.get(page("publicity_new"))
    assert "公示期不少于7个工作日（保山市：保人社规〔2025〕1号）" in text(answer)
    assert answer.context["form"].initial["days"] == 7
    opened = subsidies.publicity(cast.owner, [claim])
    assert "不少于7个工作日（保山市：保人社规〔2025〕1号）" in text(clerk.get(page("publicity", opened.pk)))


def test_the_roster_page_says_where_its_limits_come_from(signed_in, cast):
    opened = courses.boarded_class(cast.owner.school, **cast.owner.class_officers)
    factory.standard(
        "530502", "local.class_size", "33", drafted_by=cast.owner.head, document="隆阳人社发〔2026〕3号"
    )
    shown = text(signed_in(cast.owner.school_clerk).get(reverse("courses:roster_new", args=[opened.pk])))
    assert "单班人数上限33 人/班隆阳区：隆阳人社发〔2026〕3号" in shown
    assert "门户默认值" in shown


def test_the_public_page_of_the_notice_shows_the_release_in_force(client, cast):
    row = factory.draft_release(cast.act("provincial_officer"))
    with time_machine.travel(core.at(factory.FROM, 9), tick=False):
        assert "不超过 2,500 元/人" not in text(client.get(page("policy")))
        factory.put_in_force(law.read(row))
        shown = text(client.get(page("policy")))
    assert "不超过 2,500 元/人" in shown
    assert factory.NUMBER in shown


def test_a_figure_newer_than_the_release_in_force_is_shown_from_the_software(client, cast):
    parameters = dict(current().parameters)
    parameters.pop("publicity.working_days")
    factory.put_in_force(replace(current(), parameters=parameters))
    assert law.figure("local.publicity_working_days", region="530502", on=core.DAY).value == 5
    assert client.get(page("policy")).status_code == 200
