"""The two public pages of the law: complete, in force today, open to anybody, and silent about the offices' addresses.

Of the database the pages ask which release is in force, and the register what its switches were measured to move."""

from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from subsidies.rules.ambiguities import ambiguities
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.ledger import TargetKind, ledger
from subsidies.rules.parameters import current

pytestmark = pytest.mark.django_db


def read(client, name: str, query: str = "") -> str:
    answer = client.get(reverse(f"subsidies:{name}") + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize(("name", "queries"), [("policy", 1), ("ambiguities", 2)])
def test_it_asks_for_the_release_in_force_and_the_measures(client, name, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        read(client, name)


def test_every_sentence_stands_beside_what_the_portal_does(client):
    page = read(client, "policy")
    for entry in ledger().values():
        assert documents()[NOTICE].sentences[entry.sentence].text in page
        assert entry.does in page
        assert f'id="{entry.sentence}"' in page


def test_each_filter_shows_its_own_and_counts_them(client):
    counted = {kind["name"]: kind["count"] for kind in client.get("/policy/").context["kinds"]}
    assert counted[""] == len(ledger())
    assert counted["rule"] and counted["figure"] and counted["page"]
    for name, count in counted.items():
        context = client.get(f"/policy/?kind={name}").context
        rows = [row for part in context["parts"] for clause in part["clauses"] for row in clause.rows]
        assert len(rows) == count
        if name == "human":
            assert all(target.kind is TargetKind.HUMAN for row in rows for target in row.entry.targets)
        if name == "figure":
            assert all(row.figures for row in rows)


def test_an_unknown_filter_shows_all(client):
    assert "前言#1" in read(client, "policy", "?kind=nonsense")


def test_a_figure_is_shown_as_it_stands_today_with_its_source(client):
    page = read(client, "policy")
    dated = current().parameter("technician.amount").values[0]
    assert f"技师一次性培训补贴标准：{dated.value:,} 元/人" in page
    assert f"依据：{NOTICE} 一(十)" in page
    assert "企业配套比例：不低于 100%" in page
    assert "每人每个补贴项目终身一次" in page  # the adopted reading, in words
    assert "依据：门户默认值" in page


def test_today_is_the_day_in_yunnan(client):
    """Sixteen o'clock in Greenwich is the next day here; before the notice no figure has a value."""
    with time_machine.travel(datetime(2018, 12, 26, 15, 59, tzinfo=UTC), tick=False):
        assert "当日无有效数值" in read(client, "policy")
    with time_machine.travel(datetime(2018, 12, 26, 16, 1, tzinfo=UTC), tick=False):
        assert "当日无有效数值" not in read(client, "policy")


def test_pages_of_the_offices_are_named_but_not_linked(client):
    page = read(client, "policy")
    assert f'href="{reverse("courses:public_classes")}"' in page
    for name in ("courses:class_list", "courses:filing_list", "core:audit"):
        assert f'href="{reverse(name)}"' not in page
    assert "（登录后使用）" in page


def test_every_ambiguity_is_registered_with_its_reason(client):
    page = read(client, "ambiguities")
    for point in ambiguities().values():
        assert f'id="{point.number}"' in page
        for text in (point.quote, point.question, point.adopted, point.reason, *point.others):
            assert text in page, point.source
        if not point.switch:
            assert point.moves_nothing in page


def test_what_was_not_measured_says_so(client):
    switched = sum(bool(point.switch) for point in ambiguities().values())
    page = read(client, "ambiguities")
    assert page.count("尚未测算") == switched
    assert client.get("/policy/ambiguities/").context["impacts"] == {}


def test_a_switch_shows_its_choices_and_which_is_adopted(client):
    rows = {row["point"].number: row for row in client.get("/policy/ambiguities/").context["rows"]}
    chosen = [choice["name"] for choice in rows["A16"]["choices"] if choice["adopted"]]
    assert chosen == ["once_per_item"]
    assert len(rows["A16"]["choices"]) == 2


def test_the_clause_of_an_ambiguity_leads_to_the_sentence_and_back(client):
    page = read(client, "policy")
    assert f"{reverse('subsidies:ambiguities')}#A16" in page
    assert f"{reverse('subsidies:policy')}#%E4%B8%80%28%E5%8D%81%29" in read(client, "ambiguities")


@pytest.mark.parametrize("name", ["policy", "ambiguities"])
def test_they_only_answer_to_reading(client, name):
    assert client.post(reverse(f"subsidies:{name}")).status_code in (403, 405)


def test_the_menu_leads_to_them_whoever_you_are(cast, signed_in):
    for person in (cast.owner.clerk, cast.auditor, cast.stranger):
        page = signed_in(person).get("/").content.decode()
        for name in ("policy", "ambiguities"):
            assert f'href="{reverse(f"subsidies:{name}")}"' in page
