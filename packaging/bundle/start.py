"""The bundle's program: `tagstudio`, and with `-m MODULE` a module of it, as Python runs one.

The second is how the program starts its child processes (`tagstudio.core.own_program`).
"""

import os
import runpy
import sys


def restore_search_path() -> None:
    """Give programs started from here, such as the web browser, the system's own libraries.

    The bundle's loader has put the bundle's folder in front of them. This process has read the
    variable at its start and goes on with what it read.
    """
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before:
            os.environ[name] = before
        else:
            os.environ.pop(name, None)


def main() -> None:
    """Run the program, or the module that the arguments name."""
    restore_search_path()
    if sys.argv[1:2] == ["-m"] and len(sys.argv) > 2:
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return
    from tagstudio.__main__ import main as program

    program()


if __name__ == "__main__":
    main()
