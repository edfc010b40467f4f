"""The page kit: safe under the content policy, readable without script, and honest about what can't be done."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.core import kit_sample
from yunnan_training.core.models import Job
from yunnan_training.core.page_kit import Column, keyset_page, marks, tone_of
from yunnan_training.settings import https

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
PAGES = list(kit_sample.pages())
# PDF templates go to WeasyPrint, not to a browser.
SCREEN_TEMPLATES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "pdf" not in path.parts]
OWN_FILES = [
    path for kind in ("css", "js", "img") for path in sorted((STATIC / kind).rglob("*")) if path.is_file()
]
KIT_TEMPLATES = [
    path
    for path in SCREEN_TEMPLATES
    if path.parent == TEMPLATES or path.relative_to(TEMPLATES).parts[0] in ("components", "account", "mfa")
]

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)(?![^>]*application/json)|javascript:",
    re.I,
)
FOREIGN = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z0-9-]+\.[a-z]", re.I)


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


# --- the content policy --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", PAGES)
def test_page_has_nothing_inline_and_no_foreign_host(shown):
    html = kit_sample.render(shown)
    assert not INLINE.search(html)
    assert not FOREIGN.search(html)


@pytest.mark.parametrize("path", SCREEN_TEMPLATES, ids=name)
def test_template_has_nothing_inline_and_no_foreign_host(path):
    text = path.read_text()
    assert not INLINE.search(text)
    assert not FOREIGN.search(text)


@pytest.mark.parametrize("path", OWN_FILES, ids=name)
def test_own_static_file_names_no_foreign_host(path):
    assert not FOREIGN.search(path.read_text())


def test_vendored_style_sheet_loads_nothing_from_elsewhere():
    for path in (STATIC / "vendor").rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", path.read_text()):
            assert address.strip("\"'").startswith("data:"), (path, address)


def test_what_is_added_for_https():
    assert https.SESSION_COOKIE_SECURE
    assert https.CSRF_COOKIE_SECURE
    assert https.SECURE_SSL_REDIRECT
    assert https.SECURE_HSTS_SECONDS >= 31_536_000


# --- what is written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", KIT_TEMPLATES, ids=name)
def test_chinese_sentences_have_chinese_punctuation(path):
    assert re.findall(r"[\u4e00-\u9fff][,;:?!(]", path.read_text()) == []


def test_every_icon_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "img/icons.svg").read_text()))
    used = {
        icon for path in SCREEN_TEMPLATES for icon in re.findall(r'{% icon "([a-z-]+)"', path.read_text())
    }
    assert used <= drawn


@pytest.mark.parametrize("shown", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_nothing_from_the_portal(shown):
    html = engines["django"].get_template(f"{shown}.html").render({})
    assert "返回首页" in html
    assert "{%" not in (TEMPLATES / f"{shown}.html").read_text(), (
        "it must stand when everything else is broken"
    )


# --- for a person who sees, and one who doesn't ----------------------------------------------------------


@pytest.mark.parametrize("shown", PAGES)
def test_every_control_has_a_label_and_ids_are_unique(shown):
    html = kit_sample.render(shown)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    for tag in re.findall(r"<(?:input|select|textarea)\b[^>]*>", html):
        if 'type="hidden"' in tag or "aria-label=" in tag:
            continue
        assert re.search(r'\sid="([^"]+)"', tag)[1] in labelled, tag


def test_every_error_is_listed_first_and_leads_to_its_field():
    html = kit_sample.render("form")
    listed = html[html.index('class="errors"') : html.index("</ul>", html.index('class="errors"'))]
    form = kit_sample.bound_form()
    assert f"有 {len(form.errors)} 处需要修改" in listed
    for target in re.findall(r'href="#([^"]+)"', listed):
        assert f'id="{target}"' in html
    assert "计划人数" in listed


def test_a_cell_carries_its_label_for_the_phone():
    html = kit_sample.render("list")
    assert html.count('data-label="培训机构"') == len(kit_sample.ROWS)


# --- the next step ---------------------------------------------------------------------------------------


def draw(source: str, **context) -> str:
    request = RequestFactory().get("/classes/", context.pop("query", {}))
    return engines["django"].from_string("{% load portal %}" + source).render(context, request)


def test_one_primary_button_and_the_rest_behind():
    html = draw('{% next_step steps "/act/" 7 %}', steps=kit_sample.STEPS)
    assert html.count("btn-primary") == 1
    front, behind = html.split("<details")
    assert 'name="transition" value="review"' in front
    assert 'name="version" value="7"' in front
    assert "csrfmiddlewaretoken" in front
    assert 'value="send_back"' in behind
    assert 'id="comment-send_back"' in behind
    assert re.search(r'id="comment-send_back"[^>]* required', behind)


def test_a_refused_step_has_no_form_but_its_sentences():
    html = draw('{% next_step steps "/act/" 7 %}', steps=kit_sample.REFUSED)
    assert "<form" not in html
    assert "disabled" in html
    for sentence in kit_sample.REFUSED[0].refusals:
        assert sentence in html


def test_nothing_to_do_is_said():
    assert "没有需要您办理的事项" in draw('{% next_step steps "/act/" %}', steps=[])


def test_what_a_person_wrote_is_text_not_markup():
    rows = [{"title": "<b onclick=x>班</b>"}]
    html = draw("{% datatable columns rows %}", columns=[Column("班名", "title")], rows=rows)
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html


# --- tables and steps --------------------------------------------------------------------------------------


def test_marks_know_what_is_behind_and_what_blocks():
    stages = [("a", "甲"), ("b", "乙"), ("c", "丙")]
    assert [mark.state for mark in marks(stages, current="b")] == ["done", "current", "todo"]
    assert [mark.state for mark in marks(stages, current="b", blocked=True)] == ["done", "blocked", "todo"]
    assert [mark.state for mark in marks(stages, current="finished")] == ["done"] * 3


def test_an_unknown_status_word_is_grey():
    assert tone_of("paid") == "green"
    assert tone_of("something_new") == "grey"


def test_money_and_nothing_in_a_cell():
    columns = [Column("金额", "amount", money=True), Column("备注", "remark")]
    html = draw("{% datatable columns rows %}", columns=columns, rows=[{"amount": 48600, "remark": None}])
    assert "48,600.00" in html
    assert "—" in html


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("530602-2026-0005", True),
        ("2026-11-23 至 11-26", True),
        ("30 人/班", True),
        ("昭阳区", True),
        ("昭阳区2026年第10期电工培训班", False),
        ("昭通乌蒙职业技术学校", False),
    ],
)
def test_a_line_never_ends_inside_a_day_a_code_or_a_figure(text, whole):
    html = draw("{% datatable columns rows %}", columns=[Column("列", "value")], rows=[{"value": text}])
    assert ("nowrap" in html) is whole


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("证书等级为三级/高级工,符合要求。", "证书等级为三级/高级工，符合要求。"),
        ("已有申请(已拨付),按“终身一次”掌握,不得重复", "已有申请(已拨付)，按“终身一次”掌握，不得重复"),
        (
            "读法A20:没有标准时按上限;共 12,345.60 元,16:44",
            "读法A20：没有标准时按上限；共 12,345.60 元，16:44",
        ),
    ],
)
def test_a_stored_sentence_is_set_in_chinese_punctuation(stored, shown):
    assert draw("{{ sentence|typeset }}", sentence=stored) == shown


def test_paging_keeps_the_search():
    page = kit_sample.Page(rows=kit_sample.ROWS, after="7", before="13")
    html = draw(
        "{% datatable columns page %}",
        columns=kit_sample.COLUMNS,
        page=page,
        query={"status": "draft", "after": "20"},
    )
    assert 'rel="next" href="?status=draft&amp;after=7"' in html
    assert 'rel="prev" href="?status=draft&amp;before=13"' in html


@pytest.fixture
def jobs(db) -> list[int]:
    return [Job.objects.create(kind=f"test.{at}").pk for at in range(11)]


def test_pages_by_key_show_each_row_once_in_both_directions(jobs):
    seen, cursor, pages = [], {}, []
    while True:
        page = keyset_page(Job.objects.all(), params=cursor, size=4)
        pages.append([row.pk for row in page])
        seen += pages[-1]
        if not page.after:
            break
        cursor = {"after": page.after}
    assert seen == sorted(jobs, reverse=True)
    assert not pages[0] or len(pages) == 3
    back = keyset_page(Job.objects.all(), params={"before": str(pages[2][0])}, size=4)
    assert [row.pk for row in back] == pages[1]
    first = keyset_page(Job.objects.all(), params={"before": back.before}, size=4)
    assert [row.pk for row in first] == pages[0]
    assert first.before == ""
    assert all(a > b for a, b in pairwise(seen))


def test_pages_by_key_cost_one_query_without_count_or_offset(jobs):
    with CaptureQueriesContext(connection) as queries:
        keyset_page(Job.objects.all(), params={"after": str(jobs[8])}, size=4)
    assert len(queries) == 1
    assert not re.search(r"COUNT|OFFSET", queries[0]["sql"])


def test_a_typed_in_cursor_shows_the_first_page(db):
    assert keyset_page(Job.objects.all(), params={"after": "x' OR 1=1"}).rows == []
