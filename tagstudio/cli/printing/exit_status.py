"""How a call of the program ends: its exit status, and the sentence on what stopped it.

It loads no verb and no typer: the window alone begins without them.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextvars import copy_context
from itertools import takewhile

from tagstudio.cli.printing.output import begin_output, print_error
from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.core.os_errors import as_sentence

WRONG_USE = 2
_INTERRUPTED = 130  # the status that typer gives Ctrl+C


def exit_status(arguments: Sequence[str], run: Callable[[], object]) -> int:
    """Do what the arguments ask for, `run`, and return the exit status.

    `run` returns the status, or ends with SystemExit; anything else than a number is 0. With --json
    standard output holds one document, whatever happens: the result, or the error.
    """
    status = copy_context().run(_status, arguments, run)
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for Python's last flush
        if not isinstance(
            error, BrokenPipeError
        ):  # whoever read the output has gone, as `head` does
            _say(f"tagstudio: {as_sentence(error)}")
        return status or 1
    return status


def _run(run: Callable[[], object]) -> object:
    """Do it; if damaged rows are in its way, once more without these."""
    try:
        try:
            return run()
        except (TagStudioError, OSError):
            raise
        except Exception as error:
            if "tagstudio.library.db.database" in sys.modules:
                from tagstudio.library.db.database import explain

                explain(error)
            raise
    except DamagedRowsError as error:
        if not error.again:
            raise
        _say(f"tagstudio: {error}")
        return run()


def _status(arguments: Sequence[str], run: Callable[[], object]) -> int:
    begin_output()
    try:
        return _ended(_run(run), arguments)
    except SystemExit as end:
        return _ended(end.code, arguments)
    except TagStudioError as error:
        _keep_in_log(error)
        _fail(arguments, error.message.key, str(error))
        return 1
    except OSError as error:  # of the disk, not of the program; nobody on its way knew more of it
        _keep_in_log(error)
        refusal = as_sentence(error)
        _fail(arguments, refusal.message.key, str(refusal))
        return 1
    except Exception as error:  # the edge: a defect ends in a report, with the right status
        traceback.print_exc()
        _keep_in_log(error)
        sentence = "This is a defect of TagStudio. Please report it with the lines above."
        _say(sentence)
        _answer_json(arguments, "cli.defect", sentence)
        return 1


def _ended(code: object, arguments: Sequence[str]) -> int:
    """Return the exit status for that of typer, whose sentence on wrong use is on stderr."""
    if code == _INTERRUPTED:
        sentence = "Stopped. What was done is kept; the same command goes on from here."
        _say(sentence)
        _answer_json(arguments, "cli.stopped", sentence)
        return 1
    if code == WRONG_USE:
        _answer_json(arguments, "cli.wrong-use", "Wrong use; the words on stderr say of what.")
    return code if isinstance(code, int) else 0


def _keep_in_log(error: Exception) -> None:
    """Keep what ended a command in the log of the program, which diagnostics tell of."""
    import logging

    from tagstudio.core.program_log import logged

    with logged():
        logging.getLogger(__name__).error("a command failed: %s", error, exc_info=error)


def _fail(arguments: Sequence[str], key: str, sentence: str) -> None:
    _say(f"tagstudio: {sentence}")
    _answer_json(arguments, key, sentence)


def _answer_json(arguments: Sequence[str], key: str, sentence: str) -> None:
    """Print an error as JSON, where that was asked for."""
    options = takewhile(lambda word: word != "--", arguments)
    if "--json" in options:
        print_error(key, sentence)


def _say(sentence: str) -> None:
    print(sentence.encode(errors="backslashreplace").decode(), file=sys.stderr)
