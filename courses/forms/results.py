"""The sheet of results: one row per person, issuer and date of the certificates once for the sheet."""

from collections.abc import Iterable, Mapping

from django import forms

from yunnan_training.core.forms import day_input

from ..actions.results import Entry
from ..enums import ExamResult
from ..models import Enrolment


def score_field(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1"}),
        error_messages={
            "invalid": f"{label}应为数字",
            "min_value": f"{label}应在0到100之间",
            "max_value": f"{label}应在0到100之间",
            "max_decimal_places": f"{label}最多一位小数",
            "max_digits": f"{label}应在0到100之间",
            "max_whole_digits": f"{label}应在0到100之间",
        },
    )


class CertificateHead(forms.Form):
    """What the certificates registered with this sheet have in common."""

    issuer = forms.CharField(label="发证机构", max_length=80, required=False)
    issued_on = forms.DateField(label="发证日期", required=False, widget=day_input())


class ResultRow(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    result = forms.ChoiceField(
        label="考核结果",
        choices=ExamResult.choices,
        error_messages={"invalid_choice": "考核结果应为合格、不合格或缺考"},
    )
    theory_score = score_field("理论成绩")
    practice_score = score_field("实操成绩")
    certificate_number = forms.CharField(label="证书编号", max_length=40, required=False)

    def __init__(self, data=None, *, enrolment: Enrolment, certificates_open: bool):
        initial = {
            name: getattr(enrolment, name) for name in ("version", "result", "theory_score", "practice_score")
        }
        super().__init__(data, prefix=f"row-{enrolment.pk}", initial=initial)
        self.enrolment = enrolment
        if enrolment.certificate_id or not certificates_open:
            del self.fields["certificate_number"]
        if enrolment.certificate_id:
            # What the certificate rests on stays; scores can still be mended.
            self.fields["result"].choices = [(ExamResult.PASSED.value, ExamResult.PASSED.label)]
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs |= {
                    "class": "form-select" if name == "result" else "form-control",
                    "aria-label": f"{enrolment.trainee.name}的{field.label}",
                }

    @property
    def entry(self) -> Entry:
        given = self.cleaned_data
        return Entry(
            enrolment_id=self.enrolment.pk,
            version=given["version"],
            result=given["result"],
            theory_score=given["theory_score"],
            practice_score=given["practice_score"],
            certificate_number=given.get("certificate_number", ""),
        )

    @property
    def complaints(self) -> list[str]:
        return [message for messages in self.errors.values() for message in messages]


class ResultSheet:
    """Head and rows together: valid when all of them are."""

    def __init__(self, data: Mapping | None, *, people: Iterable[Enrolment], certificates_open: bool) -> None:
        self.head = CertificateHead(data) if certificates_open else None
        self.rows = [
            ResultRow(data, enrolment=person, certificates_open=certificates_open) for person in people
        ]

    def is_valid(self) -> bool:
        forms_here = [*self.rows, *([self.head] if self.head else [])]
        judged = [form.is_valid() for form in forms_here]  # all of them, so that every error shows at once
        return all(judged)

    def refuse(self, rows: dict[int, list[str]]) -> None:
        """What the action found, written to the rows."""
        for row in self.rows:
            for sentence in rows.get(row.enrolment.pk, ()):
                row.add_error(None, sentence)

    @property
    def entries(self) -> list[Entry]:
        return [row.entry for row in self.rows]

    @property
    def common(self) -> dict:
        return dict(self.head.cleaned_data) if self.head else {}

    @property
    def faulty(self) -> list[ResultRow]:
        return [row for row in self.rows if row.is_bound and row.errors]
