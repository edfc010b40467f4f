"""What anybody may ask about public classes."""

from django import forms

from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region

from ..enums import Programme


class PublicClassSearch(forms.Form):
    keyword = forms.CharField(
        label="关键词",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "班次、工种或机构"}),
    )
    place = forms.ChoiceField(label="地区", required=False)
    programme = forms.ChoiceField(
        label="培训项目", required=False, choices=[("", "全部"), *Programme.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.exclude(level=RegionLevel.PROVINCE).order_by("code")
        prefectures: dict[str, tuple[str, list]] = {}
        for region in regions:
            if region.level == RegionLevel.PREFECTURE:
                prefectures[region.code] = (region.name, [(region.code, f"{region.name}(全部)")])
            else:
                prefectures[region.parent_id][1].append((region.code, region.name))
        self.fields["place"].choices = [("", "全省"), *prefectures.values()]
