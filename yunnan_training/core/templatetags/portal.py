"""The tags of the page kit: `{% load portal %}`. One example of each stands in docs/page_kit.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.timezone import is_aware, localtime

from yunnan_training.core.page_kit import Column, Crumb, Mark, Page, read, tone_of

from . import portal_forms

register = template.Library()
# One `{% load portal %}` brings the tags of forms too.
register.tags.update(portal_forms.register.tags)

EMPTY = (None, "")
# What a table never breaks: so many characters at most, of them so many Chinese ones, which are twice as wide.
LONGEST_WHOLE = 20
MOST_WIDE = 4
# A comma, semicolon or colon with Chinese on either side; between figures it is a figure's own.
_CHINESE = r"[\u4e00-\u9fff“”（）「」《》]"
_ASCII_MARK = re.compile(rf"(?<={_CHINESE})[,;:]|[,;:](?={_CHINESE})")
_CHINESE_MARK = str.maketrans(",;:", "，；：")


@register.simple_tag
def icon(name: str, extra: str = "") -> str:
    """`{% icon "class" %}`: a line drawing of static/img/icons.svg, hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: Any) -> dict:
    """`{% breadcrumb "培训班" "/classes/" "电工班" %}`: a part that begins with "/" is the address of the one before."""
    crumbs: list[Crumb] = []
    for part in parts:
        text = str(part)
        if text.startswith("/") and crumbs:
            crumbs[-1] = Crumb(label=crumbs[-1].label, url=text)
        else:
            crumbs.append(Crumb(label=text))
    return {"crumbs": crumbs}


@register.inclusion_tag("components/status_tag.html")
def status_tag(status: Any, label: str = "", tone: str = "") -> dict:
    """`{% status_tag obj.status obj.get_status_display %}`, tone grey|blue|green|amber|red|violet if need be."""
    text = label or getattr(status, "label", "") or status
    return {"label": text, "tone": tone or tone_of(status)}


@register.inclusion_tag("components/step_bar.html")
def step_bar(steps: Iterable[Mark]) -> dict:
    """`{% step_bar marks %}` with `page_kit.marks(...)` or a list of objects with label, state, note."""
    return {"steps": list(steps or ())}


@register.simple_tag
def fact(label: str, value: Any = None, kind: str = "", wide: bool = False) -> str:
    """One cell of `<dl class="facts">`: `{% fact "开班日期" obj.starts_on %}`; kind "mono" | "money" | "pre"."""
    if kind == "money" and value not in EMPTY:
        value = money(value)
    return format_html(
        '<div class="fact{}"><dt>{}</dt><dd class="{}">{}</dd></div>',
        " wide" if wide else "",
        label,
        {"mono": "mono", "money": "num", "pre": "pre"}.get(kind, ""),
        "—" if value in EMPTY else _shown(value),
    )


@register.inclusion_tag("components/description_list.html")
def description_list(items: Iterable[Any], columns: str = "") -> dict:
    """`{% description_list facts %}`: items are (label, value) pairs; columns "" (three) | "two" | "one"."""
    pairs = [(item[0], "—" if item[1] in EMPTY else _shown(item[1])) for item in items or ()]
    return {"pairs": pairs, "columns": columns}


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(context: Mapping, value: Any, reveal_url: str = "", label: str = "查看") -> dict:
    """A value already masked by the view, with a button to ask for the whole (the reveal page wants a reason)."""
    return {"value": value, "reveal_url": reveal_url, "label": label}


@register.inclusion_tag("components/history.html")
def history(passages: Iterable[Any], expanded: bool = False, title: str = "办理记录") -> dict:
    """`{% history passages %}` with `workflow.passages(obj)`: drawn newest first, states in Chinese."""
    drawn = [
        {
            "passage": passage,
            "source": _state_label(passage.object_type, passage.source),
            "target": _state_label(passage.object_type, passage.target),
        }
        for passage in passages or ()
    ]
    drawn.sort(key=lambda row: row["passage"].at, reverse=True)
    return {"passages": drawn, "expanded": expanded, "title": title}


def _state_label(object_type: str, state: str) -> str:
    """The Chinese word of a state, from the choices of the model that the passage belongs to."""
    try:
        choices = apps.get_model(object_type)._meta.get_field("status").flatchoices
    except (LookupError, ValueError, FieldDoesNotExist):
        return state
    return str(dict(choices).get(state, state))


@register.inclusion_tag("components/next_step.html", takes_context=True)
def next_step(
    context: Mapping, steps: Iterable[Any], url: str = "", version: Any = None, title: str = "下一步"
) -> dict:
    """The one primary button for the next step, the others behind it, and the sentences why one is refused.

    steps: objects with name, label, primary, refusals (list) or refusal (str | None), comment_required,
    and optionally url, comment_label, danger, hint. The form posts transition=<name>, comment, version.
    """
    drawn = [_step(step, url) for step in steps or ()]
    main = next((step for step in drawn if step["primary"] and not step["refusals"]), None)
    main = main or next((step for step in drawn if step["primary"]), None)
    main = main or next((step for step in drawn if not step["refusals"]), None)
    return {
        "csrf_token": context.get("csrf_token"),
        "main": main,
        "others": [step for step in drawn if step is not main],
        "version": version,
        "title": title,
    }


