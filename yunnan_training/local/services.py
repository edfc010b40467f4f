"""PostgreSQL and Redis together, and what the rest has to know about them as environment variables."""

import fcntl
import shutil
from collections.abc import Mapping

from .places import Home, lasting_home, passing_home
from .postgres import APP, OWNER, Postgres
from .redis_server import RedisServer


class Services:
    """The instances that this environment needs: a server named by DATABASE_URL or REDIS_URL is used instead."""

    def __init__(self, home: Home, *, durable: bool, environment: Mapping[str, str]) -> None:
        self.home = home
        self.given = environment
        self.postgres = None if environment.get("DATABASE_URL") else Postgres(home, durable=durable)
        self.redis = None if environment.get("REDIS_URL") else RedisServer(home, durable=durable)

    @classmethod
    def lasting(cls, environment: Mapping[str, str]) -> "Services":
        return cls(lasting_home(), durable=True, environment=environment)

    @classmethod
    def passing(cls, environment: Mapping[str, str]) -> "Services":
        return cls(passing_home(), durable=False, environment=environment)

    def start(self) -> None:
        # Two terminals at once must not end with two servers on one directory.
        with (self.home.path / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.redis:
                self.redis.start()
            if self.postgres:
                self.postgres.start()

    def stop(self) -> None:
        if self.redis:
            self.redis.stop()
        if self.postgres:
            self.postgres.stop()

    def is_kept(self) -> bool:
        """Whether `make services` asked for them to outlive `make run`."""
        return (self.home.path / "keep").exists()

    def discard(self) -> None:
        self.stop()
        shutil.rmtree(self.home.path, ignore_errors=True)

    def variables(self) -> dict[str, str]:
        """Where the portal finds them. The owner's address is for migrations alone."""
        if self.postgres:
            database = {
                "DATABASE_URL": self.postgres.url(APP),
                "DATABASE_OWNER_URL": self.postgres.url(OWNER),
            }
        else:
            given = self.given["DATABASE_URL"]
            database = {
                "DATABASE_URL": given,
                "DATABASE_OWNER_URL": self.given.get("DATABASE_OWNER_URL") or given,
            }
        return {**database, "REDIS_URL": self.redis.url() if self.redis else self.given["REDIS_URL"]}
