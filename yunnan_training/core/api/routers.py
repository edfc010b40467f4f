"""Addresses: `/{resource}/`, `/{resource}/{id}/`, `/{resource}/{id}/{move}/`; no root that lists them unasked."""

from rest_framework.routers import SimpleRouter


class ApiRouter(SimpleRouter):
    def get_default_basename(self, viewset) -> str:
        return viewset.model._meta.model_name
