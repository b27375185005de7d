"""A real PostgreSQL server."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.live.processes import data_folder, free_port, running, unavailable

_SERVER_ACCOUNT = "postgres"
_ROLE = "evidence"


def postgres_program(name: str) -> str:
    """Return `initdb` or `postgres` from PATH or from where Debian keeps the newest one."""
    found = shutil.which(name)
    if found is None:
        versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
        found = str(versions[-1]) if versions else None
    if found is None:
        unavailable(f"no PostgreSQL here: {name} is neither on PATH nor in /usr/lib/postgresql")
    return found


def _version(program: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in program.parts[-3].split(".") if part.isdigit())


def _account() -> str | None:
    """Name the account that the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_SERVER_ACCOUNT).pw_name
    except KeyError:
        unavailable(f"PostgreSQL refuses root, and there is no account {_SERVER_ACCOUNT}")


@contextmanager
def postgres_server() -> Iterator[URL]:
    """Give the address of a role that may create databases, its maintenance database named."""
    given = os.environ.get("EVIDENCE_TEST_POSTGRES_URL")
    if given:
        yield make_url(given)
        return
    programs = postgres_program("initdb"), postgres_program("postgres")
    account = _account()
    with data_folder(account) as folder:
        url = URL.create(
            "postgresql+psycopg", _ROLE, secrets.token_hex(16), "127.0.0.1", free_port(), "postgres"
        )
        data = _make_cluster(programs[0], folder, account, str(url.password))
        command = [
            *(programs[1], "-D", str(data), "-p", str(url.port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
            # Nobody cuts this server's power and its data is thrown away: a database costs 0.1 s, not 1.2 s.
            *("-c", "fsync=off", "-c", "full_page_writes=off"),
        ]
        with running(
            command,
            log=folder / "log",
            answers=lambda: _answers(url),
            user=account,
            stop_signal=signal.SIGINT,  # fast shutdown: does not wait for clients
        ):
            yield url


def _make_cluster(initdb: str, folder: Path, account: str | None, password: str) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    if account:
        shutil.chown(secret, account)
    made = subprocess.run(
        [
            *(initdb, "-D", str(data), "--username", _ROLE, "--pwfile", str(secret)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        user=account,
        group=account,
        extra_groups=[] if account else None,
        check=False,
    )
    secret.unlink()
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}")
    return data


def connect(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    """Connect with the driver alone, each statement its own transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=10)


def _answers(url: URL) -> bool:
    try:
        connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(server: URL, template: str = "template0") -> URL:
    """Create a database under a new name: empty, or a copy of `template`, which nobody may be using."""
    name = f"evidence_{uuid4().hex[:12]}"
    statement = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}")
    with connect(server) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return server.set(drivername="postgresql+psycopg", database=name)


def drop_database(server: URL, database: URL) -> None:
    """Drop it, also when a connection was left open."""
    with connect(server) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(database.database)))
        )
