"""Settings: read once from the environment, frozen, passed around; nobody else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from evidence_repo.errors import BadInput

_MEGABYTE = 1024 * 1024
_MOST_WORKERS = 4
DEMO_MARKER = "DEMO"
DEMO_BUSINESS_DATE = date(2017, 11, 27)

_Choice = TypeVar("_Choice", bound=StrEnum)


class OfficeUse(StrEnum):
    """Whether LibreOffice makes pages of office files, if it is installed."""

    AUTO = "auto"  # where it can be shut in
    UNCONFINED = "unconfined"  # there, too, where it sees what the program sees
    OFF = "off"


class Switch(StrEnum):
    """A setting that is on or off."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations (README lists the variables)."""

    var: Path
    database_url: str
    storage_url: str
    search_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8416
    upload_limit_bytes: int = 200 * _MEGABYTE
    extraction_seconds: int = 300
    extraction_memory_bytes: int = 1024 * _MEGABYTE
    extraction_pages: int = 2000
    office: OfficeUse = OfficeUse.OFF
    isolation: bool = True
    workers: int = 1
    web_threads: int = 8
    web_processes: int = 1
    mail_url: str | None = field(default=None, repr=False)
    mail_sender: str | None = None
    public_url: str | None = None
    trust_folder: Path | None = None
    seal_certificate: Path | None = None
    seal_passphrase: str | None = field(default=None, repr=False)
    timestamp_url: str | None = None
    secure_cookies: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    session_idle_minutes: int = 30
    session_hours: int = 12
    demo: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `EVIDENCE_*`; raise `BadInput` naming the variable that cannot be understood."""
        env = os.environ if environ is None else environ
        var = var_folder(env)
        demo = (var / DEMO_MARKER).exists()
        settings = cls(
            var=var,
            database_url=env.get("EVIDENCE_DATABASE_URL", f"sqlite:///{var}/evidence.db"),
            storage_url=env.get("EVIDENCE_STORAGE_URL", f"file:{var}/blobs"),
            search_url=env.get("EVIDENCE_SEARCH_URL", f"whoosh:{var}/index"),
            secret_key=env.get("EVIDENCE_SECRET_KEY") or _kept_secret(var),
            host=env.get("EVIDENCE_HOST", "127.0.0.1"),
            port=_number(env, "EVIDENCE_PORT", 8416),
            upload_limit_bytes=_number(env, "EVIDENCE_UPLOAD_LIMIT_MB", 200) * _MEGABYTE,
            extraction_seconds=_number(env, "EVIDENCE_EXTRACTION_SECONDS", 300),
            extraction_memory_bytes=_number(env, "EVIDENCE_EXTRACTION_MEMORY_MB", 1024) * _MEGABYTE,
            extraction_pages=_number(env, "EVIDENCE_EXTRACTION_PAGES", 2000),
            workers=_number(env, "EVIDENCE_WORKERS", default_workers()),
            office=_choice(env, "EVIDENCE_OFFICE", OfficeUse.AUTO),
            isolation=_choice(env, "EVIDENCE_ISOLATION", Switch.ON) is Switch.ON,
            web_threads=_number(env, "EVIDENCE_WEB_THREADS", 8),
            web_processes=_number(env, "EVIDENCE_WEB_PROCESSES", _cores()),
            mail_url=env.get("EVIDENCE_MAIL_URL") or None,
            mail_sender=env.get("EVIDENCE_MAIL_SENDER") or None,
            public_url=env.get("EVIDENCE_PUBLIC_URL") or None,
            trust_folder=_path(env, "EVIDENCE_TRUST_FOLDER"),
            seal_certificate=_path(env, "EVIDENCE_SEAL_CERTIFICATE"),
            seal_passphrase=env.get("EVIDENCE_SEAL_PASSPHRASE") or None,
            timestamp_url=_http_address(env, "EVIDENCE_TIMESTAMP_URL"),
            secure_cookies=env.get("EVIDENCE_SECURE_COOKIES", "") in {"1", "true", "yes"},
            trusted_hosts=_list(env, "EVIDENCE_TRUSTED_HOSTS"),
            trusted_proxies=_networks(env, "EVIDENCE_TRUSTED_PROXIES"),
            session_idle_minutes=_number(env, "EVIDENCE_SESSION_IDLE_MINUTES", 30),
            session_hours=_number(env, "EVIDENCE_SESSION_HOURS", 12),
            demo=demo,
        )
        settings._check()
        return settings

    def _check(self) -> None:
        """Raise `BadInput` for settings that do not go together."""
        if self.mail_url and not self.public_url:
            raise BadInput(
                "Mail needs EVIDENCE_PUBLIC_URL: links in mails begin with it, whatever a request says.",
                field="EVIDENCE_PUBLIC_URL",
            )
        if self.demo and self.host not in {"127.0.0.1", "localhost", "::1"}:
            raise BadInput(
                "A demo may only listen on 127.0.0.1, not on %(host)s.",
                field="EVIDENCE_HOST",
                advice="Make a real installation with `evidence-repo init` in another EVIDENCE_VAR.",
                host=self.host,
            )

    @property
    def is_embedded(self) -> bool:
        """Return whether database, bytes and index all lie in the installation's own folder."""
        inside = f"{self.var}/"
        return (
            self.database_url.startswith(f"sqlite:///{inside}")
            and self.storage_url.startswith(f"file:{inside}")
            and self.search_url.partition(":")[2].startswith(inside)
        )

    @property
    def hosts(self) -> list[str]:
        """Return the names under which the pages are asked for; other names are refused."""
        public = urlsplit(self.public_url or "").hostname
        named = [*self.trusted_hosts, public or "", self.host, "localhost", "127.0.0.1", "[::1]"]
        return [host for host in dict.fromkeys(named) if host and host not in {"0.0.0.0", "::"}]  # noqa: S104

    @property
    def public_address(self) -> str:
        """Return what links in mails begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def default_workers() -> int:
    """Return how many files or pages are read at once if nobody says: one for each core, at most 4."""
    return min(_MOST_WORKERS, _cores())


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def var_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the installation's own folder; unlike `Settings.from_env` this makes nothing in it."""
    env = os.environ if environ is None else environ
    return Path(env.get("EVIDENCE_VAR") or "var").resolve()


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    raw = env.get(name, "")
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        value = 0
    if value <= 0:
        raise BadInput(
            "%(name)s must be a whole number above 0, not “%(raw)s”.", field=name, name=name, raw=raw
        )
    return value


def _choice(env: Mapping[str, str], name: str, default: _Choice) -> _Choice:
    raw = env.get(name) or default.value
    try:
        return type(default)(raw)
    except ValueError as error:
        raise BadInput(
            "%(name)s must be one of %(choices)s, not “%(raw)s”.",
            field=name,
            name=name,
            choices=", ".join(type(default)),
            raw=raw,
        ) from error


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    for each in _list(env, name):
        try:
            ip_network(each)
        except ValueError as error:
            raise BadInput(
                "%(name)s must be addresses or networks such as 10.0.0.0/8, not “%(raw)s”.",
                field=name,
                name=name,
                raw=each,
            ) from error
    return _list(env, name)


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]) if env.get(name) else None


def _http_address(env: Mapping[str, str], name: str) -> str | None:
    raw = env.get(name) or None
    if raw and (urlsplit(raw).scheme not in {"http", "https"} or not urlsplit(raw).hostname):
        raise BadInput(
            "%(name)s must be an address that begins with http:// or https://, not “%(raw)s”.",
            field=name,
            name=name,
            raw=raw,
        )
    return raw


def _kept_secret(var: Path) -> str:
    """Return the installation's own random key; it is made once and readable by its owner only."""
    import secrets

    path = var / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        var.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh
