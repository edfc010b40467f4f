"""The form of a claim: what the item of the certificate asks for, and no more."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from yunnan_training.core import law

from ..actions.claims import LONGEST_REASON
from ..models import AssessmentCheck, Claim
from ..rules import ITEMS
from ..rules.documents import NOTICE
from ..rules.enums import Item

UNVERIFIED = ""
FACT_CHOICES = [("True", "是"), ("False", "否"), (UNVERIFIED, "尚未核实")]
# Which of the claim's facts an item asks for; the others are not put to the person.
FACTS_OF: dict[str, tuple[str, ...]] = {
    Item.H1: ("enterprise_employee",),
    Item.H2: ("front_line_post",),
    Item.H3: ("front_line_post",),
    Item.H4: ("new_technology_training",),
}
FACT_HELP = {
    "enterprise_employee": "通知一(十)：「符合条件的企业职工」。以劳动合同、社保缴费等核实",
    "front_line_post": "通知一(十)：「在企业生产一线岗位工作」。以企业出具的岗位证明核实",
    "new_technology_training": "通知一(十)：「参加新技术、新工艺、新知识等方面岗位技能提升培训或创新能力培养」",
}


def is_capped(item: str) -> bool:
    """Whether the law gives this item a cap, so that somebody has to say how much."""
    return law.in_force().release.parameter(ITEMS[item].amount_key).op == "<="


def amount_sentence(item: str, *, on: date) -> str:
    """The phrase of the notice that fixes or caps the amount, with its clause."""
    entry = law.in_force().release.entry(ITEMS[item].amount_key, on=on)
    document = "通知" if entry.document == NOTICE else entry.document
    return f"{document}{entry.clause}：「{entry.quote}」"


def fact_field(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=Claim._meta.get_field(name).verbose_name,
        choices=FACT_CHOICES,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=FACT_HELP[name],
    )


class ClaimForm(forms.Form):
    """A capped amount is typed by a person and never filled in; a fixed one is shown and can't be typed."""

    def __init__(
        self,
        *args,
        item: str,
        on: date,
        agreement_required: bool,
        claim: Claim | None = None,
        questions: Iterable[AssessmentCheck] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.item, self.questions = item, list(questions)
        self.fields["employer"] = forms.CharField(
            label="所在企业", max_length=80, required=item != Item.H4, help_text="企业全称，与证明材料一致"
        )
        for name in FACTS_OF[item]:
            self.fields[name] = fact_field(name)
        self._put_amount(on)
        if agreement_required:
            self.fields["agreement"] = forms.CharField(
                label="代为申请协议",
                max_length=80,
                help_text="机构代学员申请的，填写学员本人签署的协议名称或编号；协议原件留存备查",
                error_messages={"required": "机构代为申请，须填写申请人签署的代为申请协议"},
            )
        for check in self.questions:
            self._put_question(check)
        if claim:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
            self._take(claim)

    def _put_amount(self, on: date) -> None:
        if is_capped(self.item):
            self.fields["entered_amount"] = forms.DecimalField(
                label="申请金额（元）",
                max_digits=10,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                help_text=f"{amount_sentence(self.item, on=on)}。通知只规定上限，金额由经办人按当地规定填写，系统不代填",
                error_messages={"required": "请填写申请金额，系统不代填"},
            )
            self.fields["amount_basis"] = forms.CharField(
                label="金额依据",
                max_length=120,
                help_text="通知一(十)：「可按照相关规定」。填写当地文件名称或文号",
            )
        else:
            entry = law.in_force().release.entry(ITEMS[self.item].amount_key, on=on)
            # Disabled: what a browser sends for it is not read.
            self.fields["fixed_amount"] = forms.CharField(
                label="补贴金额（元）",
                disabled=True,
                required=False,
                initial=f"{entry.value:.2f}",
                help_text=f"{amount_sentence(self.item, on=on)}。本项为定额，不能修改",
            )

    def _put_question(self, check: AssessmentCheck) -> None:
        self.fields[f"accepted_{check.code}"] = forms.ChoiceField(
            label=f"人工认定：{check.sentence}",
            choices=[("yes", "予以认可"), ("no", "不予认可"), ("", "暂不认定")],
            required=False,
            widget=forms.RadioSelect,
            help_text=f"依据条款：{check.clause}",
        )
        self.fields[f"reason_{check.code}"] = forms.CharField(
            label="认定理由",
            max_length=LONGEST_REASON,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _take(self, claim: Claim) -> None:
        self.initial["version"] = claim.version
        for name in self.fields.keys() & {"employer", "agreement", "entered_amount", "amount_basis"}:
            self.initial[name] = getattr(claim, name)
        for name in FACTS_OF[self.item]:
            fact = getattr(claim, name)
            self.initial[name] = UNVERIFIED if fact is None else str(fact)
        for finding in claim.findings:
            self.initial[f"accepted_{finding['check']}"] = "yes" if finding["accepted"] else "no"
            self.initial[f"reason_{finding['check']}"] = finding["reason"]

    def clean(self) -> dict:
        cleaned = super().clean()
        for check in self.questions:
            answer, reason = cleaned.get(f"accepted_{check.code}"), cleaned.get(f"reason_{check.code}")
            if answer and not reason:
                self.add_error(f"reason_{check.code}", ValidationError("人工认定必须写明理由"))
            elif reason and not answer:
                self.add_error(f"accepted_{check.code}", ValidationError("请选择予以认可或不予认可"))
        return cleaned

    @property
    def findings(self) -> list[dict]:
        return [
            {
                "check": check.code,
                "accepted": self.cleaned_data[f"accepted_{check.code}"] == "yes",
                "reason": self.cleaned_data[f"reason_{check.code}"],
            }
            for check in self.questions
            if self.cleaned_data[f"accepted_{check.code}"]
        ]

    @property
    def values(self) -> dict[str, str | bool | Decimal | list | None]:
        """What the action takes."""
        names = {"employer", "agreement", "entered_amount", "amount_basis", *FACTS_OF[self.item]}
        taken = {name: value for name, value in self.cleaned_data.items() if name in names}
        return {**taken, "findings": self.findings}
