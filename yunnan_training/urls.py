"""Every address of the portal, by app."""

from django.urls import include, path

from . import views
from .api import router

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include((router.urls, "api"))),
]
