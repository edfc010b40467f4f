"""Documents as answers: their bytes as they are, refusals still as problems."""

from urllib.parse import quote

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import BaseRenderer

from ..models import StoredFile
from .problems import Problem
from .renderers import FastJSONRenderer, dumps

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _DocumentRenderer(BaseRenderer):
    """Only names the type for the negotiation: documents are answered whole, and what comes here is a refusal."""

    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else dumps(data)


class PdfRenderer(_DocumentRenderer):
    media_type, format = PDF, "pdf"


class XlsxRenderer(_DocumentRenderer):
    media_type, format = XLSX, "xlsx"


PDF_ANSWER = [PdfRenderer, FastJSONRenderer]
XLSX_ANSWER = [XlsxRenderer, FastJSONRenderer]


def document_schema(media_type: str, description: str) -> dict:
    """`responses=` of an action that answers a document."""
    return {(200, media_type): OpenApiResponse(OpenApiTypes.BINARY, description=description)}


def document(content: bytes, *, name: str, plain_name: str, content_type: str) -> HttpResponse:
    """Saved under its Chinese name where that is understood."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def stored_document(stored: StoredFile | None, *, plain_name: str) -> HttpResponse:
    if stored is None:
        raise Problem("not-found", "文件尚未制作完成。")
    return document(stored.read(), name=stored.name, plain_name=plain_name, content_type=stored.content_type)
