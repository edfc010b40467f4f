"""What the Excel gate is told about one class: its day, its limits, who is known already."""

from collections.abc import Iterable, Sequence
from datetime import date

from subsidies.rules import parameters
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.identity import mask_phone
from yunnan_training.core.models import Region, RegionCode

from ..enums import Programme
from ..models import TrainingClass
from ..rosters.context import Concern, RosterContext, RosterLimits
from ..rosters.report import RosterRow, Severity
from ..selectors import enrolled_numbers, known_trainees, overlapping_classes


def limits(*, on: date) -> RosterLimits:
    return RosterLimits(
        refuse_under_age=parameters.number_of("roster.refuse_under_age", on=on),
        minimum_age=parameters.number_of("roster.minimum_age", on=on),
        minimum_age_warns_in=frozenset({Programme.PREP, Programme.YOUTH}),
        maximum_age=parameters.number_of("roster.maximum_age", on=on),
        people_per_phone=parameters.number_of("roster.people_per_phone", on=on),
        largest_class=parameters.number_of("roster.size_warning", on=on),
    )


def roster_context(training_class: TrainingClass, *, on: date) -> RosterContext:
    return RosterContext(
        checked_on=on,
        first_day=training_class.start_on,
        programme=training_class.programme,
        planned_size=training_class.planned_size,
        limits=limits(on=training_class.start_on),
        places=_places(),
        already_enrolled=lambda numbers: enrolled_numbers(training_class, numbers),
        overlapping=lambda numbers: overlapping_classes(training_class, numbers),
        concerns=_concerns,
    )


def _places() -> dict[str, str]:
    """County name or code, of today and of earlier years → code of today."""
    today = dict(Region.objects.filter(level=RegionLevel.COUNTY).values_list("name", "code"))
    places = {**today, **{code: code for code in today.values()}}
    for older in RegionCode.objects.filter(current=False):
        if older.name in today:
            places.setdefault(older.code, today[older.name])
    return places


def _concerns(rows: Sequence[RosterRow]) -> Iterable[Concern]:
    """A registered person is never renamed or given another number by a roster."""
    known = known_trainees([row.id_number for row in rows])
    for row in rows:
        trainee = known.get(row.id_number)
        if trainee is None:
            continue
        if trainee.name != row.name:
            yield Concern(
                row=row.row,
                key="name",
                severity=Severity.ERROR,
                code="G22",
                message="该身份证号码已登记在另一姓名下，请核对姓名和号码；确需更名的，先在劳动者档案中办理",
            )
        if trainee.phone_masked and trainee.phone_masked != mask_phone(row.phone):
            yield Concern(
                row=row.row,
                key="phone",
                severity=Severity.WARNING,
                code="G23",
                message="与已登记的联系电话不同，导入后保留原登记；确有变动的，在劳动者档案中更正",
            )
