"""`python3 -m yunnan_training.local <command>`: what the Makefile calls."""

import os
import shlex
import shutil
import subprocess
import sys

from . import dependencies, runner, system_packages
from .keys import development_keys
from .lint import lint
from .places import PYTHON, ROOT, SetupError
from .services import Services


def services() -> None:
    """Start the private instances and leave them running (stop: make services-stop)."""
    running = Services.lasting(os.environ)
    running.start()
    (running.home.path / "keep").touch()
    services_env()


def services_env() -> None:
    """Print the exports that point a shell at the private instances."""
    variables = {**Services.lasting(os.environ).variables(), **development_keys(os.environ)}
    # The marker tells the tests that these addresses are the demo's, not a server somebody chose for them.
    for name, value in {
        "DJANGO_SETTINGS_MODULE": runner.SETTINGS,
        **variables,
        "YUNNAN_LOCAL_SERVICES": "1",
    }.items():
        print(f"export {name}={shlex.quote(value)}")


def services_stop() -> None:
    running = Services.lasting(os.environ)
    (running.home.path / "keep").unlink(missing_ok=True)
    running.stop()


def install(kind: str = dependencies.TEST) -> None:
    """Everything running needs (`base`), or testing and linting too (`test`)."""
    system_packages.ensure(system_packages.TO_TEST if kind == dependencies.TEST else system_packages.TO_RUN)
    dependencies.ensure(kind)


def test(*arguments: str) -> None:
    install()
    # Becomes pytest: its exit code is ours, and a signal reaches it. Two processes, because two cores are usual.
    command = [str(PYTHON), "-m", "pytest", "-n", os.environ.get("PROCESSES", "2"), "--dist", "loadgroup"]
    os.chdir(ROOT)
    os.execv(command[0], [*command, *arguments])  # nosec B606


def bench(*arguments: str) -> int:
    """The benchmarks, on instances of their own that are thrown away afterwards."""
    install()
    peer = dependencies.ensure_bench()
    services = Services.passing(os.environ)
    try:
        services.start()
        owner = services.variables()["DATABASE_OWNER_URL"]
        environment = {
            "DJANGO_SETTINGS_MODULE": runner.SETTINGS,
            **os.environ,
            **services.variables(),
            "DATABASE_URL": owner,  # it makes and drops its own tables
            "OPENFISCA_PYTHON": str(peer),
            **development_keys(os.environ),
        }
        command = [str(PYTHON), "-m", "tests.benchmarks", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    finally:
        services.discard()


def reset() -> None:
    """Throw the private instances and all their data away."""
    services_stop()
    shutil.rmtree(Services.lasting(os.environ).home.path)


def main() -> int:
    commands = {
        "run": runner.run,
        "test": test,
        "lint": lint,
        "bench": bench,
        "install": install,
        "lock": dependencies.lock,
        "reset": reset,
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
