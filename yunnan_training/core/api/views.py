"""The schema, its page, and the answer for addresses that don't exist."""

from types import SimpleNamespace
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.views import APIView


class FormatInQuery(DefaultContentNegotiation):
    """`?format=yaml`, for the schema only: resources answer in one format."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE="format")


class YamlRenderer(OpenApiYamlRenderer):
    media_type = "application/yaml"


class SchemaView(SpectacularAPIView):
    """The whole schema, the same for everyone signed in; made once per process."""

    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [
        OpenApiJsonRenderer2,
        YamlRenderer,
        OpenApiYamlRenderer,
        OpenApiJsonRenderer,
    ]
    content_negotiation_class = FormatInQuery
    throttle_classes: ClassVar[list] = []
    _made: ClassVar[dict[str, dict]] = {}

    def _get_schema_response(self, request) -> Response:
        made = self._made.get(settings.ROOT_URLCONF)
        if made is None:
            made = self.generator_class(urlconf=self.urlconf).get_schema(request=request, public=True)
            if not settings.DEBUG:
                self._made[settings.ROOT_URLCONF] = made
        return Response(made)


class DocsView(APIView):
    """The schema as a page (Swagger UI, whose own labels are English), all of it from our own host.

    Its policy differs from the portal's in one point: Swagger's style sheet carries its icons as `data:` images.
    """

    permission_classes: ClassVar[list] = []
    throttle_classes: ClassVar[list] = []
    schema = None

    def get(self, request) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        context = {"schema_url": reverse("api:schema"), "csrf_token_value": get_token(request._request)}
        return render(request._request, "core/api_docs.html", context)


class UnknownAddress(APIView):
    """Every address below /api/ that is no route: a problem, never a page of HTML."""

    permission_classes: ClassVar[list] = [IsAuthenticated]
    throttle_classes: ClassVar[list] = []
    schema = None

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound
