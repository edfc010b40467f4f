"""A foreign key written as a string is an import that import-linter can't see: it, too, points down only."""

from django.apps import apps

# institutions and trainees are neighbours that don't know each other.
FLOOR = {"core": 0, "institutions": 1, "trainees": 1, "courses": 2, "subsidies": 3}


def goes_up(source: str, target: str) -> bool:
    if source == target or target not in FLOOR:
        return False
    return FLOOR[target] >= FLOOR[source]


def test_no_relation_points_to_a_higher_floor_or_to_a_neighbour():
    relations = [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOOR
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.related_model
    ]
    assert len(relations) > 50
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in relations
        if goes_up(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert wrong == []


def test_the_rule_itself():
    assert goes_up("core", "courses")
    assert goes_up("institutions", "trainees")
    assert goes_up("courses", "subsidies")
    assert not goes_up("subsidies", "courses")
    assert not goes_up("courses", "courses")
    assert not goes_up("core", "auth")
