"""What a view hands to the page kit: columns of a table, a page of rows, marks on a step bar, cards of a home page.

The tags that draw them are in `templatetags/portal.py`; examples in `docs/page_kit.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

PAGE_SIZE = 20

# Status words of all objects, so that one colour means one thing on every page: green is well and done, blue is
# in somebody's hands, amber wants somebody's attention, red went wrong, violet is in the open. The rest is grey.
# A view may name another tone.
_WORDS_OF_TONE: dict[str, frozenset[str]] = {
    "green": frozenset(
        {
            *{"approved", "board_issued", "issued", "finished", "registered", "paid", "settled", "confirmed"},
            *{"succeeded", "passed", "present", "enrolled", "met", "active", "valid"},
        }
    ),
    "blue": frozenset(
        {
            *{
                "submitted",
                "reviewed",
                "in_training",
                "in_batch",
                "exported",
                "running",
                "checking",
                "preparing",
            },
            *{"ready", "cleared"},
        }
    ),
    "amber": frozenset(
        {"returned", "objected", "queued", "pending", "cannot_tell", "late", "early", "leave"}
    ),
    "red": frozenset({"rejected", "failed", "absent", "not_met", "expired", "revoked", "terminated"}),
    "violet": frozenset({"publicised", "open"}),
}
TONES: dict[str, str] = {word: tone for tone, words in _WORDS_OF_TONE.items() for word in words}


def tone_of(status: object) -> str:
    """Colour of a status word; a word that is not known stays grey rather than wrong."""
    return TONES.get(str(getattr(status, "value", status)).lower(), "grey")


@dataclass(frozen=True, kw_only=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class Column:
    """One column of `{% datatable %}`.

    value  attribute path ("county.name", "get_status_display") or a callable of the row
    link   attribute path or callable of the row giving an address; an empty one means plain text
    tag    True, or a tone / mapping status → tone / callable of the row: the cell is a status tag. With
           True the colour follows `status` (attribute path, by default "status")
    align  "" | "right" (money, counts) | "center"
    money  12345.6 is shown as 12,345.60, at the right
    lead   the cell that heads the card on a phone; the first column by default
    """

    label: str
    value: str | Callable[[Any], Any]
    link: str | Callable[[Any], str] | None = None
    tag: bool | str | Mapping[str, str] | Callable[[Any], str] = False
    status: str = "status"
    align: str = ""
    mono: bool = False
    money: bool = False
    lead: bool = False
    default: str = "—"


def read(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """The value at an attribute path; a missing link in the chain is None, a method is called."""
    if callable(path):
        return path(row)
    value = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if callable(value) and not isinstance(value, type):
            value = value()
        if value is None:
            return None
    return value


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of rows by keyset. `after` / `before` are the cursors of its neighbours, empty at an end."""

    rows: Sequence[Any]
    after: str = ""
    before: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(queryset: QuerySet, *, params: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
    """Newest first, by primary key, without OFFSET and without COUNT: the same price on page 1 and page 9999.

    `params` is request.GET; a cursor that cannot be read shows the first page.
    """
    after, before = params.get("after", ""), params.get("before", "")
    to_python = queryset.model._meta.pk.to_python
    try:
        after = to_python(after) if after else None
        before = to_python(before) if before else None
    except Exception:  # whatever the key's type finds wrong with a typed-in cursor
        after = before = None
    if before is not None:
        rows = list(queryset.filter(pk__gt=before).order_by("pk")[: size + 1])
        more = len(rows) > size
        rows = rows[:size][::-1]
        return Page(
            rows=rows, after=str(rows[-1].pk) if rows else "", before=str(rows[0].pk) if rows and more else ""
        )
    if after is not None:
        queryset = queryset.filter(pk__lt=after)
    rows = list(queryset.order_by("-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(
        rows=rows,
        after=str(rows[-1].pk) if rows and more else "",
        before=str(rows[0].pk) if rows and after is not None else "",
    )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One step on a step bar; state is done, current, todo or blocked."""

    label: str
    state: str = "todo"
    note: str = ""


def marks(stages: Iterable[tuple[str, str]], *, current: str, blocked: bool = False) -> list[Mark]:
    """Marks for stages given as (code, label) in order: before `current` done, after it to do.

    A `current` that is none of them means the last stage is behind us.
    """
    ordered = list(stages)
    codes = [code for code, _ in ordered]
    here = codes.index(current) if current in codes else len(codes)
    state = {True: "blocked", False: "current"}[blocked]
    return [
        Mark(label=label, state="done" if at < here else state if at == here else "todo")
        for at, (_, label) in enumerate(ordered)
    ]


@dataclass(frozen=True, kw_only=True)
class TodoCard:
    """One card「待办」of a home page: what waits for this person, how many, where."""

    label: str
    count: int
    url: str
    tone: str = "blue"
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class RecentLine:
    """One line of「最近操作」."""

    at: Any
    text: str
    url: str = ""
    status: str = ""
    status_label: str = ""


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    label: str
    url: str
    icon: str = "right"
    count: int | None = None
    active: bool = False
    hot: bool = False


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    label: str
    items: Sequence[MenuItem] = field(default_factory=tuple)
