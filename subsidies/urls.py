"""Addresses of claims, publicities, payments, and of a trainee's own page."""

app_name = "subsidies"
urlpatterns: list = []
