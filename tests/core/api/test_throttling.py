"""One client's haste is its own: a rate per token, told in Chinese with the seconds to wait."""

from tests.core.api.conftest import problem
from yunnan_training.core.api.throttling import CallerThrottle

URL = "/api/v1/regions/"


def test_a_token_beyond_its_rate_waits_and_another_does_not(by_token, by_session, cast, monkeypatch):
    monkeypatch.setattr(CallerThrottle, "THROTTLE_RATES", {"token": "2/min", "session": "1000/min"})
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(lambda: 1_000_000_005.0))
    hasty, other = by_token(cast.owner.clerk), by_token(cast.owner.clerk)
    assert [hasty.get(URL).status_code for _ in range(2)] == [200, 200]
    refused = hasty.get(URL)
    body = problem(refused, 429, "throttled")
    assert refused["Retry-After"] == "15"  # the minute ends in fifteen seconds
    assert "15 秒" in body["detail"]
    assert other.get(URL).status_code == 200
    assert by_session(cast.owner.clerk).get(URL).status_code == 200
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(lambda: 1_000_000_021.0))
    assert hasty.get(URL).status_code == 200


def test_the_pages_own_calls_have_a_rate_too(by_session, cast, monkeypatch):
    monkeypatch.setattr(CallerThrottle, "THROTTLE_RATES", {"token": "1000/min", "session": "1/min"})
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(lambda: 1_000_000_065.0))
    client = by_session(cast.owner.clerk)
    assert client.get(URL).status_code == 200
    problem(client.get(URL), 429, "throttled")
