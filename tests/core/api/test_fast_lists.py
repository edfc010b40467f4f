"""Quick lists answer exactly what serializers would, and the schema says what they answer."""

from datetime import datetime

import pytest
from django.utils import timezone
from rest_framework import serializers

from courses.models import TrainingClass
from tests.core.api.conftest import SAMPLE
from tests.core.api.sample import ClassViewSet
from tests.factories import courses as course_factory
from yunnan_training.core.api.fast_lists import Column, FastListMixin
from yunnan_training.core.api.renderers import dumps
from yunnan_training.core.api.resources import JobViewSet, RegionViewSet
from yunnan_training.core.models import Region

URL = "/api/v1/training-classes/"


class Plain(serializers.ModelSerializer):
    status_label = serializers.CharField(source="get_status_display")
    institution_name = serializers.CharField(source="institution.name")

    class Meta:
        model = TrainingClass
        fields = tuple(ClassViewSet.list_fields)


@pytest.mark.urls(SAMPLE)
def test_a_row_is_what_a_serializer_would_say(by_token, cast):
    made = course_factory.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    row = by_token(cast.owner.clerk).get(URL).json()["results"][0]
    assert row == Plain(TrainingClass.objects.get(pk=made.pk)).data
    assert list(row) == list(ClassViewSet.list_fields)
    assert row["created_at"].endswith("+08:00")
    assert datetime.fromisoformat(row["created_at"]) == made.created_at.astimezone(
        timezone.get_default_timezone()
    )


@pytest.mark.urls(SAMPLE)
def test_a_list_of_many_is_one_query(by_token, cast, django_assert_num_queries):
    for _ in range(5):
        course_factory.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    client = by_token(cast.owner.clerk)
    client.get(URL)
    with django_assert_num_queries(4):
        assert len(client.get(URL).json()["results"]) == 5


def test_the_schema_s_row_has_the_list_s_columns_in_order_with_chinese_titles():
    for viewset in (ClassViewSet, JobViewSet, RegionViewSet):
        fields = viewset.row_serializer()().fields
        assert list(fields) == list(viewset.list_fields)
        for name, field in fields.items():
            assert field.read_only
            if name != "id":
                assert any("\u4e00" <= character <= "\u9fff" for character in str(field.label)), name
    assert RegionViewSet.row_serializer()().fields["parent"].allow_null
    assert not ClassViewSet.row_serializer()().fields["institution_name"].allow_null


def test_a_column_may_be_shown_otherwise_and_an_annotation_must_say_what_it_is():
    class Shown(FastListMixin):
        model = Region
        list_fields = {"short": Column("name", show=lambda name: name[:2], field=serializers.CharField())}

    assert Shown._compiled()[2][0]("昆明市", None) == "昆明"

    class Unknown(FastListMixin):
        model = Region
        list_fields = {"people": "headcount"}

    with pytest.raises(TypeError, match="headcount"):
        Unknown.row_serializer()


def test_money_is_written_as_text():
    from decimal import Decimal

    assert dumps({"amount": Decimal("2000.00")}) == b'{"amount":"2000.00"}'
    with pytest.raises(TypeError):
        dumps({"x": object()})
