"""`python3 -m yunnan_training.local <command>`: what the Makefile calls."""

import os
import shlex
import sys

from .keys import development_keys
from .places import SetupError
from .services import Services

SETTINGS = "yunnan_training.settings.development"


def services() -> None:
    """Start the private instances and leave them running (stop: make services-stop)."""
    running = Services.lasting(os.environ)
    running.start()
    (running.home.path / "keep").touch()
    services_env()


def services_env() -> None:
    """Print the exports that point a shell at the private instances."""
    variables = {**Services.lasting(os.environ).variables(), **development_keys(os.environ)}
    for name, value in {"DJANGO_SETTINGS_MODULE": SETTINGS, **variables}.items():
        print(f"export {name}={shlex.quote(value)}")


def services_stop() -> None:
    running = Services.lasting(os.environ)
    (running.home.path / "keep").unlink(missing_ok=True)
    running.stop()


def main() -> int:
    commands = {
        "services": services,
        "services-env": services_env,
        "services-stop": services_stop,
    }
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in commands:
        print(f"usage: python3 -m yunnan_training.local [{'|'.join(commands)}]", file=sys.stderr)
        return 2
    try:
        return commands[name](*sys.argv[2:]) or 0
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
