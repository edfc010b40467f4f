"""The tags of forms; `{% load portal %}` brings them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.boundfield import BoundField

register = template.Library()

CONTROL_CLASS = "form-control"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", wide: bool = False) -> dict:
    """`{% field form.name %}`: label, star, control, help, errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = "control"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    elif isinstance(widget, FileInput):
        kind = "upload"
    elif widget.is_hidden:
        kind = "hidden"
    described = f"{bound.auto_id}_help" if (hint or bound.help_text) else ""
    attrs: dict[str, Any] = {}
    if kind == "control":
        base = "form-select" if isinstance(widget, Select) else CONTROL_CLASS
        attrs["class"] = f"{base} {widget.attrs.get('class', '')}".strip()
        if isinstance(widget, Textarea):
            attrs.setdefault("rows", 3)
    elif kind == "check":
        attrs["class"] = "form-check-input"
    elif kind == "upload":
        attrs["class"] = CONTROL_CLASS
    if "placeholder" in widget.attrs and label:
        attrs["placeholder"] = ""
    if described:
        attrs["aria-describedby"] = f"{described} {bound.auto_id}_error" if bound.errors else described
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "kind": kind,
        "label": label or bound.label,
        "help": hint or bound.help_text,
        "help_id": described,
        "wide": wide or isinstance(widget, Textarea | FileInput),
        "required": bound.field.required and not isinstance(widget, CheckboxInput),
        "accept": widget.attrs.get("accept", ""),
    }


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm, columns: str = "") -> dict:
    """`{% form_fields form %}`: the error summary and every field; columns "" | "two" | "three"."""
    return {"form": form, "columns": columns}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict:
    """A list at the head of the form of every error, each a link to its field."""
    errors: list[tuple[str, str, str]] = []
    if form is not None and form.is_bound:
        errors += [("", "", str(text)) for text in form.non_field_errors()]
        for bound in form:
            target = "" if bound.is_hidden else (bound.id_for_label or bound.auto_id)
            errors += [(target, str(bound.label), str(text)) for text in bound.errors]
    return {"errors": errors}


@register.inclusion_tag("components/search_form.html", takes_context=True)
def search_form(context: Mapping, source: Any, action: str = "", method: str = "get") -> dict:
    """`{% search_form filter %}` over a table; takes a form or a django-filter FilterSet. 查询 and 重置.
    A search by something personal is posted: `{% search_form filter method="post" %}`."""
    form = getattr(source, "form", source)
    request = context.get("request")
    path = action or (request.path if request else "")
    return {
        "slots": [_slot(bound) for bound in form.visible_fields()],
        "hidden": form.hidden_fields(),
        "action": path,
        "method": method,
        "csrf_token": context.get("csrf_token"),
    }


def _slot(bound: BoundField) -> dict:
    widget = bound.field.widget
    base = "form-select" if isinstance(widget, Select) else CONTROL_CLASS
    attrs = {} if isinstance(widget, CheckboxInput | RadioSelect) else {"class": base}
    grouped = hasattr(widget, "widgets") or isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {"bound": bound, "control": bound.as_widget(attrs=attrs), "grouped": grouped}
