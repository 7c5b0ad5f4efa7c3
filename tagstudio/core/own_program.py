"""How this program starts itself once more, and whether it runs from the bundle.

Installed with pip, `sys.executable` is Python. In the bundle (packaging/bundle/) there is no
Python: `sys.executable` is the program itself, which takes `-m MODULE` as Python does.
"""

import sys


def is_bundled() -> bool:
    """Tell whether the program runs from the bundle."""
    return bool(getattr(sys, "frozen", False))


def python_command(*arguments: str) -> list[str]:
    """Return the command that runs a module in a process of its own: "-m", its name, and so on."""
    return [sys.executable, *arguments]


def program_command(*arguments: str) -> list[str]:
    """Return the command that starts the program: its window, or a verb."""
    return (
        python_command(*arguments)
        if is_bundled()
        else python_command("-m", "tagstudio", *arguments)
    )
