"""The classes' programmes are those of the rules' table of the clauses."""

from courses.enums import Programme
from courses.models import TrainingClass
from subsidies.rules.programmes import PROGRAMMES


def test_codes_labels_and_clauses_agree_with_the_table():
    table = [(spec.code, spec.label, spec.clause) for spec in PROGRAMMES.values() if spec.is_class]
    assert [(each.value, each.label, each.clause) for each in Programme] == table


def test_the_stored_values_stay_as_they_were():
    assert Programme.values == [
        "RURAL", "PREP", "YOUTH", "GRAD", "VETERAN", "DISABLED", "ONBOARD", "APPRENTICE", "YUNSAO", "WORKERS",
        "ZHANCHI", "HIGH", "OVERCAP", "REEMPLOY", "CUSTODY", "STARTUP", "ECOM",
    ]  # fmt: skip
    assert all(type(value) is str for value in Programme.values)
    assert TrainingClass._meta.get_field("programme").max_length >= max(map(len, Programme.values))
