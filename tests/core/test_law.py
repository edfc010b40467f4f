"""The law in force: what an installation loads, what a region's own figure changes, where a figure comes from."""

from datetime import date, timedelta

import pytest

from subsidies.rules import current
from subsidies.rules.releases import NoValueOnDayError
from tests.factories import core
from tests.factories import law as factory
from yunnan_training.core import law
from yunnan_training.core.enums import RuleReleaseStatus
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.workflow import Refused, passages

pytestmark = pytest.mark.django_db
KEY = "local.class_size"
COUNTY, PREFECTURE, PROVINCE = "530502", "530500", "530000"


@pytest.fixture
def author(cast):
    return cast.owner.clerk


def upgraded(monkeypatch):
    """The portal after an upgrade whose software brings another reading."""
    shipped = current().with_reading("reading.once_in_life", "once_per_occupation_and_level")
    monkeypatch.setattr(law, "current", lambda: shipped)
    return shipped


# --- the release that comes with the software ---------------------------------------------------------------------------


def test_loading_the_shipped_release_twice_changes_nothing(cast):
    before = list(RuleRelease.objects.values_list("pk", "status", "version"))
    again = law.load_shipped(at=core.at())
    assert list(RuleRelease.objects.values_list("pk", "status", "version")) == before
    assert again.status == RuleReleaseStatus.RELEASED
    assert law.in_force().release is current()


def test_an_upgrade_replaces_a_release_that_only_the_software_made(cast, monkeypatch):
    old = law.in_force()
    shipped = upgraded(monkeypatch)
    row = law.load_shipped(at=core.at())
    assert row.status == RuleReleaseStatus.RELEASED
    assert law.in_force().release.version == shipped.version
    replaced = RuleRelease.objects.get(pk=old.row_id)
    assert replaced.status == RuleReleaseStatus.RETIRED
    assert "由新版软件接替" in passages(replaced).values_list("comment", flat=True)


def test_an_officers_release_stays_in_force_through_an_upgrade(cast, monkeypatch):
    second = core.officer("provincial_officer", PROVINCE)
    drafted = factory.draft_release(cast.act("provincial_officer"))
    released = factory.releases.release(drafted, by=core.actor_for(second), at=core.at())
    upgraded(monkeypatch)
    waiting = law.load_shipped(at=core.at())
    assert law.in_force().row_id == released.pk
    assert (waiting.status, waiting.based_on_id) == (RuleReleaseStatus.DRAFT, released.pk)
    assert law.load_shipped(at=core.at()) == waiting


def test_without_a_release_nothing_is_decided_and_the_sentence_says_what_to_run(cast):
    row = RuleRelease.objects.get(status="released")
    factory.perform(law.RELEASE_FLOW, row, "retire", by=factory.MACHINE, at=core.at())
    with pytest.raises(Refused, match="load_rules"):
        law.in_force()


# --- whose figure holds --------------------------------------------------------------------------------------------------


def holds(on: date = core.DAY, **given) -> str | None:
    found = law.standard(KEY, region=COUNTY, on=on, **given)
    return found and found.value


def test_county_before_prefecture_before_province(author):
    for region, value in ((PROVINCE, "45"), (PREFECTURE, "40"), (COUNTY, "30")):
        factory.standard(region, KEY, value, drafted_by=author)
        assert holds() == value
    assert law.standard(KEY, region="530521", on=core.DAY).value == "40"
    assert law.standard(KEY, region="530602", on=core.DAY).value == "45"


def test_what_names_the_case_goes_before_what_leaves_it_open(author):
    factory.standard(COUNTY, KEY, "30", drafted_by=author)
    factory.standard(COUNTY, KEY, "25", drafted_by=author, programme="YUNSAO")
    factory.standard(COUNTY, KEY, "20", drafted_by=author, programme="YUNSAO", level="5")
    assert holds() == "30"
    assert holds(programme="YUNSAO") == "25"
    assert holds(programme="YUNSAO", level="5") == "20"
    assert holds(programme="RURAL", level="5") == "30"


