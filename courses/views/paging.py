"""Pages of a roster in the order of the roster."""

from collections.abc import Mapping

from django.db.models import QuerySet

from yunnan_training.core.page_kit import Page


def roster_page(rows: QuerySet, *, params: Mapping[str, str], size: int) -> Page:
    """First enrolled, first shown; by primary key, without OFFSET. A cursor that can't be read is the first page."""
    after, before = _cursor(params.get("after")), _cursor(params.get("before"))
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Page(
            rows=found,
            after=str(found[-1].pk) if found else "",
            before=str(found[0].pk) if found and more else "",
        )
    found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(
        rows=found,
        after=str(found[-1].pk) if more else "",
        before=str(found[0].pk) if found and after else "",
    )


def _cursor(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
