"""Start the program: the window, or with a verb the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tagstudio.core.library_address import LibraryAddress


def main() -> None:
    """Run what the arguments ask for and exit with its status."""
    from tagstudio.cli.app import main as command_line

    sys.exit(command_line(sys.argv[1:], _open_window))


def _open_window(library: LibraryAddress, opened: Sequence[Path]) -> int:
    from tagstudio.ui.shell.app import run

    return run(library, opened)


if __name__ == "__main__":
    main()
