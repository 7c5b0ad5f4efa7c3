"""What can be learned from the answers, and which would help most, as a table or as JSON."""

from typing import TYPE_CHECKING

from tagstudio.cli.printing.output import plain_table, print_json, print_table

if TYPE_CHECKING:
    from tagstudio.engine.training.readiness import Readiness


def print_readiness(found: "Readiness", as_json: bool) -> None:
    """Print the answers of each tag, what is missing, and how much all are worth."""
    if as_json:
        print_json({"ready": found.obstacle is None, **vars(found)})
        return
    if found.tags:
        table = plain_table(
            "Tag", "Yes", "By artists", "No", "By artists", "Missing, by other artists"
        )
        for one in found.tags:
            counts = map(str, (one.yes, one.yes_artists, one.no, one.no_artists))
            table.add_row(one.tag, *counts, str(one.missing or ""))
        print_table(table)
        print()
    worth = found.obstacle or found.worth
    said = (worth, found.on_assumed, found.on_out_of_reach, found.on_artists, found.on_parts)
    for sentence in said:
        if sentence:
            print(sentence)
