"""The API's page under the portal's strict policy, without a foreign host: it can be read and tried out."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_can_be_read_and_tried_out(desk, cast):
    client = Client()
    client.force_login(cast.stranger)
    assert cast.owner.region.name == "隆阳区"  # there, also after a test that emptied the tables
    reader = desk().enter_as(client.cookies["sessionid"].value).open("/api/v1/docs/")
    reader.sees("云南省就业培训与补贴业务接口")
    reader.picture()
    page = reader.page
    page.get_by_role("link", name="行政区划", exact=True).click()
    page.locator("[id$=regions_list] button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.locator("tr[data-param-name=search] input").fill("隆阳")
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").get_by_text("530502").first.wait_for()
