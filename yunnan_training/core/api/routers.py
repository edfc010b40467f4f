"""Addresses: `/{resource}/`, `/{resource}/{id}/`, `/{resource}/{id}/{move}/`, and the schema with its page."""

from django.urls import URLPattern, path, re_path
from rest_framework.routers import SimpleRouter

from .views import DocsView, SchemaView, UnknownAddress


class ApiRouter(SimpleRouter):
    def get_default_basename(self, viewset) -> str:
        return viewset.model._meta.model_name


def api_urls(router: ApiRouter) -> list[URLPattern]:
    """Everything below `/api/v1/`; the last pattern turns any other address into a problem."""
    return [
        path("schema/", SchemaView.as_view(), name="schema"),
        path("docs/", DocsView.as_view(), name="docs"),
        *router.urls,
        re_path(r"", UnknownAddress.as_view(), name="unknown"),
    ]
