"""The timetable of a class: rows of lessons, and a pattern that fills them day by day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from institutions.models import Teacher
from yunnan_training.core.forms import day_input

from ..models import Session, TrainingClass
from .choices import TeacherChoice

FEWEST_ROWS, SPARE_ROWS, MOST_ROWS = 6, 4, 240
COLUMNS = ("day", "starts", "ends", "topic", "teacher")
Row = dict[str, object]


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class LessonForm(forms.Form):
    """One row; a row left empty is no lesson."""

    day = forms.DateField(label="日期", widget=day_input())
    starts = forms.TimeField(label="上课", widget=clock())
    ends = forms.TimeField(label="下课", widget=clock())
    topic = forms.CharField(label="课程内容", max_length=80)
    teacher = TeacherChoice(label="任课教师")

    def __init__(self, *args, teachers: list[Teacher], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["teacher"].offer(teachers)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "下课时间必须晚于上课时间")
        return cleaned

    def lesson(self) -> dict:
        given = self.cleaned_data
        return {
            "starts_at": timezone.make_aware(datetime.combine(given["day"], given["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(given["day"], given["ends"])),
            "topic": given["topic"],
            "teacher": given["teacher"],
        }


class LessonRows(forms.BaseFormSet):
    """Every row is an extra one, so that a row wiped clean simply goes away."""

    def initial_form_count(self) -> int:
        return 0

    def lessons(self) -> list[dict]:
        kept = [
            form
            for form in self.forms
            if form.has_changed() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return sorted((form.lesson() for form in kept), key=lambda lesson: lesson["starts_at"])

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "删除"
            form.fields["DELETE"].widget.attrs |= {"class": "form-check-input", "aria-label": "删除此行"}


def lesson_rows(
    data: Mapping | None, *, teachers: list[Teacher], rows: list[Row] | None = None
) -> LessonRows:
    """The rows as typed (`data`), or showing `rows` with some spare ones below."""
    rows = rows or []
    count = max(FEWEST_ROWS, len(rows) + SPARE_ROWS)
    made = forms.formset_factory(
        LessonForm,
        formset=LessonRows,
        extra=min(count, MOST_ROWS),
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
        can_delete=True,
    )
    return made(data, initial=rows, prefix="row", form_kwargs={"teachers": teachers})


def rows_of(training_class: TrainingClass) -> list[Row]:
    return [_row(session) for session in training_class.sessions.filter(cancelled=False)]


def _row(session: Session) -> Row:
    first, last = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "topic": session.topic,
        "teacher": session.teacher_id,
    }


def rows_as_typed(data: Mapping) -> list[Row]:
    """What stands in the rows now, right or wrong, so that a pattern can be added without losing it."""
    try:
        count = min(int(data.get("row-TOTAL_FORMS", 0)), MOST_ROWS)
    except ValueError:
        count = 0
    rows = ({column: data.get(f"row-{at}-{column}", "") for column in COLUMNS} for at in range(count))
    kept = [at for at, row in enumerate(rows) if any(row.values()) and not data.get(f"row-{at}-DELETE")]
    return [{column: data.get(f"row-{at}-{column}", "") for column in COLUMNS} for at in kept]


class PatternForm(forms.Form):
    """「按日期自动生成」: the same morning and afternoon on each day."""

    first_day = forms.DateField(label="从", widget=day_input())
    last_day = forms.DateField(label="到", widget=day_input())
    skip_weekends = forms.BooleanField(label="跳过周六、周日", required=False)
    am_starts = forms.TimeField(label="上午上课", required=False, widget=clock(), initial=time(8, 30))
    am_ends = forms.TimeField(label="上午下课", required=False, widget=clock(), initial=time(11, 30))
    am_topic = forms.CharField(label="上午内容", required=False, max_length=80, initial="理论讲授")
    am_teacher = TeacherChoice(label="上午教师", required=False)
    pm_starts = forms.TimeField(label="下午上课", required=False, widget=clock(), initial=time(14))
    pm_ends = forms.TimeField(label="下午下课", required=False, widget=clock(), initial=time(17))
    pm_topic = forms.CharField(label="下午内容", required=False, max_length=80, initial="实操训练")
    pm_teacher = TeacherChoice(label="下午教师", required=False)

    def __init__(self, data=None, *, training_class: TrainingClass, teachers: list[Teacher]):
        super().__init__(data, prefix="pattern")
        self.fields["first_day"].initial = training_class.start_on
        self.fields["last_day"].initial = training_class.end_on
        for half in ("am", "pm"):
            self.fields[f"{half}_teacher"].offer(teachers)
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "不能早于开始日期")
        elif first and last and (last - first).days >= MOST_ROWS // 2:
            self.add_error("last_day", f"一次最多生成{MOST_ROWS // 2}天")
        for half, name in (("am", "上午"), ("pm", "下午")):
            starts, ends = cleaned.get(f"{half}_starts"), cleaned.get(f"{half}_ends")
            if bool(starts) != bool(ends):
                self.add_error(f"{half}_ends", f"{name}的上课、下课时间要填就都填，不排课就都不填")
            elif starts and ends <= starts:
                self.add_error(f"{half}_ends", "下课时间必须晚于上课时间")
        return cleaned

    def _days(self) -> Iterator[date]:
        day = self.cleaned_data["first_day"]
        while day <= self.cleaned_data["last_day"]:
            if not (self.cleaned_data["skip_weekends"] and day.weekday() >= 5):
                yield day
            day += timedelta(days=1)

    def rows(self) -> list[Row]:
        given = self.cleaned_data
        return [
            {
                "day": day,
                "starts": given[f"{half}_starts"],
                "ends": given[f"{half}_ends"],
                "topic": given[f"{half}_topic"],
                "teacher": given[f"{half}_teacher"].pk if given[f"{half}_teacher"] else "",
            }
            for day in self._days()
            for half in ("am", "pm")
            if given[f"{half}_starts"]
        ]


def merged(typed: list[Row], generated: list[Row]) -> list[Row]:
    """Typed rows stay; a generated one is added where no typed one stands at that time. In order of time."""
    taken = [_span(row) for row in typed]
    added = [row for row in generated if not any(_overlap(_span(row), other) for other in taken)]
    return sorted([*typed, *added], key=_span)[:MOST_ROWS]


def _span(row: Row) -> tuple[str, str, str]:
    """Day, beginning and end in a form that can be compared, typed or not."""
    return str(row["day"]), str(row["starts"])[:5], str(row["ends"])[:5]


def _overlap(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
