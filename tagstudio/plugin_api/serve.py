"""The child process: one plugin, served over JSON lines.

Started by the engine as `python -m tagstudio.plugin_api.serve FOLDER MODELS CACHE OPTIONS PEERS`,
the last two JSON objects: the values of the options, and, by the names of the plugins that this one
uses, {"folder", "models", "cache", "options"}. A request {"id", "call", "arguments"} is answered by
any number of {"id", "yield"} and one of {"id", "return"}, {"id", "error"} (a TagStudioError: its
message as `messages.to_text` writes it, with key and values), {"id", "defect"} (a fault of the
plugin, its traceback) or {"id", "cancelled"}; {"cancel": id} ends a running call at its next step.
"""

import json
import sys
import threading
import traceback
from collections.abc import Callable, Collection, Generator
from pathlib import Path
from typing import Any

from tagstudio.core.channel import ChildEnd, Packet, encode_line
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import to_text
from tagstudio.core.os_errors import as_sentence
from tagstudio.plugin_api.load import load_plugin
from tagstudio.plugin_api.measurer import Measurer
from tagstudio.plugin_api.messages import from_json, to_json
from tagstudio.plugin_api.tagger import Peer, PluginContext

OPERATIONS = (
    "models",
    "damaged",
    "warm_up",
    "predict",
    "predict_windows",
    "score",
    "score_copies",
    "installable",
    "install",
    "combine",
    "export_version",
    "import_version",
    "train",
    "networks",
    "train_new",
    "score_clips",
    "verify",
)
OF_MEASURERS = ("measure",)

_Served = tuple[object, Collection[str]]  # what answers, and the names of its operations


class _CancelledError(Exception):
    """The host no longer wants the answer."""


class _Calls:
    """The numbers of the cancelled calls, shared by the reading and the working thread.

    A cancel must overtake the request that it cancels: the working thread is inside that request
    and would take the next packet from the queue only after its end. So the reading thread takes
    cancels out of the stream (`ChildEnd.listen(on_urgent=...)`) and only notes the number here;
    the working thread, which alone may touch the generator, looks between two steps. A number is
    never forgotten or used twice (the host counts up), so a cancel that comes too late, or before
    its call was begun, can never hit another call. Every call still gets exactly one last answer.
    """

    def __init__(self) -> None:
        self._cancelled: set[int] = set()
        self._lock = threading.Lock()

    def take_cancel(self, message: Packet) -> bool:
        if "cancel" not in message:
            return False
        with self._lock:
            self._cancelled.add(message["cancel"])
        return True

    def is_cancelled(self, call: int) -> bool:
        with self._lock:
            return call in self._cancelled


def _perform(child: ChildEnd, served: _Served, request: Packet, calls: _Calls) -> Any:
    """Call the operation, send each value it yields, return its result."""
    plugin, known = served
    if request["call"] not in known:
        raise TagStudioError(
            "serve.no-operation", "This plugin has no operation {name!r}.", name=request["call"]
        )
    arguments = {name: from_json(value) for name, value in request["arguments"].items()}
    result = getattr(plugin, request["call"])(**arguments)
    if not isinstance(result, Generator):
        return result
    try:
        while not calls.is_cancelled(request["id"]):
            child.send({"id": request["id"], "yield": to_json(next(result))})
    except StopIteration as end:
        return end.value
    finally:
        result.close()
    raise _CancelledError


def _answer(child: ChildEnd, served: _Served, request: Packet, calls: _Calls) -> None:
    try:
        reply = {"return": to_json(_perform(child, served, request, calls))}
        encode_line(reply)  # what cannot be sent is the plugin's fault, too
    except _CancelledError:
        reply = {"cancelled": True}
    except TagStudioError as error:
        reply = {"error": to_text(error.message)}
    except OSError as error:  # of the disk, where it has a number: then it is no defect
        traceback.print_exc()
        reply = (
            {"defect": traceback.format_exc()}
            if error.errno is None
            else {"error": to_text(as_sentence(error).message)}
        )
    except (Exception, SystemExit):  # the edge: any fault of a plugin becomes an error report
        traceback.print_exc()
        reply = {"defect": traceback.format_exc()}
    child.send({"id": request["id"], **reply})


def _context(models: str, cache: str, options: str, peers: str = "{}") -> PluginContext:
    found = {
        name: Peer(
            Path(peer["folder"]),
            PluginContext(Path(peer["models"]), Path(peer["cache"]), peer["options"]),
        )
        for name, peer in json.loads(peers).items()
    }
    return PluginContext(Path(models), Path(cache), json.loads(options), found)


def main() -> None:
    """Serve the plugin named on the command line until the host goes away."""
    serve(_plugin)


def _plugin() -> _Served:
    plugin = load_plugin(Path(sys.argv[1]), _context(*sys.argv[2:6]))
    return plugin, OF_MEASURERS if isinstance(plugin, Measurer) else OPERATIONS


def serve(load: Callable[[], _Served]) -> None:
    """Serve what `load` returns, with the names of its operations, until the host goes away.

    Call it first of all, before anything is imported that may print (`ChildEnd`).
    """
    child = ChildEnd()
    calls = _Calls()
    child.listen(on_urgent=calls.take_cancel)
    try:
        served = load()
    except TagStudioError as error:
        child.send({"broken": to_text(error.message)})
        return
    except (Exception, SystemExit) as error:  # the edge: a plugin that cannot even be imported
        traceback.print_exc()
        child.send({"broken": f"{type(error).__name__}: {error}"})
        return
    child.send({"ready": True})
    while True:
        _answer(child, served, child.receive(), calls)


if __name__ == "__main__":
    main()
