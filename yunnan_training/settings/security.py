"""Placeholder until the login settings arrive."""

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
