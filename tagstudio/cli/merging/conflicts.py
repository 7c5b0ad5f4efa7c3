"""Conflicts of a merge in the shell: listed, and decided by one key each."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from tagstudio.cli.printing.output import plain_table, print_table, printable

if TYPE_CHECKING:
    from tagstudio.engine.merging.report import Conflict, Said

LISTED = 50
_KEYS = {"o": "ours", "t": "theirs"}
_INTERRUPTS = {"\x03", "\x04"}  # Ctrl+C and Ctrl+D, where the terminal hands them on as keys


def can_ask() -> bool:
    """Tell whether somebody sits before the program who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def print_conflicts(conflicts: "Sequence[Conflict]") -> None:
    """List what both libraries say, and what was decided."""
    if not conflicts:
        return
    table = plain_table("Conflict", "Of", "Here", "There", "Holds")
    for one in conflicts[:LISTED]:
        table.add_row(*_cells(one), {"theirs": "there"}.get(one.choice or "", "here"))
    print_table(table)
    if len(conflicts) > LISTED:
        print(f"... and {len(conflicts) - LISTED:,} conflicts more; --json lists all")


def asked(conflicts: "Sequence[Conflict]") -> tuple[tuple[str, str], ...]:
    """Ask about each conflict, and return what is to hold by its key; the rest is left."""
    choices: list[tuple[str, str]] = []
    for number, one in enumerate(conflicts, start=1):
        subject, what, here, there = _cells(one)
        typer.echo(f"{number} of {len(conflicts)}: {subject}: {what}", err=True)
        typer.echo(f"  here:  {here}\n  there: {there}", err=True)
        typer.echo("  [o]urs  [t]heirs  [n]ewer  [s]kip  [q]uit asking: ", err=True, nl=False)
        key = _key()
        typer.echo(key, err=True)
        if key == "q":
            break
        newer = "theirs" if one.there.at > one.here.at else "ours"
        if choice := newer if key == "n" else _KEYS.get(key):
            choices.append((one.key, choice))
    return tuple(choices)


def said_as_dict(one: "Conflict") -> dict[str, Any]:
    """Return a conflict for programs."""
    return {
        "kind": one.kind,
        "of": one.subject,
        "what": one.what,
        "here": one.here,
        "there": one.there,
        "decided": one.choice,
    }


def _key() -> str:
    while True:
        key = typer.getchar().casefold()
        if key in _INTERRUPTS:
            raise KeyboardInterrupt
        if key in {*_KEYS, "n", "s", "q"}:
            return key


def _cells(one: "Conflict") -> tuple[str, str, str, str]:
    return printable(one.subject), printable(one.what), _told(one.here), _told(one.there)


def _told(said: "Said") -> str:
    """Return "yes (user, 2026-01-31 in /media/usb/anna.db)"."""
    value = printable(said.value) or "nothing"
    if not said.at:
        return value
    day = datetime.fromtimestamp(said.at).astimezone().strftime("%Y-%m-%d")
    place = f" in {printable(said.by)}" if said.by else ""
    person = f", by {printable(said.person)}" if said.person else ""
    return f"{value} ({said.source}, {day}{place}{person})"
