"""The API's page: from our own host alone, under the portal's strict policy, for those who are signed in."""

import os
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

URL = "/api/v1/docs/"


def test_a_stranger_is_sent_to_sign_in(client, db):
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={URL}")


def test_the_page_carries_no_script_and_no_style_of_its_own(signed_in, cast):
    response = signed_in(cast.stranger).get(URL)
    html = response.content.decode()
    assert response.status_code == 200
    assert "接口说明" in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_works_under_the_policy_and_asks_no_foreign_host(live_server, cast, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    client = Client()
    client.force_login(cast.stranger)
    assert cast.owner.region.name == "隆阳区"  # there, also after a test that emptied the tables
    heard, hosts = [], set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell",
            args=["--disable-gpu", "--disable-quic", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        try:
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            page = context.new_page()
            page.on("console", lambda message: heard.append(message.text))
            page.on("pageerror", lambda error: heard.append(str(error)))
            page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
            page.goto(live_server.url + URL)
            page.get_by_text("云南省就业培训与补贴业务接口").wait_for()
            if os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{os.environ['SCREENSHOTS']}/api-docs.png")
            page.get_by_role("link", name="行政区划", exact=True).click()
            page.locator("[id$=regions_list] button").first.click()
            page.get_by_role("button", name="Try it out").click()
            page.locator("tr[data-param-name=search] input").fill("隆阳")
            page.get_by_role("button", name="Execute").click()
            page.locator(".live-responses-table").get_by_text("530502").first.wait_for()
        finally:
            browser.close()
    assert heard == []
    assert hosts - {""} == {urlsplit(live_server.url).netloc}