def _step(step: Any, url: str) -> dict:
    refusals = read(step, "refusals") or read(step, "refusal") or ()
    return {
        "name": read(step, "name"),
        "label": read(step, "label"),
        "primary": bool(read(step, "primary")),
        "refusals": [refusals] if isinstance(refusals, str) else [str(sentence) for sentence in refusals],
        "comment_required": bool(read(step, "comment_required")),
        "comment_label": read(step, "comment_label") or "办理意见",
        "danger": bool(read(step, "danger")),
        "hint": read(step, "hint") or "",
        "url": read(step, "url") or url,
    }


@register.inclusion_tag("components/datatable.html", takes_context=True)
def datatable(
    context: Mapping,
    columns: Iterable[Column],
    rows: Page | Iterable[Any],
    caption: str = "",
    empty: str = "没有符合条件的记录",
    hint: str = "",
) -> dict:
    """`{% datatable columns page %}`: on a phone each row is a card; a `Page` brings「上一页」「下一页」."""
    columns = list(columns)
    leads = [at for at, column in enumerate(columns) if column.lead] or [0]
    body = [[_cell(column, row, lead=at in leads) for at, column in enumerate(columns)] for row in rows or ()]
    paged = isinstance(rows, Page)
    return {
        "columns": columns,
        "body": body,
        "caption": caption,
        "empty": empty,
        "hint": hint,
        "paged": paged and bool(rows.after or rows.before),
        "next": _query(context, after=rows.after) if paged and rows.after else "",
        "previous": _query(context, before=rows.before) if paged and rows.before else "",
    }


def _cell(column: Column, row: Any, *, lead: bool) -> dict:
    value = read(row, column.value)
    tone = ""
    if column.tag and value not in EMPTY:
        status = read(row, column.status)
        if callable(column.tag):
            tone = column.tag(row)
        elif isinstance(column.tag, Mapping):
            tone = column.tag.get(str(status), "grey")
        else:
            tone = column.tag if isinstance(column.tag, str) else tone_of(status)
    if column.money and value not in EMPTY:
        value = f"{value:,.2f}"
    align = "right" if column.money else column.align
    text = column.default if value in EMPTY else _shown(value)
    whole = not tone and _keeps_whole(str(text))
    return {
        "label": column.label,
        "text": text,
        "void": value in EMPTY,
        "link": (read(row, column.link) or "") if column.link else "",
        "tone": tone,
        "classes": " ".join(
            filter(
                None,
                [
                    align,
                    "mono" if column.mono else "",
                    "nowrap" if whole else "",
                    "lead-cell" if lead else "",
                ],
            )
        ),
    }


def _keeps_whole(text: str) -> bool:
    """A day, a span of days, a code, a figure with its unit, the name of a county: no line ends inside it."""
    return len(text) <= LONGEST_WHOLE and sum(not character.isascii() for character in text) <= MOST_WIDE


def _query(context: Mapping, **cursor: str) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in cursor.items():
        query[name] = value
    return "?" + query.urlencode()


def _shown(value: Any) -> Any:
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return value


@register.filter
def money(value: Any) -> str:
    """12345.6 → ￥12,345.60; an amount that isn't decided yet shows as a dash."""
    return "—" if value in EMPTY else f"￥{value:,.2f}"


@register.filter
def moment(value: Any) -> Any:
    """A point of time as an office writes it in a table: 2026-03-01 09:30."""
    return "—" if value in EMPTY else _shown(value)


@register.filter
def typeset(text: Any) -> str:
    """Chinese punctuation where the stored words have ASCII: sentences of the rules stay as they were decided to
    the letter, and look on a page as an office writes."""
    return _ASCII_MARK.sub(lambda mark: mark[0].translate(_CHINESE_MARK), str(text))


@register.inclusion_tag("components/empty.html")
def empty_state(text: str = "暂无数据", hint: str = "", url: str = "", url_label: str = "") -> dict:
    """What stands where a list would be."""
    return {"text": text, "hint": hint, "url": url, "url_label": url_label}


@register.inclusion_tag("components/todo_cards.html")
def todo_cards(cards: Iterable[Any]) -> dict:
    """`{% todo_cards cards %}`: page_kit.TodoCard list of a home page."""
    return {"cards": list(cards or ())}


@register.inclusion_tag("components/recent.html")
def recent(lines: Iterable[Any], title: str = "最近操作") -> dict:
    """`{% recent lines %}`: page_kit.RecentLine list of a home page."""
    return {"lines": list(lines or ()), "title": title}


@register.inclusion_tag("components/job_progress.html")
def job_progress(job: Any, poll_url: str, done_url: str = "", done_label: str = "查看结果") -> dict:
    """A job's progress: htmx asks `poll_url` every two seconds; without script the page reloads itself.

    `poll_url` answers with `components/job_progress.html` again (or the whole page: htmx picks `#job`).
    """
    status = str(read(job, "status") or "queued")
    done, total = read(job, "progress") or 0, read(job, "total") or 0
    return {
        "job": job,
        "status": status,
        "running": status in ("queued", "running"),
        "message": read(job, "error") or read(read(job, "result") or {}, "message") or "",
        "done": done,
        "total": total,
        "poll_url": poll_url,
        "done_url": done_url,
        "done_label": done_label,
    }
