"""A real browser on the portal: the person at a desk, and what every page must keep while somebody works on it."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Download, Locator

from tests.factories.core import PASSWORD
from yunnan_training.core.models import User

# Playwright keeps an event loop in this thread; the database is asked from it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 20_000  # milliseconds; a page takes a tenth of a second, a crowded machine longer


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": CHROMIUM, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def browser(browser) -> Iterator[Browser]:
    """While Playwright's event loop lives, this thread holds database connections of their own."""
    yield browser
    connections.close_all()


class Desk:
    """One person's browser. `press` and `fill` find things by the words that the person reads."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.address, self.context, self.page = address, context, context.new_page()
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.pictures = 0

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    @property
    def foreign_hosts(self) -> set[str]:
        return self.hosts - {urlsplit(self.address).netloc, ""}

    def enter_as(self, session_key: str) -> "Desk":
        """With a session that exists already."""
        self.context.add_cookies([{"name": "sessionid", "value": session_key, "url": self.address}])
        return self

    def sign_in(self, person: User) -> "Desk":
        self.open("/accounts/login/")
        self.fill("登录名", person.username)
        self.fill("密码", PASSWORD)
        self.press("登录")
        self.sees(person.full_name)
        return self

    def open(self, path: str) -> "Desk":
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        self.picture()
        return self

    def follow(self, words: str, *, within: Locator | None = None) -> "Desk":
        (within or self.page).get_by_role("link", name=words).first.click()
        self.picture()
        return self

    def menu(self, words: str) -> "Desk":
        return self.follow(words, within=self.page.get_by_role("complementary", name="主菜单"))

    def press(self, words: str, *, within: Locator | None = None) -> "Desk":
        (within or self.page).get_by_role("button", name=words, exact=True).click()
        self.picture()
        return self

    def fill(self, label: str, value: object, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(label_of(label)).fill(str(value))

    def choose(self, label: str, words: str, *, within: Locator | None = None) -> None:
        """The option that contains these words."""
        field = (within or self.page).get_by_label(label_of(label))
        value = field.locator("option", has_text=words).first.get_attribute("value")
        field.select_option(value)

    def tick(self, words: str) -> None:
        self.page.get_by_label(label_of(words)).first.check()

    def download(self, press: Callable[[], object]) -> bytes:
        with self.page.expect_download() as waiting:
            press()
        return content_of(waiting.value)

    def upload(self, label: str, content: bytes, *, name: str) -> None:
        self.page.get_by_label(label_of(label)).set_input_files(
            {"name": name, "mimeType": XLSX, "buffer": content}
        )

    def get(self, link: Locator) -> bytes:
        """What a link leads to, when the browser would only show it in a window of its own."""
        answer = self.context.request.get(self.address + link.get_attribute("href"))
        assert answer.ok, answer.status
        return answer.body()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def keep(self, name: str, content: bytes) -> None:
        """SCREENSHOTS=directory keeps papers too."""
        if folder := os.environ.get("SCREENSHOTS"):
            (Path(folder) / name).write_bytes(content)

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def picture(self, name: str = "") -> None:
        """SCREENSHOTS=directory keeps every page on the way."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.wait_for_load_state()
            self.pictures += 1
            title = re.sub(r"\W+", "-", f"{self.path} {name or self.page.title()}").strip("-")
            self.page.screenshot(
                path=Path(folder) / f"{id(self) % 1000:03d}-{self.pictures:02d}-{title}.png", full_page=True
            )


def content_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def label_of(words: str) -> re.Pattern:
    """A label as it is read: the star of a field that must be filled doesn't count, nor «（选填）»."""
    return re.compile(rf"^\s*\*?\s*{re.escape(words)}\s*(（选填）)?\s*$")


@pytest.fixture
def address(live_server) -> str:
    """Where the portal answers; a module may bring a server of its own."""
    return live_server.url


@pytest.fixture
def desk(address, new_context) -> Iterator[Callable[..., Desk]]:
    """`desk()`: a browser of its own. Whatever it heard while working is checked in the end."""
    desks: list[Desk] = []

    def sit_down(**options) -> Desk:
        desks.append(Desk(new_context(**{"viewport": DESK, **options}), address))
        return desks[-1]

    yield sit_down
    for each in desks:
        assert each.complaints == []
        assert each.foreign_hosts == set()
