"""Every page as its people see it, on an office screen and on a phone: nothing overflows, nothing complains, nothing
comes from elsewhere, a screen reader finds its way, and no English is left over.
"""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.factories import core
from yunnan_training.core import law, regions
from yunnan_training.local.places import ROOT

from .conftest import DESK, PHONE, Desk
from .pages import PEOPLE, Portal, furnish

# One world for all of them, because it takes some seconds to make.
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.xdist_group("look")]

AXE = (ROOT / "static/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
# Latin words of three letters or more that a county officer meets in Chinese writing.
KNOWN_WORDS = {
    *("pdf", "excel", "wps", "xlsx", "api", "app", "google", "microsoft", "authenticator"),
    *("syb", "iyb"),  # two ways of training, as the notice calls them in 一(十四)
    "stranger",  # the login name of one of the cast
    "admin",  # of «Admin@2026», a password that nobody shall choose
}
WORD = re.compile(r"[A-Za-z]{3,}")
# Numbers of papers and things, codes of rows, login names of the cast, the beginning of a token:
# HY530502-2026-0001, R11, head-530502, ynt_Ab12cd34.
CODE = re.compile(r"\b[A-Z]{1,4}[-0-9][-0-9A-Za-z]*\b|\b[0-9a-f]{12,}\b|\b\w+-530\d{3}\b|\bynt_[-\w]{8}")
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
# On the phone only what depends on the layout.
ON_THE_PHONE = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
JUDGE = """async (rules) => {
  const only = rules ? {runOnly: {type: 'rule', values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ['violations'], ...only});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')}`);
}"""


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker) -> Iterator[Portal]:
    with django_db_blocker.unblock(), time_machine.travel(core.at(core.DAY.replace(day=4), 10), tick=True):
        try:
            regions.load()
            law.load_shipped(at=core.at())
            yield furnish()
        finally:
            call_command("flush", interactive=False, verbosity=0, allow_cascade=True)
            regions.load()
            law.load_shipped(at=core.at())


@pytest.fixture(scope="module")
def server(portal) -> Iterator[LiveServer]:
    made = LiveServer("localhost")
    yield made
    made.stop()


@pytest.fixture
def address(server) -> str:
    return server.url


@pytest.fixture
def desk_of(portal, desk):
    """A browser in which that person has signed in."""

    def sit_down(person: str, **options) -> Desk:
        made = desk(**options)
        if cookie := portal.cookie(person):
            made.enter_as(cookie)
        return made

    return sit_down


def test_no_page_is_left_out(portal):
    """A page that nobody opens is a page that nobody looks at."""
    assert portal.unopened == []


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page(person, portal, desk_of):
    desk = desk_of(person)
    assert portal.pages[person]
    faults = [f"{path}: {fault}" for path in portal.pages[person] for fault in faults_of(desk, path)]
    assert not faults, "\n".join(faults)


def faults_of(desk: Desk, path: str) -> Iterator[str]:
    page = desk.page
    page.set_viewport_size(DESK)
    desk.open(path)
    yield from judged(desk, "desk")
    yield from (f"English: {word}" for word in sorted(english_on(page)))
    page.set_viewport_size(PHONE)
    yield from judged(desk, "phone", rules=ON_THE_PHONE)


def judged(desk: Desk, where: str, *, rules: list[str] | None = None) -> Iterator[str]:
    page = desk.page
    desk.picture(where)
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        yield f"{where}: {beyond} pixels too wide"
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)  # not as a script tag, which the content policy refuses
    yield from (f"{where}: {fault}" for fault in page.evaluate(JUDGE, rules))


def english_on(page: Page) -> set[str]:
    """Codes that programs go by stand in `code` and are no words."""
    codes = set(WORD.findall(" ".join(page.locator("code").all_inner_texts())))
    seen = CODE.sub(" ", page.locator("body").inner_text())
    return {word for word in WORD.findall(seen) if word.lower() not in KNOWN_WORDS} - codes
