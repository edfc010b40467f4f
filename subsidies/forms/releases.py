"""What is typed about a rule release: why it is made, and each amendment with what it rests on."""

from datetime import date

from django import forms

from yunnan_training.core.forms import day_input

from ..actions.releases import Amendment
from ..rules.amendments import Source, TypedDocument, choices_of
from ..rules.differences import BASIS_LABELS
from ..rules.documents import documents
from ..rules.releases import Basis, Kind, Release

OTHER = "other"  # a document that is typed in
TYPED = ("number", "issuer", "issued_on", "in_force_from", "text")


class ReleaseForm(forms.Form):
    title = forms.CharField(label="名称", max_length=80, help_text="例如：2027年调整高级工补贴上限")
    reason = forms.CharField(
        label="变更说明",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么改、依据什么文件",
    )


class ParameterForm(forms.Form):
    """The first step of an amendment: which parameter."""

    parameter = forms.ChoiceField(label="参数")

    def __init__(self, data=None, *, release: Release):
        super().__init__(data)
        groups = []
        for basis in (Basis.NOTICE, Basis.READING, Basis.PROPOSED):
            found = [each for each in release.parameters.values() if each.basis is basis]
            groups.append((BASIS_LABELS[basis], [(each.key, each.label) for each in found]))
        self.fields["parameter"].choices = [("", "请选择"), *groups]


class AmendForm(forms.Form):
    """The second step: the figure or reading, from when, by which document."""

    value = forms.CharField(label="新数值", max_length=20)
    valid_from = forms.DateField(label="执行起始日", widget=day_input(), help_text="前一数值到前一日为止")
    document = forms.ChoiceField(label="依据文件", required=False)
    clause = forms.CharField(
        label="条款", max_length=40, required=False, help_text="按文件自己的编号，例如：一(十)、第三条"
    )
    quote = forms.CharField(
        label="引文",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="从原文逐字照录，系统会与原文核对",
    )
    number = forms.CharField(label="文号", max_length=80, required=False)
    issuer = forms.CharField(label="发文机关", max_length=80, required=False)
    issued_on = forms.DateField(label="发文日期", widget=day_input(), required=False)
    in_force_from = forms.DateField(label="施行日期", widget=day_input(), required=False)
    text = forms.CharField(
        label="条款原文",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="上面所填条款的完整原文；同一文件的其他条款可在下一次修改时录入",
    )

    def __init__(self, data=None, *, release: Release, parameter: str):
        super().__init__(data)
        self.parameter = release.parameter(parameter)
        known = {number: number for number in documents()}
        known |= {each["number"]: f"{each['number']}（本稿录入）" for each in release.documents}
        needed = self.parameter.basis is Basis.NOTICE
        none = [] if needed else [("", "没有文件（省厅工作口径）")]
        self.fields["document"].choices = [*none, *known.items(), (OTHER, "另行录入文件")]
        if needed:  # a new figure comes with a new document: the one typed in last, else one to type in
            self.fields["document"].initial = release.documents[-1]["number"] if release.documents else OTHER
        if choices := choices_of(release, parameter):
            self.fields["value"] = forms.ChoiceField(
                label="采用的读法", choices=list(choices.items()), widget=forms.RadioSelect
            )
        else:
            unit = "小数，如 0.80" if self.parameter.kind is Kind.RATIO else self.parameter.unit
            self.fields["value"].label = f"新数值（{unit}）"
        self.order_fields(["value", "valid_from", "document", "clause", "quote", *TYPED])

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in TYPED]

    def clean(self) -> dict:
        given = super().clean()
        chosen = given.get("document")
        if chosen:
            for name in ("clause", "quote"):
                if not given.get(name):
                    self.add_error(name, "写明依据文件时必须填写")
        if chosen == OTHER:
            for name in TYPED:
                if name not in self.errors and not given.get(name):
                    self.add_error(name, "另行录入文件时必须填写")
        return given

    def amendment(self) -> Amendment:
        given = self.cleaned_data
        typed = self._typed_in(given) if given["document"] == OTHER else None
        number = typed.number if typed else given["document"]
        return Amendment(
            parameter=self.parameter.key,
            value=given["value"].strip(),
            valid_from=given["valid_from"],
            source=Source(number, given["clause"].strip(), given["quote"].strip()) if number else Source(),
            document=typed,
        )

    @staticmethod
    def _typed_in(given: dict) -> TypedDocument:
        return TypedDocument(
            number=given["number"].strip(),
            issuer=given["issuer"].strip(),
            issued_on=given["issued_on"],
            in_force_from=given["in_force_from"],
            clause=given["clause"].strip(),
            text=given["text"].strip(),
        )


def first_day(today: date) -> date:
    """What the form offers: the next first of January, when most figures change."""
    return date(today.year + 1, 1, 1)
