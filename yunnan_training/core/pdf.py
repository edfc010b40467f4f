"""HTML templates made into PDF documents by WeasyPrint.

A document may read only what it brings with it (`data:` addresses) and files of `static/pdf`; any other
address stops the rendering, so that neither a template nor a name typed by a clerk can make the server
read its own files or call another host. A machine without a Chinese font is refused too: WeasyPrint
itself would draw empty boxes and say nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ASSETS = Path(__file__).resolve().parents[2] / "static" / "pdf"
# Debian's fonts-noto-cjk, and the smaller TTF files of the same letters. The stylesheets name both.
FONT_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC")


class PdfError(Exception):
    """The document was not made. The message is Chinese and fit for the person who asked for it."""


class NoChineseFont(PdfError):
    """None of FONT_FAMILIES is installed on this machine."""


class ForbiddenAddress(PdfError):
    """The document asked for something outside `data:` and ASSETS."""


class TooManyPages(PdfError):
    """The text needs more pages than the form has."""


class AssetFetcher(URLFetcher):
    """Fetches `data:` addresses and files below one folder, nothing else."""

    def __init__(self, folder: Path = ASSETS) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        if parts.scheme != "file" or parts.netloc:
            raise ForbiddenAddress(f"PDF 文件不得引用外部地址：{parts.scheme}:")
        path = Path(url2pathname(parts.path)).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise ForbiddenAddress(f"PDF 文件不得引用 static/pdf 以外的文件：{path.name}")
        return super().fetch(path.as_uri(), headers)


def render(
    template: str,
    context: Mapping[str, object],
    *,
    stylesheets: Sequence[str],
    at: datetime,
    title: str,
    author: str,
    max_pages: int | None = None,
) -> bytes:
    """The template as a PDF; the same arguments give the same bytes.

    `stylesheets` are file names in ASSETS. `at` is the moment printed into the file's properties and must
    know its zone. More than `max_pages` pages raise TooManyPages before anything is painted.
    """
    require_chinese_font()
    html = render_to_string(template, dict(context))
    try:
        document = HTML(string=html, base_url=ASSETS.as_uri() + "/", url_fetcher=AssetFetcher()).render(
            stylesheets=[_stylesheet(name) for name in stylesheets]
        )
        if max_pages is not None and len(document.pages) > max_pages:
            raise TooManyPages(f"内容过长，{max_pages}页版面放不下")
        metadata = document.metadata
        metadata.title, metadata.authors, metadata.lang = title, [author], "zh-CN"
        metadata.created = metadata.modified = at.replace(microsecond=0).isoformat()
        return document.write_pdf(pdf_identifier=True)
    except FatalURLFetchingError as error:
        # A BaseException, which a worker's `except Exception` would not hold.
        raise (error.__cause__ if isinstance(error.__cause__, PdfError) else PdfError(str(error))) from None


def _stylesheet(name: str) -> CSS:
    path = ASSETS / name
    return _parsed_stylesheet(name, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _parsed_stylesheet(name: str, modified_ns: int) -> CSS:
    """Parsed once per change of the file: parsing costs as much as laying out a few rows."""
    return CSS(filename=ASSETS / name, url_fetcher=AssetFetcher())


@lru_cache(maxsize=1)
def require_chinese_font() -> str:
    """The Chinese font family documents will be set in. Only success is remembered."""
    configuration = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    for family in FONT_FAMILIES:
        if _best_match(configuration, family) == family:
            return family
    wanted = "、".join(FONT_FAMILIES)
    raise NoChineseFont(
        f"服务器上没有中文字体（{wanted}），不能生成 PDF。请系统管理员安装软件包 fonts-noto-cjk"
    )


def _best_match(configuration: object, family: str) -> str:
    """The family fontconfig answers with when asked for `family`: another one if it isn't installed."""
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(configuration, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    found = fontconfig.FcFontMatch(configuration, pattern, ffi.new("FcResult *"))
    if found == ffi.NULL:
        return ""
    found = ffi.gc(found, fontconfig.FcPatternDestroy)
    value = ffi.new("FcChar8 **")
    names = []
    while fontconfig.FcPatternGetString(found, b"family", len(names), value) == fontconfig.FcResultMatch:
        names.append(ffi.string(value[0]).decode())
    return family if family in names else ""
