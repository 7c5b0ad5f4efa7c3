"""Start the program."""

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from tagstudio.cli.app import main as command_line

    sys.exit(command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
