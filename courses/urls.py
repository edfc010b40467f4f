"""Addresses of classes, rosters, attendance, filings, and of the public pages about classes."""

from django.urls import path

app_name = "courses"
urlpatterns: list = []
