"""The account pages that exist: allauth's, without sign-up, e-mail, or anything else this office doesn't use.

Short on purpose: a page that isn't listed can't be attacked. Names are allauth's own, it looks them up.
"""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import TemplateView

from .permissions import page

closed = page(public=True)(TemplateView.as_view(template_name="account/signup_closed.html"))
ask_administrator = page(public=True)(TemplateView.as_view(template_name="account/password_reset.html"))

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", ask_administrator, name="account_reset_password"),
    path("signup/", closed, name="account_signup"),
    path("mfa/", include("allauth.mfa.urls")),
]