def test_an_open_standard_of_the_county_goes_before_a_precise_one_of_the_prefecture(author):
    factory.standard(PREFECTURE, KEY, "25", drafted_by=author, programme="YUNSAO")
    factory.standard(COUNTY, KEY, "30", drafted_by=author)
    assert holds(programme="YUNSAO") == "30"


def test_first_and_last_day_count(author):
    factory.standard(
        COUNTY, KEY, "30", drafted_by=author, valid_from=core.DAY, valid_to=core.DAY + timedelta(days=9)
    )
    days = (-1, 0, 9, 10)
    assert [holds(core.DAY + timedelta(days=each)) for each in days] == [None, "30", "30", None]


def test_a_draft_doesnt_hold_and_a_retired_one_still_does_for_its_days(author):
    LocalStandard.objects.create(
        region_id=COUNTY,
        key=KEY,
        value="9",
        valid_from=core.DAY,
        document="文",
        quote="句",
        drafted_by=author,
    )
    assert holds() is None
    row = factory.standard(COUNTY, KEY, "30", drafted_by=author)
    row.status, row.version, row.valid_to = "retired", row.version + 1, core.DAY
    row.save()
    assert holds() == "30"
    assert holds(core.DAY + timedelta(days=1)) is None


# --- the figure and where it comes from -----------------------------------------------------------------------------------


def test_a_figure_is_the_regions_own_with_its_document(author):
    factory.standard(
        PREFECTURE, "local.publicity_working_days", "7", drafted_by=author, document="保人社规〔2025〕1号"
    )
    found = law.figure("local.publicity_working_days", region=COUNTY, on=core.DAY)
    assert (found.value, found.source) == (7, "保山市：保人社规〔2025〕1号")
    assert type(found.value) is int


def test_without_one_it_is_the_portals_default_of_the_release_in_force(cast):
    found = law.figure("local.publicity_working_days", region=COUNTY, on=core.DAY)
    assert (found.value, found.source, found.standard) == (5, "门户默认值", None)
    factory.put_in_force(current().with_reading("reading.once_in_life", "once_per_occupation_and_level"))
    assert law.figure("local.publicity_working_days", region=COUNTY, on=core.DAY).value == 5


def test_a_default_that_a_document_sets_is_cited_by_it(cast):
    amendment = factory.higher_cap(
        parameter="publicity.working_days",
        value="7",
        document=factory.typed_document(text="公示7个工作日。"),
        source=factory.Source(factory.NUMBER, factory.CLAUSE, "公示7个工作日"),
    )
    factory.put_in_force(law.read(factory.draft_release(cast.act("provincial_officer"), amendment)))
    after = law.figure("local.publicity_working_days", region=COUNTY, on=factory.FROM)
    assert (after.value, after.source) == (7, f"{factory.NUMBER} {factory.CLAUSE}")
    before = law.figure("local.publicity_working_days", region=COUNTY, on=core.DAY)
    assert (before.value, before.source) == (5, "门户默认值")


def test_a_figure_that_nobody_has_set_is_not_guessed(cast):
    with pytest.raises(NoValueOnDayError):
        law.figure("local.training_amount", region=COUNTY, on=core.DAY)


def test_several_figures_cost_two_queries(author, django_assert_num_queries):
    factory.standard(COUNTY, KEY, "30", drafted_by=author)
    with django_assert_num_queries(2):  # the standards, and the release for the defaults
        found = law.figures([KEY, "local.minimum_age", "local.maximum_age"], region=COUNTY, on=core.DAY)
    assert found[KEY].value == 30


def test_many_cases_are_one_question_and_each_has_its_own_answer(author, django_assert_num_queries):
    later = core.DAY + timedelta(days=9)
    factory.standard(PREFECTURE, KEY, "40", drafted_by=author)
    factory.standard(COUNTY, KEY, "30", drafted_by=author, valid_from=later, programme="YUNSAO")
    cases = [
        law.Case(COUNTY, core.DAY, programme="YUNSAO"),
        law.Case(COUNTY, later, programme="YUNSAO"),
        law.Case(COUNTY, later),
        law.Case("530602", later),
    ]
    with django_assert_num_queries(1):
        found = law.released(KEY, cases)
    assert [each and each.value for each in found] == [40, 30, 40, None]
    with django_assert_num_queries(0):
        assert law.released(KEY, []) == []
