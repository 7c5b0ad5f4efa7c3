"""`tagstudio agreement`: how far two people agree on tags that both answered."""

from typing import TYPE_CHECKING

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, printable

if TYPE_CHECKING:
    from tagstudio.engine.disputes.agreement import Agreement

UNKNOWN = "not defined"  # all answers of both are one and the same


def show_agreement(context: typer.Context, as_json: AsJson = False) -> None:
    """Show Cohen's kappa of each two people, over the tags of tracks that both have answered.

    1 is full agreement, 0 what chance alone would give. It is not defined where both gave one and
    the same answer throughout. Answers that settle a dispute do not count.
    """
    from tagstudio.engine.disputes.agreement import agreements

    with (
        open_filled(invocation(context).library, writing=False) as library,
        library.read() as connection,
    ):
        found = agreements(connection)
    if as_json:
        overall = [_as_dict(one) for one in found.overall]
        print_json({"overall": overall, "tags": [_as_dict(one) for one in found.by_tag]})
        return
    if not found.overall:
        answer("No tag of a track was answered by two people yet, so there is nothing to compare.")
        return
    table = plain_table("People", "Tag", "Kappa", "Both yes", "Both no", "Yes/no", "No/yes")
    for one in (*found.overall, *found.by_tag):
        people = f"{printable(one.first)}, {printable(one.second)}"
        kappa = UNKNOWN if one.kappa is None else f"{one.kappa:.2f}"
        counts = (one.yes_yes, one.no_no, one.yes_no, one.no_yes)
        tag = printable(one.tag) if one.tag else "all tags"
        table.add_row(people, tag, kappa, *(f"{count:,}" for count in counts))
    print_table(table)


def _as_dict(one: "Agreement") -> dict[str, object]:
    return {
        "people": [one.first, one.second],
        "tag": one.tag or None,
        "kappa": one.kappa,
        "both_yes": one.yes_yes,
        "both_no": one.no_no,
        "yes_no": one.yes_no,
        "no_yes": one.no_yes,
    }
