"""PDF documents read nothing but their own assets, and are never made without a Chinese font."""

import base64
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from yunnan_training.core import pdf

AT = datetime(2025, 3, 1, 9, 30, 15, 999, tzinfo=ZoneInfo("Asia/Shanghai"))
PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def page(settings, tmp_path):
    """Renders one body through core.pdf with a template of its own."""
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "OPTIONS": {}}
    ]

    def render(body, *, context=None, **options):
        (tmp_path / "page.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
        options = {"stylesheets": ("document.css",), "at": AT, "title": "题名", "author": "某县局"} | options
        return pdf.render("page.html", context or {}, **options)

    return render


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:1/picture.png",
        "https://example.cn/picture.png",
        "ftp://127.0.0.1/picture.png",
        "../../manage.py",
        "..%2f..%2fmanage.py",
    ],
)
def test_a_document_that_asks_for_anything_outside_its_assets_is_refused(page, address):
    with pytest.raises(pdf.PdfError, match="不得引用"):
        page(f'<img src="{address}">')


def test_an_address_hidden_in_a_style_or_in_a_drawing_is_refused_too(page):
    with pytest.raises(pdf.ForbiddenAddress):
        page('<p style="background: url(file:///etc/hostname)">字</p>')
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname" width="9" height="9"/></svg>'
    with pytest.raises(pdf.ForbiddenAddress):
        page(f'<img src="data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}">')


def test_a_link_out_of_the_assets_folder_is_refused(tmp_path):
    (tmp_path / "secret.css").write_text("p { color: red }")
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "own.css").write_text("p { color: black }")
    (assets / "link.css").symlink_to(tmp_path / "secret.css")
    fetcher = pdf.AssetFetcher(assets)
    assert fetcher.fetch((assets / "own.css").as_uri()).read() == b"p { color: black }"
    with pytest.raises(pdf.ForbiddenAddress):
        fetcher.fetch((assets / "link.css").as_uri())


def test_data_addresses_are_drawn(page):
    made = PdfReader(io.BytesIO(page(f'<img src="{PIXEL}">')))
    assert len(made.pages[0].images) == 1


def test_properties_carry_title_author_language_and_the_given_moment(page):
    made = PdfReader(io.BytesIO(page("<p>培训</p>")))
    assert (made.metadata.title, made.metadata.author) == ("题名", "某县局")
    assert made.metadata.creation_date == made.metadata.modification_date == AT.replace(microsecond=0)
    assert made.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_same_document_has_the_same_bytes(page):
    assert page("<p>云南省就业培训</p>") == page("<p>云南省就业培训</p>")


def test_what_a_template_prints_is_escaped(page):
    made = page("<p>{{ name }}</p>", context={"name": '<img src="file:///etc/passwd">王'})
    assert '<img src="file:///etc/passwd">王' in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_more_pages_than_the_form_has_are_refused(page):
    with pytest.raises(pdf.TooManyPages):
        page("<p>字</p>" * 200, max_pages=1)


def test_without_a_chinese_font_no_document_is_made(page, monkeypatch, tmp_path):
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))
    pdf.require_chinese_font.cache_clear()
    with pytest.raises(pdf.NoChineseFont, match="fonts-noto-cjk"):
        page("<p>培训</p>")
    monkeypatch.undo()
    assert pdf.require_chinese_font() in pdf.FONT_FAMILIES
