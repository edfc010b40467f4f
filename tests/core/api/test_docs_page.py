"""The API's page: from our own host alone, under the portal's strict policy, for those who are signed in."""

import re

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
