"""What the shapes of this app share."""

from django.db.models import QuerySet
from rest_framework import serializers

from courses.selectors import certificates_within
from trainees.models import Certificate
from yunnan_training.core.api.fields import LARGEST_ID
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb

from ...models import Claim

MOST_CLAIMS = 500  # in one request
COUNTIES = Region.objects.filter(level=RegionLevel.COUNTY)


def display(source: str, label: str) -> serializers.CharField:
    return serializers.CharField(source=f"get_{source}_display", read_only=True, label=label)


def text(source: str, label: str, **kwargs) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, label=label, **kwargs)


def yuan(label: str, **kwargs) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=12, decimal_places=2, read_only=True, label=f"{label}(元)", **kwargs
    )


def number(label: str, **kwargs) -> serializers.IntegerField:
    return serializers.IntegerField(read_only=True, label=label, **kwargs)


class CertificateField(serializers.PrimaryKeyRelatedField):
    """A certificate of a person of one's own area, or won in a class of it."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Certificate.objects.none(), **kwargs)

    def get_queryset(self) -> QuerySet:
        return certificates_within(self.context["request"].jurisdiction)


class ReachedClaimsField(serializers.ListField):
    """Claims inside the caller's reach for `verb`: one query for however many of them a body names."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, label="补贴申请编号")

    def __init__(self, *, verb: Verb, **kwargs):
        self.verb = verb
        super().__init__(allow_empty=False, max_length=MOST_CLAIMS, **kwargs)

    def to_internal_value(self, data) -> list[Claim]:
        keys = super().to_internal_value(data)
        found = Claim.objects.within(self.context["request"].jurisdiction, verb=self.verb).in_bulk(keys)
        missing = {
            index: [f"没有编号为 {key} 的补贴申请。"] for index, key in enumerate(keys) if key not in found
        }
        if missing:
            raise serializers.ValidationError(missing)
        return list(found.values())
