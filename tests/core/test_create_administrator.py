"""The first account of an office."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yunnan_training.core.models import User
from yunnan_training.core.roles import Role

pytestmark = pytest.mark.django_db


def test_the_first_administrator_can_sign_in_and_must_change_the_password():
    out = StringIO()
    call_command("create_administrator", "provincial-admin", stdout=out)
    user = User.objects.get(username="provincial-admin")
    password = out.getvalue().split("temporary password ")[1].split(" ")[0]
    assert user.check_password(password)
    assert user.must_change_password
    assert [item.role for item in user.appointments.all()] == [Role.SYSTEM_ADMIN]


def test_there_is_only_one_first_administrator():
    call_command("create_administrator", "first", stdout=StringIO())
    with pytest.raises(CommandError, match="administrator already"):
        call_command("create_administrator", "second", stdout=StringIO())
    assert not User.objects.filter(username="second").exists()
