"""Rules of a password (S02): long, mixed, not common, not the user's name, not one of the last few, not old.

The figures stand in `settings/security.py`, beside the validators' names.
"""

from __future__ import annotations

import re
import string
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError

from .models import PasswordHistory, User

# What people in an office here type when a rule asks for a capital, a digit and a sign. Compared after
# `_core`, so "P@ssw0rd2026!" and "Yunnan#888888" are both the bare word.
COMMON_CORES = frozenset(
    {
        *{"password", "passwd", "pass", "admin", "administrator", "root", "user", "test", "guest"},
        *{"welcome", "login", "letmein", "master", "system", "qwerty", "qwertyuiop", "qwer", "asdf"},
        *{"asdfgh", "zxcvbn", "qaz", "qazwsx", "abc", "abcd", "abcde", "abcdef", "aa", "aaa", "a"},
        *{"abcabc", "iloveyou", "woaini", "woaizhongguo", "zhongguo", "china", "yunnan", "kunming"},
        *{"dali", "lijiang", "qujing", "yuxi", "rensheju", "renshe", "jiuye", "peixun", "butie"},
        *{"zhongxin", "bangong", "mima", "guanliyuan", "dashboard", "changeme", "default", "huawei"},
        *{"lenovo", "sunshine", "monkey", "dragon"},
    }
)
_LEET = str.maketrans(
    {"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "$": "s", "5": "s", "3": "e", "7": "t"}
)


def _core(password: str) -> frozenset[str]:
    """The words left of a password without its ornaments: as typed, and with 0 read as o, @ as a …"""
    lower = password.lower()
    plain = re.sub(r"[^a-z]", "", lower)
    trimmed = lower.strip(string.digits + string.punctuation)
    return frozenset({plain, re.sub(r"[^a-z]", "", trimmed.translate(_LEET))})


class LengthValidator:
    def __init__(self, min_length: int = 10) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(f"密码至少 {self.min_length} 位", code="password_too_short")

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 位"


class CharacterClassValidator:
    def __init__(self, min_classes: int = 3) -> None:
        self.min_classes = min_classes

    def validate(self, password: str, user: User | None = None) -> None:
        classes = [
            any(c.isascii() and c.isupper() for c in password),
            any(c.isascii() and c.islower() for c in password),
            any(c.isdigit() for c in password),
            any(not (c.isascii() and c.isalnum()) for c in password),
        ]
        if sum(classes) < self.min_classes:
            raise ValidationError(f"密码须包含{self._words}", code="password_too_plain")

    @property
    def _words(self) -> str:
        return f"大写字母、小写字母、数字、符号四类中的至少 {self.min_classes} 类"

    def get_help_text(self) -> str:
        return f"包含{self._words}"


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's list of 20 000, and the habits of an office, whatever digits and signs are hung on."""

    def validate(self, password: str, user: User | None = None) -> None:
        repeated = len(set(password)) <= 4
        if repeated or password.lower().strip() in self.passwords or _core(password) & COMMON_CORES:
            raise ValidationError("这个密码太常见，容易被猜中", code="password_too_common")

    def get_help_text(self) -> str:
        return "不使用常见词加数字，如 Admin@2026"


class UserNameValidator:
    def validate(self, password: str, user: User | None = None) -> None:
        name = (getattr(user, "username", "") or "").lower()
        lower = password.lower()
        if len(name) >= 3 and (name in lower or name[::-1] in lower):
            raise ValidationError("密码不能包含登录名", code="password_has_user_name")

    def get_help_text(self) -> str:
        return "不包含登录名"


class RecentPasswordValidator:
    """Refuses the present password and the last few; remembers each new one, whichever door it came by."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        present = [user.password] if is_password_usable(user.password) else []
        rows = PasswordHistory.objects.filter(user=user).values_list("password", flat=True)
        if any(check_password(password, old) for old in {*present, *rows[: self.remembered]}):
            raise ValidationError(f"不能使用最近 {self.remembered} 次用过的密码", code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk is not None:
            remember(user, keep=self.remembered)

    def get_help_text(self) -> str:
        return f"不与最近 {self.remembered} 次用过的密码相同"


def remember(user: User, *, keep: int) -> None:
    if not is_password_usable(user.password):
        return
    PasswordHistory.objects.get_or_create(user=user, password=user.password)
    stale = PasswordHistory.objects.filter(user=user).values_list("pk", flat=True)[keep:]
    PasswordHistory.objects.filter(pk__in=list(stale)).delete()


def must_change(user: User, *, at: datetime) -> bool:
    """A first sign-in, a reset by the administrator, or a password that is too old."""
    if user.must_change_password:
        return True
    age = timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return user.password_changed_at is not None and at - user.password_changed_at > age
