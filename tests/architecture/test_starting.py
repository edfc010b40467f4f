"""What starts the portal elsewhere starts the same processes: docker compose, and a machine that lacks something."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from yunnan_training.local import entry, system_packages
from yunnan_training.local.places import ROOT, SetupError

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
SECRETS = {
    "SECRET_KEY": "k" * 60,
    "FIELD_KEYS": "1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "INDEX_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "portal.example",
    "CSRF_TRUSTED_ORIGINS": "https://portal.example",
    "PUBLIC_BASE_URL": "https://portal.example",
    "POSTGRES_APP_PASSWORD": "a",
    "POSTGRES_OWNER_PASSWORD": "b",
}


def test_compose_starts_the_four_processes_of_make_run():
    assert set(OURS) == {"web", "worker", "beat", "migrate"}
    for name, service in OURS.items():
        assert service["command"] == ["python", "-m", "yunnan_training.local.entry", name]


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_name_becomes_a_program_that_is_installed(name, monkeypatch):
    became = []
    monkeypatch.setattr(sys, "argv", ["entry", name])
    monkeypatch.setattr(os, "execv", lambda program, command: became.append((program, command)))
    entry.main()
    ((program, command),) = became
    assert (program, command[:2]) == (sys.executable, [sys.executable, "-m"])
    found = subprocess.run(
        [sys.executable, "-c", f"import importlib.util as u, sys; sys.exit(not u.find_spec({command[2]!r}))"],
        cwd=ROOT,
    )
    assert found.returncode == 0


def test_another_name_is_refused_with_the_four(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["entry", "shell"])
    assert entry.main() == 2
    assert "web|worker|beat|migrate" in capsys.readouterr().err


def started(environment: dict[str, str]) -> subprocess.CompletedProcess:
    """The settings read in a process that has this environment and nothing else."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings as s; print(s.DEBUG)",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_production_settings_need_no_more_than_compose_gives(name):
    given = {
        key: re.sub(r"\$\{(\w+)[^}]*\}", lambda m: SECRETS[m[1]], value)
        for key, value in OURS[name]["environment"].items()
    }
    done = started(given)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr
    without = started({key: value for key, value in given.items() if key != "SECRET_KEY"})
    assert without.returncode != 0
    assert "SECRET_KEY" in without.stderr


def test_what_a_machine_lacks_is_named_in_one_line(monkeypatch):
    wanted = {"there": lambda: True, "libsomething-1": lambda: False, "fonts-other": lambda: False}
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    with pytest.raises(SetupError) as refused:
        system_packages.ensure(wanted)
    assert str(refused.value) == (
        "Missing system packages: libsomething-1 fonts-other"
        " (as root: apt-get install -y --no-install-recommends libsomething-1 fonts-other)"
    )
    system_packages.ensure({"there": lambda: True})


def test_this_machine_has_what_the_portal_asks_for():
    assert system_packages.missing(system_packages.TO_TEST) == []
