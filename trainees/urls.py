"""Addresses of the app."""

app_name = "trainees"
urlpatterns: list = []
