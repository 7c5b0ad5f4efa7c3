"""Import a plugin in a process of its own, and note what its code does meanwhile.

Started as `python -m` with this module and the FOLDER. It answers with one message {"did": [...]}:
the events of `sys.audit` that the plugin's own code caused, such as "open /tmp/x" or
"socket.connect"; or with {"broken": sentence}.

Whose doing an event is, the stack tells: going outwards from it, a frame of the plugin's folder
comes before one of the import machinery. What a library does while it is imported by the plugin is
that library's affair.
"""

import os
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from tagstudio.core.channel import ChildEnd
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, from_text, message, to_text
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent
from tagstudio.plugin_api import read_manifest
from tagstudio.plugin_api.load import imported_plugin

PROCESS = ["-m", "tagstudio.engine.plugin_workshop.checking.import_probe"]
SECONDS = 60.0
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_EVENTS = frozenset({
    "ftplib.connect", "os.chmod", "os.exec", "os.fork", "os.forkpty",
    "os.kill", "os.link", "os.mkdir", "os.posix_spawn", "os.putenv", "os.remove", "os.rename",
    "os.rmdir", "os.spawn", "os.symlink", "os.system", "os.truncate", "os.unsetenv",
    "shutil.rmtree", "socket.bind", "socket.connect", "socket.getaddrinfo", "subprocess.Popen",
    "urllib.Request",
})  # fmt: skip
_MOST = 20  # events that are told


def import_and_watch(folder: Path, log: Path) -> Message | None:
    """Import the plugin in `folder` in a child; return what is wrong with that, None for nothing.

    What it prints goes to the file `log`.
    """
    child = Child([*PROCESS, str(folder)], log)
    try:
        answer = child.receive(SECONDS)
    except (ChildDied, ChildSilent) as event:
        return event.message
    finally:
        child.stop()
    if "broken" in answer:
        return from_text(str(answer["broken"]))
    did = [str(event) for event in answer.get("did", [])]
    if child.left_behind:
        did.append("os.fork")
    if did:
        return message(
            "probe.side-effects", "it does this while it is imported: {what}", what=", ".join(did)
        )
    return None


class _Watch:
    """An audit hook that notes what code of the plugin in `folder` does, once for each thing."""

    def __init__(self, folder: Path) -> None:
        self._inside = f"{folder}{os.sep}"
        self.is_on = True
        self.did: dict[str, None] = {}

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on or (event != "open" and event not in _EVENTS):
            return
        if event == "open" and not _is_writing(*arguments):
            return
        self.is_on = False  # what is asked here is no event
        try:
            if len(self.did) < _MOST and self._is_by_plugin(sys._getframe(1)):
                named = arguments[0] if arguments else ""
                shown = f" {named}" if isinstance(named, str) else ""
                self.did[f"{event}{shown}"] = None
        finally:
            self.is_on = True

    def _is_by_plugin(self, frame: FrameType | None) -> bool:
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(self._inside):
                return True
            if file.startswith("<frozen importlib"):
                return False
            frame = frame.f_back
        return False

    def watch_threads(self) -> None:
        """Count the start of a thread as an event, which it is in later versions of Python."""
        start = threading.Thread.start

        def noted(thread: threading.Thread) -> None:
            if self.is_on and self._is_by_plugin(sys._getframe(1)):
                self.did["a thread"] = None
            start(thread)

        setattr(threading.Thread, "start", noted)  # noqa: B010 - a method, for mypy


def _is_writing(path: object, mode: object, flags: object) -> bool:
    if isinstance(path, int) or str(path) == os.devnull:
        return False
    if isinstance(mode, str):
        return any(sign in mode for sign in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def main() -> None:
    """Serve the one request, in the child process."""
    parent = ChildEnd()
    parent.listen()
    folder = Path(sys.argv[1])
    sys.dont_write_bytecode = True
    watch = _Watch(folder)
    try:
        manifest = read_manifest(folder)
        watch.watch_threads()
        sys.addaudithook(watch)
        imported_plugin(folder, manifest)
    except TagStudioError as error:
        parent.send({"broken": to_text(error.message)})
        return
    except (Exception, SystemExit) as error:  # the edge: a plugin that cannot be imported
        parent.send({"broken": f"{type(error).__name__}: {error}"})
        return
    watch.is_on = False
    parent.send({"did": list(watch.did)})


if __name__ == "__main__":
    main()
