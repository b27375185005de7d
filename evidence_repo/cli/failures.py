"""From our errors to what the command line says and the exit code that it ends with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from evidence_repo.errors import BadInput, EvidenceError


class Failure(click.ClickException):
    """Something failed: a sentence on standard error, exit code 1."""


class Misuse(Failure):
    """What was typed cannot be taken: a sentence on standard error, exit code 2."""

    exit_code = 2


class Command(click.Command):
    """A command whose errors are printed as sentences; everything else in it is as usual."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with reported_as_messages(ctx):
            _check_words(ctx)
            return super().invoke(ctx)


class CommandGroup(click.Group):
    """A group of such commands."""

    command_class = Command


def _check_words(ctx: click.Context) -> None:
    """Refuse words in another encoding than UTF-8; only a file's name may be any bytes."""
    for name, value in ctx.params.items():
        for word in value if isinstance(value, tuple) else (value,):
            if isinstance(word, str) and any("\ud800" <= letter <= "\udfff" for letter in word):
                raise Misuse(f"What was given as {name} is not text in UTF-8.")


@contextmanager
def reported_as_messages(ctx: click.Context) -> Iterator[None]:
    """Turn our errors into `Misuse`, where something was typed wrongly, or `Failure`."""
    try:
        yield
    except BadInput as error:
        raise Misuse(message_of(error) + _option_of(ctx, error)) from error
    except EvidenceError as error:
        raise Failure(message_of(error)) from error
    except _errors("storage.errors:StorageError", "index.search.errors:SearchError") as error:
        raise Failure(str(error)) from error
    except _errors("sqlalchemy.exc:DBAPIError") as error:
        reason = str(error.orig).partition("\n")[0]
        raise Failure(f"The database cannot be used: {reason}") from error


def _errors(*places: str) -> tuple[type[Any], ...]:
    """Return those of these classes (`module:name`) whose module is loaded: no other can have been raised."""
    found = (place.partition(":") for place in places)
    return tuple(getattr(sys.modules[module], name) for module, _, name in found if module in sys.modules)


def message_of(error: EvidenceError) -> str:
    """Return what is wrong and what to do next."""
    advice = (error.advice % error.params if error.params else error.advice) if error.advice else ""
    return f"{error} {advice}".strip()


def _option_of(ctx: click.Context, error: BadInput) -> str:
    option = f"--{(error.field or '').lstrip('-').replace('_', '-')}"
    known = {name for parameter in ctx.command.params for name in parameter.opts}
    return f" ({option})" if option in known else ""
