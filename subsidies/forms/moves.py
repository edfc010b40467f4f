"""The buttons: a step of a life, an objection."""

from collections.abc import Iterable

from django import forms

from ..models import Claim


class MoveForm(forms.Form):
    """The button of the next step."""

    transition = forms.CharField(max_length=40)
    comment = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(min_value=1)


class ObjectionForm(forms.Form):
    """An objection to one claim of a publicity; the choice carries the version that the person saw."""

    claim = forms.ChoiceField(
        label="被提出异议的申请",
        error_messages={
            "required": "请选择被提出异议的申请",
            "invalid_choice": "该记录已被他人更新，请刷新页面后重试",
        },
    )
    comment = forms.CharField(
        label="异议内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明反映人、反映的问题和来信来访时间",
    )

    def __init__(self, *args, claims: Iterable[Claim], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claim"].choices = [
            ("", "请选择"),
            *((f"{claim.pk}-{claim.version}", f"{claim.trainee.name} {claim.number}") for claim in claims),
        ]

    @property
    def chosen(self) -> tuple[int, int]:
        """(claim, version)"""
        pk, _, version = self.cleaned_data["claim"].partition("-")
        return int(pk), int(version)
