"""A client token is shown once, here; the database keeps its hash."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yunnan_training.core.models import ApiToken, User
from yunnan_training.core.models.api_token import SCOPES


class Command(BaseCommand):
    help = "Issue a client token for a service account, or revoke one. The token is printed once."

    def add_arguments(self, parser):
        parser.add_argument("username", help="login name of the service account")
        parser.add_argument("--name", help="what the token is for, in Chinese")
        parser.add_argument(
            "--scope", action="append", default=[], help=f"repeat for several; one of: {', '.join(SCOPES)}"
        )
        parser.add_argument(
            "--days", type=int, default=90, help=f"how long it lives, at most {settings.API_TOKEN_MAX_DAYS}"
        )
        parser.add_argument("--by", help="login name of the administrator who issues it")
        parser.add_argument("--revoke", metavar="PREFIX", help="revoke the account's token that begins so")

    def handle(self, *args, **options):
        now = timezone.now()
        user = self._user(options["username"])
        if options["revoke"]:
            return self._revoke(user, options["revoke"], at=now)
        if not options["name"]:
            raise CommandError("--name is needed")
        try:
            token, plaintext = ApiToken.issue(
                user=user,
                name=options["name"],
                scopes=options["scope"],
                expires_at=now + timedelta(days=options["days"]),
                at=now,
                created_by=self._user(options["by"]) if options["by"] else None,
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{token}: valid until {timezone.localtime(token.expires_at):%Y-%m-%d %H:%M}")
        self.stdout.write(plaintext)

    def _user(self, username: str) -> User:
        try:
            return User.objects.get(username=username, is_active=True)
        except User.DoesNotExist:
            raise CommandError(f"no active account {username!r}") from None

    def _revoke(self, user: User, prefix: str, *, at) -> None:
        found = ApiToken.objects.filter(user=user, prefix__startswith=prefix, revoked_at=None)
        if found.count() != 1:
            raise CommandError(f"{found.count()} tokens of {user.username!r} begin with {prefix!r}")
        found.get().revoke(at=at)
        self.stderr.write("revoked")
