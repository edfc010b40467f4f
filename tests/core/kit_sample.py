"""Pages made of every part of the kit with invented content: what the tests read, and what one looks at by eye."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory

from yunnan_training.core.page_kit import (
    Column,
    MenuGroup,
    MenuItem,
    Page,
    RecentLine,
    TodoCard,
    marks,
)

MENU = [
    MenuGroup(label="工作台", items=[MenuItem(label="首页", url="/", icon="home", active=True)]),
    MenuGroup(
        label="培训组织",
        items=[
            MenuItem(label="培训班", url="/classes/", icon="class", count=6, hot=True),
            MenuItem(label="资格审核", url="/checks/", icon="approve", count=2),
            MenuItem(label="告知牌", url="/boards/", icon="board"),
            MenuItem(label="学员花名册", url="/rosters/", icon="roster", count=1),
            MenuItem(label="考勤与结业", url="/attendance/", icon="calendar"),
            MenuItem(label="备案", url="/filings/", icon="filing"),
        ],
    ),
    MenuGroup(
        label="补贴发放",
        items=[
            MenuItem(label="技能提升补贴", url="/claims/", icon="claim", count=12, hot=True),
            MenuItem(label="公示", url="/publicity/", icon="publicity"),
            MenuItem(label="拨付批次", url="/payments/", icon="money"),
        ],
    ),
    MenuGroup(
        label="机构与人员",
        items=[
            MenuItem(label="培训机构", url="/institutions/", icon="institution"),
            MenuItem(label="教师", url="/teachers/", icon="person"),
            MenuItem(label="学员", url="/trainees/", icon="people"),
        ],
    ),
]

ROWS = [
    Thing(
        id=at,
        title=title,
        institution=place,
        start=date(2026, 3, at + 1),
        headcount=count,
        status=status,
        label=label,
        amount=None if at % 3 else 48600,
    )
    for at, (title, place, count, status, label) in enumerate(
        [
            ("电工（中级）第3期", "砚山县职业高级中学", 42, "in_training", "在训"),
            ("中式烹调师第2期", "文山滇味职业培训学校", 36, "submitted", "已提交"),
            ("“云嫂”家政服务第7期", "昆明市工业技工学校", 50, "board_issued", "已发告知牌"),
            ("砌筑工扶贫培训班（阿猛镇）", "砚山县职业高级中学", 30, "returned", "退回修改"),
            ("电子商务创业培训", "云岭创业职业培训学校", 28, "draft", "草稿"),
            ("焊工（初级）第5期", "昆明市工业技工学校", 45, "finished", "已结业"),
            ("养老护理员第1期", "文山滇味职业培训学校", 0, "terminated", "已终止"),
        ]
    )
]
COLUMNS = [
    Column("班名", "title", link=lambda row: f"/classes/{row.id}/", lead=True),
    Column("培训机构", "institution"),
    Column("开班日期", "start"),
    Column("人数", "headcount", align="right"),
    Column("预计补贴（元）", "amount", money=True),
    Column("状态", "label", tag=True),
    Column("操作", lambda row: "查看", link=lambda row: f"/classes/{row.id}/"),
]


class SearchForm(forms.Form):
    title = forms.CharField(label="班名", required=False)
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("draft", "草稿"), ("submitted", "已提交")]
    )
    since = forms.DateField(
        label="开班日期起", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ClassForm(forms.Form):
    title = forms.CharField(label="班名", max_length=60)
    occupation = forms.ChoiceField(label="培训工种", choices=[("", "请选择"), ("1", "电工")])
    start = forms.DateField(
        label="开班日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="不早于告知牌发出之日"
    )
    headcount = forms.IntegerField(label="计划人数", min_value=1)
    fund = forms.ChoiceField(
        label="资金来源", widget=forms.RadioSelect, choices=[("1", "就业补助资金"), ("2", "失业保险基金")]
    )
    place = forms.CharField(label="培训地点", widget=forms.Textarea)
    roster = forms.FileField(
        label="学员花名册", widget=forms.FileInput(attrs={"accept": ".xlsx"}), required=False
    )
    informed = forms.BooleanField(label="已向学员告知个人信息的用途、范围和保存期限")


PASSAGES = [
    Thing(
        label=label,
        at=datetime(2026, 3, day, 1, 20 + day, tzinfo=UTC),
        actor_name=who,
        office=office,
        object_type="courses.trainingclass",
        source=source,
        target=target,
        comment=comment,
    )
    for day, label, who, office, source, target, comment in [
        (1, "提交", "李慧", "砚山县职业高级中学", "draft", "submitted", ""),
        (
            2,
            "退回",
            "王建国",
            "砚山县人力资源和社会保障局",
            "submitted",
            "returned",
            "师资名单缺第2名教师的职业资格证书，请补充后重报。",
        ),
        (3, "提交", "李慧", "砚山县职业高级中学", "returned", "submitted", "已补充。"),
    ]
]
STEPS = [
    Thing(name="review", label="审核通过", primary=True, refusals=[], comment_required=False),
    Thing(name="send_back", label="退回修改", primary=False, refusals=[], comment_required=True, danger=True),
    Thing(
        name="approve",
        label="批准公开",
        primary=False,
        refusals=["批准人不能与审核人是同一人"],
        comment_required=False,
    ),
]
REFUSED = [
    Thing(
        name="issue",
        label="发出告知牌",
        primary=True,
        refusals=["该班尚未经县（市、区）人社局批准", "监督电话未填写"],
        comment_required=False,
    )
]
CARDS = [
    TodoCard(
        label="待审核的培训班", count=6, url="/classes/?status=submitted", tone="red", hint="最早 3 天前"
    ),
    TodoCard(label="待确认的花名册", count=1, url="/rosters/", tone="amber"),
    TodoCard(label="待审核的补贴申请", count=12, url="/claims/", tone="blue", hint="今日新增 4"),
    TodoCard(label="即将到期的公示", count=0, url="/publicity/", tone="green"),
]
LINES = [
    RecentLine(
        at=datetime(2026, 3, 3, 1, 20, tzinfo=UTC),
        text="审核通过 中式烹调师第2期",
        url="/classes/2/",
        status="reviewed",
        status_label="已审核",
    ),
    RecentLine(
        at=datetime(2026, 3, 2, 8, 2, tzinfo=UTC),
        text="退回修改 砌筑工扶贫培训班（阿猛镇）",
        url="/classes/4/",
        status="returned",
        status_label="退回修改",
    ),
]
STAGES = [
    ("draft", "填报"),
    ("submitted", "资质核验"),
    ("reviewed", "开班审批"),
    ("board_issued", "亮证亮牌"),
    ("in_training", "培训"),
    ("finished", "结业"),
]

HOME = """{% extends "base.html" %}{% load portal %}
{% block content %}{% todo_cards cards %}<div class="pair">{% recent lines %}
<section class="card-box">
<div class="head"><h2>本月开班</h2><span class="extra"><a href="/classes/">全部</a></span></div>
<div class="body tight">{% datatable short rows %}</div></section></div>{% endblock %}"""
LIST = """{% extends "components/list_page.html" %}"""
DETAIL = """{% extends "base.html" %}{% load portal %}
{% block breadcrumb %}{% breadcrumb "培训班" "/classes/" title %}{% endblock %}
{% block status %}{% status_tag "submitted" "已提交" %}{% endblock %}
{% block actions %}<a class="btn btn-plain" href="/x/">{% icon "print" %}打印</a>
<a class="btn btn-plain" href="/x/">{% icon "edit" %}修改</a>{% endblock %}
{% block content %}<div class="card-box"><div class="body">{% step_bar marks %}</div></div>
<div class="split"><div>
<section class="card-box"><div class="head"><h2>开班信息</h2><span class="extra">第 3 版</span></div><div class="body"><dl class="facts">
{% fact "培训机构" "砚山县职业高级中学" %}{% fact "培训对象" "建档立卡劳动力" %}{% fact "培训工种" "电工" %}
{% fact "开班日期" day %}{% fact "补贴金额" 48600 "money" %}{% fact "已告知" True %}
<div class="fact"><dt>负责人电话</dt><dd>{% masked "138****5678" "/reveal/" %}</dd></div>{% fact "监督电话" None %}
{% fact "就业帮扶措施" "结业后推荐至县工业园区 3 家用工企业，签订意向协议。" "pre" True %}</dl></div></section>
<section class="card-box"><div class="body tight">{% datatable short rows caption="学员" %}</div></section>
{% history passages expanded=True %}</div>
<div class="rail">{% next_step steps "/act/" 3 %}{% next_step refused "/act/" 3 "告知牌" %}</div></div>{% endblock %}"""
FORM = """{% extends "components/form_page.html" %}"""
JOB = """{% extends "components/progress_page.html" %}"""
CONFIRM = """{% extends "components/confirm_page.html" %}"""
EMPTY_LIST = """{% extends "components/list_page.html" %}"""
PHONE = """{% extends "base_phone.html" %}{% load portal %}{% block content %}
<section class="card-box"><div class="head"><h2>技能提升补贴</h2><span class="extra">{% status_tag "publicised" "公示中" %}</span></div>
<div class="body">{% step_bar marks %}
<dl class="facts">{% fact "证书" "高级工（三级）电工" %}{% fact "金额" 2000 "money" %}</dl></div></section>
<form method="get">{% field search.title %}<button class="btn btn-primary">查询</button>
<a class="btn btn-plain" href="/">返回</a></form>
<ul class="tiles">
<li><a href="/c/">{% icon "certificate" %}<span class="grow">我的证书</span>{% icon "right" %}</a></li></ul>{% endblock %}"""
PUBLIC = """{% extends "base_public.html" %}{% load portal %}
{% block content %}<section class="card-box">{% datatable short rows %}</section>{% endblock %}"""


def bound_form() -> ClassForm:
    return ClassForm({"title": "电工（中级）第3期", "headcount": "0", "start": "2026-13-01"}, {})


def pages() -> dict[str, tuple[str, dict]]:
    job = Thing(status="running", progress=18, total=50, error="", result={})
    return {
        "home": (
            HOME,
            {
                "title": "首页",
                "cards": CARDS,
                "lines": LINES,
                "short": COLUMNS[:4:3] + COLUMNS[5:6],
                "rows": ROWS[:5],
            },
        ),
        "list": (
            LIST,
            {
                "title": "培训班",
                "filter": SearchForm(),
                "columns": COLUMNS,
                "page": Page(rows=ROWS, after="7"),
                "create_url": "/new/",
                "create_label": "新建培训班",
            },
        ),
        "empty": (
            EMPTY_LIST,
            {"title": "拨付批次", "filter": SearchForm(), "columns": COLUMNS, "page": Page(rows=[])},
        ),
        "detail": (
            DETAIL,
            {
                "title": "电工（中级）第3期",
                "marks": marks(STAGES, current="reviewed"),
                "day": date(2026, 3, 9),
                "short": COLUMNS[:4],
                "rows": ROWS[:3],
                "passages": PASSAGES,
                "steps": STEPS,
                "refused": REFUSED,
            },
        ),
        "form": (
            FORM,
            {
                "title": "新建培训班",
                "form": bound_form(),
                "columns": "two",
                "cancel_url": "/",
                "parent_label": "培训班",
                "parent_url": "/classes/",
            },
        ),
        "job": (JOB, {"title": "生成告知牌", "job": job, "poll_url": "/jobs/1/", "done_url": "/x/"}),
        "confirm": (
            CONFIRM,
            {
                "title": "确认导入",
                "question": "导入 36 名学员？",
                "consequences": [
                    "导入后花名册不能再改，增减学员须单独办理",
                    "36 人中 2 人已参加过同工种培训",
                ],
                "danger": True,
                "hidden": {"version": 3},
                "cancel_url": "/x/",
                "submit_label": "确认导入",
            },
        ),
        "phone": (
            PHONE,
            {"title": "补贴进度", "marks": marks(STAGES, current="reviewed"), "search": SearchForm()},
        ),
        "public": (PUBLIC, {"title": "正在开办的培训班", "short": COLUMNS[:4], "rows": ROWS}),
    }


def render(name: str) -> str:
    source, context = pages()[name]
    request = RequestFactory().get(f"/{name}/", {"status": "submitted"})
    request.user = AnonymousUser()
    person = Thing(full_name="王建国", username="wangjianguo", is_authenticated=True)
    flash = [Message(constants.SUCCESS, "已保存。"), Message(constants.WARNING, "师资证书将于 30 天内到期。")]
    for message in flash:
        message._prepare()
    frame = {
        "menu": MENU,
        "office_name": "砚山县人力资源和社会保障局",
        "role_name": "县级经办",
        "messages": flash if name in ("detail", "list") else [],
    }
    template = engines["django"].from_string(source)
    # What the test passes wins over the context processors, as a view's own context would.
    return template.render({**frame, **context, "user": person}, request)
