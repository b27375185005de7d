"""The command line: `evidence-repo`; the module of a topic is imported when one of its commands is used."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a command or a group of commands stands (`module:name`), and what it is for."""

    place: str
    purpose: str


ENTRIES: dict[str, Entry] = {
    "init": Entry("installing:init", "Make a new installation."),
    "run": Entry("running:run", "Start the web server and the worker together."),
    "web": Entry("processes:web", "Serve the pages only."),
    "worker": Entry("processes:worker", "Do the background work."),
    "demo": Entry("demo:demo", "Load or clear the demo."),
    "users": Entry("users:users", "People: add, list, give a new password."),
    "delegations": Entry("delegations:delegations", "Who stands in for whom: list, add, end."),
    "agencies": Entry(
        "agency_kinds:agencies", "Agencies and their kinds: add, list, merge, split, rename, end."
    ),
    "holidays": Entry("holidays:holidays", "Days off and swapped days: list, add, remove."),
    "cycle": Entry("cycles:cycle", "The assessment cycle: show it, move it on."),
    "catalogue": Entry("catalogue:catalogue", "The plan's criteria: import, list."),
    "documents": Entry("documents:documents", "Documents: add, cite, link, confirm, show."),
    "extract": Entry("extracting:extract", "Read files and print text and header, without an installation."),
    "search": Entry("search:search", "Find documents by their text and header."),
    "evidence": Entry("evidence:evidence", "Pieces of evidence: judge, explain, replace, move, withdraw."),
    "review": Entry("review:review", "Reviewers: claims, second reviews, agreement, ready comments."),
    "packs": Entry("packs:packs", "Packs: submit, return, approve; explanations of products."),
    "targets": Entry("targets:targets", "Targets: figures, their review, waivers, proposals."),
    "explanations": Entry(
        "explanation_papers:explanations", "Explanations: templates, all rounds as a paper."
    ),
    "assignments": Entry("assignments:assignments", "Assignments: ask agencies, deliver, accept, return."),
    "comments": Entry("comments:comments", "Comments: list, add, strike out."),
    "follow-up": Entry("follow_up:follow_up", "Follow-up: who owes what, letters to agencies."),
    "reports": Entry("reports:reports", "Reports on reform: make, show, finish."),
    "rounds": Entry("rounds:rounds", "The Ministry's rounds: results, questions, points lost, entries."),
    "scheme": Entry("scheme:scheme", "The scheme of points: import, show, template, rows that do not apply."),
    "scores": Entry("scores:scores", "Scores: list, propose, set; how far self-scores are off."),
    "council": Entry("council:council", "The council: members, votes, minutes."),
    "registers": Entry("registers:registers", "Registers: rows that prove a figure, as sheets too."),
    "bundle": Entry("bundle:bundle", "The bundle for the Ministry: check, seal, verify."),
    "audit": Entry("audit:audit", "The audit log's chain: verify it, show its head."),
    "doctor": Entry(
        "examining:doctor", "Say what the installation stands on, and what keeps hostile files in."
    ),
    "fsck": Entry("upkeep:fsck", "Compare database, stored bytes, index, tags and audit log."),
    "reindex": Entry("upkeep:reindex", "Write the whole search index again."),
}
"""Every command; a module of this package registers here, so that `--help` imports none of them."""

_INTERNAL = {"prepare": Entry("processes:prepare", "What `run` does before it starts anything.")}


class Program(click.Group):
    """The commands of `ENTRIES`, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `ENTRIES`."""
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None if there is no such name."""
        entry = ENTRIES.get(cmd_name) or _INTERNAL.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.place.partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        if not gc.isenabled():  # what was loaded stays: nothing of it is garbage
            gc.freeze()
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.purpose) for name, entry in ENTRIES.items()])


@click.command(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evidence-repo", message="%(prog)s %(version)s")
def program() -> None:
    """Keep, review, approve and seal the evidence of a province's PAR Index.

    Errors are written to standard error: exit code 2 for a command that was not understood, 1 for a failure.
    With --json a command prints one JSON value on standard output.
    """


def main() -> None:
    """Run the program; its files are its owner's alone, what it prints is UTF-8 whatever the locale says."""
    gc.disable()  # until the command's modules are loaded: looking through them again takes a third of it
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    program(prog_name="evidence-repo")
