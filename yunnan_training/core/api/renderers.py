"""JSON in and out by orjson: the busy lists are made of plain values, and text is refused unless it is lawful."""

from decimal import Decimal

import orjson
from django.conf import settings
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer

from .problems import Problem


def _plain(value):
    """What orjson doesn't know: money is text (never a float), lazy labels are text."""
    if isinstance(value, (Decimal, Promise)):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def dumps(data) -> bytes:
    return orjson.dumps(data, default=_plain, option=orjson.OPT_NON_STR_KEYS)


class FastJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else dumps(data)


class StrictJSONParser(BaseParser):
    """Refuses NaN, invalid UTF-8 and lone surrogates, none of which can be stored, and bodies without end:
    a parser of DRF reads past Django's own limit."""

    media_type = "application/json"
    renderer_class = FastJSONRenderer

    def parse(self, stream, media_type=None, parser_context=None):
        content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("too-large")
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"JSON 格式错误（第 {error.lineno} 行第 {error.colno} 个字符）。") from None


class BoundedMultiPartParser(MultiPartParser):
    """Refuses an upload by its announced length, before reading it."""

    def parse(self, stream, media_type=None, parser_context=None):
        announced = stream.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdigit() or int(announced) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("too-large")
        return super().parse(stream, media_type=media_type, parser_context=parser_context)
