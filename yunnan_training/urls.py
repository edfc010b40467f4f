"""Every address of the portal, by app."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("yunnan_training.core.account_urls")),
    path("", include("courses.urls")),
    path("", include("subsidies.urls")),
    path("", include("yunnan_training.core.urls")),
    path("institutions/", include("institutions.urls")),
    path("trainees/", include("trainees.urls")),
    path("api/v1/", include("yunnan_training.api")),
]
