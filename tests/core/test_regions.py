"""Yunnan's divisions: the province, 16 prefectures, 129 counties, the codes of earlier years, the key areas."""

import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests.factories import core
from yunnan_training.core import regions
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region, RegionCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_regions")]

# 一(三) names the two prefectures 怒江州 and 迪庆州 with all their counties.
KEY_AREAS = {"533301", "533323", "533324", "533325", "533401", "533422", "533423"}


def at_level(level: RegionLevel) -> int:
    return Region.objects.filter(level=level).count()


def test_the_province_has_sixteen_prefectures_and_129_counties():
    assert [at_level(level) for level in RegionLevel] == [1, 16, 129]


def test_every_division_hangs_below_the_one_whose_digits_it_shares():
    for region in Region.objects.select_related("parent"):
        assert re.fullmatch(r"53\d{4}", region.code)
        if region.level == RegionLevel.PROVINCE:
            assert (region.code, region.parent) == ("530000", None)
        elif region.level == RegionLevel.PREFECTURE:
            assert region.code.endswith("00")
            assert region.parent_id == "530000"
        else:
            assert not region.code.endswith("00")
            assert region.parent_id == region.code[:4] + "00"
            assert region.parent.level == RegionLevel.PREFECTURE


def test_no_two_divisions_of_one_prefecture_have_one_name():
    names = list(Region.objects.values_list("parent_id", "name"))
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("code", "name", "office"),
    [
        ("530000", "云南省", "云南省人力资源和社会保障厅"),
        ("530500", "保山市", "保山市人力资源和社会保障局"),
        ("530627", "镇雄县", "镇雄县人力资源和社会保障局"),
        ("530681", "水富市", "水富市人力资源和社会保障局"),  # a city since 2018
    ],
)
def test_a_division_signs_with_its_offices_name(code, name, office):
    region = Region.objects.get(code=code)
    assert (region.name, region.office_name) == (name, office)


def test_older_codes_are_known_with_their_years():
    """A card of 1995 carries the code of its time: 东川 was a city of its own until 1998."""
    older = RegionCode.objects.filter(code="530200")
    assert [(row.name, row.end_year, row.current) for row in older] == [("东川市", 1997, False)]
    assert not Region.objects.filter(code="530200").exists()
    # One code, two counties in turn.
    names = RegionCode.objects.filter(code="530121").order_by("start_year").values_list("name", flat=True)
    assert set(names) == {"安宁县", "呈贡县"}


def test_every_code_of_today_is_among_the_codes_that_ever_were():
    today = set(Region.objects.values_list("code", flat=True))
    ever = set(RegionCode.objects.filter(current=True).values_list("code", flat=True))
    assert today <= ever
    assert RegionCode.objects.filter(code__in=today, end_year=None).count() >= len(today)


def test_the_named_key_areas_are_on_with_their_source_and_the_unpublished_ones_are_off():
    on = Region.objects.filter(key_area=True)
    assert set(on.values_list("code", flat=True)) == KEY_AREAS
    assert {region.key_area_as_of.isoformat() for region in on} == {"2018-12-27"}
    assert all("云人社发〔2018〕71号" in region.key_area_source for region in on)
    waiting = Region.objects.filter(key_area=False).exclude(key_area_source="")
    assert waiting
    assert all("待省厅确认" in region.key_area_source for region in waiting)


def test_loading_again_doubles_nothing_and_keeps_what_the_office_decided():
    before = (Region.objects.count(), RegionCode.objects.count())
    county = Region.objects.get(code="530627")
    county.key_area, county.key_area_source, county.key_area_as_of = True, "省厅2026年名单", core.DAY
    county.office_phone = "0870-3120000"
    county.save()
    Region.objects.filter(code="533301").update(
        key_area=False, key_area_source="省厅2026年调出", key_area_as_of=core.DAY
    )
    Region.objects.filter(code="530502").update(name="写错了")

    assert regions.load() == before
    county.refresh_from_db()
    assert (county.key_area, county.key_area_source) == (True, "省厅2026年名单")
    assert county.office_phone == "0870-3120000"
    assert Region.objects.get(code="533301").key_area is False
    assert Region.objects.get(code="530502").name == "隆阳区"
    assert (Region.objects.count(), RegionCode.objects.count()) == before


def test_the_command_says_what_it_loaded(capsys):
    call_command("load_regions")
    assert "146" in capsys.readouterr().out


def test_a_key_area_without_its_source_is_refused():
    county = Region.objects.get(code="530502")
    county.key_area = True
    with pytest.raises(IntegrityError), transaction.atomic():
        county.save()
