"""Filters of lists. A misspelt filter would quietly answer with everything: it is refused by name instead."""

from django_filters.rest_framework import DjangoFilterBackend
from django_filters.widgets import SuffixedMultiWidget

from .problems import Problem


class StrictFilterBackend(DjangoFilterBackend):
    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        known = view.paginator.query_params() if view.paginator is not None else set()
        known |= set(getattr(view, "extra_query_params", ()))
        if filterset is not None:
            known |= accepted_names(filterset)
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            message = f"没有这个查询条件。可用的有：{'、'.join(sorted(known))}。"
            errors = [{"field": name, "message": message} for name in unknown]
            raise Problem("unknown-parameter", errors=errors)
        for name, values in request.query_params.lists():
            if any("\x00" in value for value in values):
                raise Problem("validation", errors=[{"field": name, "message": "含有不允许的字符。"}])
        return super().filter_queryset(request, queryset, view)


def accepted_names(filterset) -> set[str]:
    """Names a filter form reads; a range filter reads two (`start_after`, `start_before`)."""
    names = set()
    for name, field in filterset.form.fields.items():
        if isinstance(field.widget, SuffixedMultiWidget):
            names |= {field.widget.suffixed(name, suffix) for suffix in field.widget.suffixes}
        else:
            names.add(name)
    return names
