"""Trainees as the offices see them, and the trainee's own sign-in."""

from django.urls import path

from . import views

app_name = "trainees"

urlpatterns = [
    path("", views.trainees, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/reveal/<slug:field>/", views.reveal, name="reveal"),
    path("<int:pk>/correct/<slug:field>/", views.correct, name="correct"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.enter_code, name="enter_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("privacy/", views.privacy_notice, name="privacy"),
]
