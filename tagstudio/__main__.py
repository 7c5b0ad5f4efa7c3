"""Start the program: the window, or with a verb the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.library_address import LibraryAddress


def main() -> None:
    """Run what the arguments ask for and exit with its status.

    Without any, as a desktop starts it, the window opens and no verb is loaded, which takes a tenth
    of a second.
    """
    words = sys.argv[1:]
    if words:
        from tagstudio.cli.app import main as command_line

        sys.exit(command_line(words, _open_window))
    from tagstudio.cli.printing.exit_status import exit_status

    sys.exit(exit_status(words, lambda: _open_window(paths.default_library(), [])))


def _open_window(library: LibraryAddress, opened: Sequence[Path]) -> int:
    from tagstudio.ui.shell.app import run

    return run(library, opened)


if __name__ == "__main__":
    main()
