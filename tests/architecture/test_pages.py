"""What the browser is given: no foreign host, nothing inline, Chinese to the last word."""

import re
from html import unescape
from pathlib import Path

import pytest

from yunnan_training.local.places import ROOT

from .source import name_of, static_files, templates

# Names of things, not addresses: nothing is fetched from them.
NAMESPACES = ("http://www.w3.org/",)
FOREIGN = re.compile(
    r"""https?://[^\s"'<>)]+           # an address written out
      | (?:src|href|action|srcset|data)\s*=\s*["']?//[^\s"'>]+   # without its scheme
      | url\(\s*["']?//[^)]+           # in a style sheet
      | (?:ws|wss)://[^\s"']+""",
    re.VERBOSE | re.IGNORECASE,
)
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)[^>]*>   # a script written into the page
      | <style\b                       # a style sheet written into the page
      | \sstyle\s*=                    # a style on an element
      | \son[a-z]+\s*=\s*["']          # a handler on an element
      | javascript:
      | \bhx-on\b | hx-vals\s*=\s*["']js:   # htmx evaluating text""",
    re.VERBOSE | re.IGNORECASE,
)
DJANGO_COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)


def foreign_in(text: str) -> list[str]:
    return [found for found in FOREIGN.findall(text) if not found.startswith(NAMESPACES)]


def read(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return DJANGO_COMMENT.sub("", text) if path.suffix in (".html", ".txt") else text


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example.com/x.js">',
        '<img src="//cdn.example.com/x.png">',
        "background: url(//x.example/y.png)",
        "fetch('http://10.0.0.1/')",
    ],
)
def test_the_scan_sees_a_foreign_host(line):
    assert foreign_in(line)


def test_no_page_style_or_script_names_a_foreign_host():
    files = [*templates(), *static_files(".css", ".js", ".svg", ".html")]
    assert len(files) > 60
    assert {name_of(path): found for path in files if (found := foreign_in(read(path)))} == {}


def test_vendored_style_sheets_fetch_nothing():
    """Their comments name licences and homes; what a browser would fetch is url(…) and @import."""
    vendored = [path for path in (ROOT / "static").rglob("*.css") if "vendor" in path.parts]
    assert vendored
    for path in vendored:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        fetched = re.findall(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", text)
        addresses = [first or second for first, second in fetched]
        wrong = [each for each in addresses if each.startswith(("http", "//")) and "www.w3.org" not in each]
        assert wrong == [], path


@pytest.mark.parametrize(
    "line",
    [
        "<script>alert(1)</script>",
        '<p style="color:red">',
        '<a onclick="go()">',
        "<style>p{}</style>",
        '<a href="javascript:go()">',
        '<div hx-on:click="x()">',
    ],
)
def test_the_scan_sees_what_is_inline(line):
    assert INLINE.search(line)


@pytest.mark.parametrize(
    "line", ["<script src=\"{% static 'js/portal.js' %}\" defer></script>", "<p class='style'>"]
)
def test_the_scan_lets_clean_lines_pass(line):
    assert not INLINE.search(line)


def test_no_page_carries_an_inline_script_or_style():
    """The content policy would silently drop it. Papers (pdf/) never meet a browser."""
    wrong = {
        name_of(path): found
        for path in templates()
        if path.parent.name != "pdf" and (found := [each.strip() for each in INLINE.findall(read(path))])
    }
    assert wrong == {}


# Latin words that a county officer meets in Chinese writing.
KNOWN_WORDS = set(
    """
    Excel xlsx PDF API QR KB MB URL ID HTML OpenAPI Authenticator Google Microsoft App Ctrl
    """.split()
)
# Pages that have to name what is English elsewhere.
SPEAKING_OF_ENGLISH = {
    "templates/core/api_docs.html": "the buttons of Swagger UI, which has no Chinese",
    "templates/subsidies/pdf/decision_certificate.html": "the algorithm and the names in the file it is applied to",
}
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
UNSEEN = re.compile(
    r"<(script|style|template|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE
)
SPOKEN_ATTRIBUTES = re.compile(
    r"""\s(?:title|placeholder|aria-label|alt|data-confirm)=(["'])(.*?)\1""", re.DOTALL
)
QUOTED = re.compile(r"""(["'])(.*?)\1""")
SENTENCE = re.compile(r"[A-Za-z]{2,} +[A-Za-z]{2,}")
WORD = re.compile(r"[A-Za-z][A-Za-z]+")


def latin_words(text: str) -> set[str]:
    """Words in Latin letters that a reader of the page would see or hear."""
    text = UNSEEN.sub(" ", DJANGO_COMMENT.sub(" ", text))
    bare = TAG.sub(" ", text)
    spoken = [match[1] for match in SPOKEN_ATTRIBUTES.findall(bare)]
    visible = unescape(re.sub(r"<[^>]*>", " ", bare))
    return {word for part in (visible, *spoken) for word in WORD.findall(part)}


@pytest.mark.parametrize(
    "line", ["<p>Sign in</p>", '<a title="Close">×</a>', '<input placeholder="Name">', "提示:Please 重试"]
)
def test_the_scan_hears_english(line):
    assert latin_words(line)


@pytest.mark.parametrize(
    "line", ["<p class='lead'>{{ user.name }}</p>", "{# a note #}", "{% if page.more %}更多{% endif %}"]
)
def test_the_scan_doesnt_hear_code(line):
    assert not latin_words(line)


def test_no_page_speaks_english():
    wrong = {
        name_of(path): words
        for path in templates()
        if (words := latin_words(path.read_text(encoding="utf-8")) - KNOWN_WORDS)
    }
    assert {name: words for name, words in wrong.items() if name not in SPEAKING_OF_ENGLISH} == {}


def test_no_tag_is_given_an_english_sentence():
    """`{% empty "No rows yet" %}`: arguments of two Latin words or more."""
    wrong = {
        name_of(path): found
        for path in templates()
        if (
            found := [
                text
                for tag in TAG.findall(read(path))
                for _, text in QUOTED.findall(tag)
                if SENTENCE.search(text)
            ]
        )
    }
    assert wrong == {}
