"""A PostgreSQL server for tests and benchmarks, which ends with whoever started it.

It runs on a free port in a temporary folder, without syncing, and sorts texts as a language does,
not by their bytes: what sorts as it should does so by what our columns say.
"""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tagstudio.core.library_address import DatabaseAddress

MEMORY = Path("/dev/shm")
SERVER_USER = "postgres"  # root may not run a server
START_SECONDS = 60
_TEMPLATE = "template_of_libraries"
_OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "max_wal_size=2GB",
    "listen_addresses=127.0.0.1",
    "logging_collector=off",
)


def programs() -> Path | None:
    """Return the folder of the newest installed server, None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parts[-2]))
    if folders and (folders[-1] / "initdb").exists():
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def reason_against() -> str:
    """Return why there is no server to test with, "" where there is one."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt install postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed: pip install 'tagstudio[archive]'"
    if os.name != "posix":
        return "the server is started as on POSIX systems"
    return ""


class Server:
    """A running server: it makes databases, and forgets them."""

    def __init__(self, port: int, start: "Callable[[], subprocess.Popen[bytes]]") -> None:
        self.port = port
        self._start = start
        self._process = start()
        self._numbers = itertools.count(1)
        self._has_template = False
        self._connections: dict[str, Any] = {}

    def address(self, database: str, user: str = SERVER_USER) -> DatabaseAddress:
        """Return the address of a database, whether it is there or not."""
        return DatabaseAddress(f"postgresql://{user}@127.0.0.1:{self.port}/{database}")

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Execute statements, each by itself."""
        import psycopg

        if database not in self._connections:
            address = str(self.address(database))
            self._connections[database] = psycopg.connect(address, autocommit=True)
        for statement in statements:
            self._connections[database].execute(statement)

    def close(self) -> None:
        """Close the connections."""
        while self._connections:
            self._connections.popitem()[1].close()

    @contextmanager
    def empty_database(self) -> Iterator[DatabaseAddress]:
        """Give the address of an empty database, which is dropped at the end."""
        with self._database("template0") as address:
            yield address

    @contextmanager
    def library(self) -> Iterator[DatabaseAddress]:
        """Give the address of a new library, which is dropped at the end."""
        if not self._has_template:
            self._make_template()
        with self._database(_TEMPLATE) as address:
            yield address

    def setting(self, name: str) -> str:
        """Return a setting of the server."""
        self.execute(f"SHOW {name}")
        return str(self._connections["postgres"].execute(f"SHOW {name}").fetchone()[0])

    def reload(self) -> None:
        """Let the server read its files anew, and wait until it has: new connections go by them."""
        loaded, end = self._loaded(), time.monotonic() + START_SECONDS
        self.execute("SELECT pg_reload_conf()")
        while self._loaded() == loaded:
            assert time.monotonic() < end, "the server does not read its files"
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the server at once, whoever is connected, as a fault of the machine would."""
        self.close()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def start(self) -> None:
        """Start it again on the same data, if it was stopped."""
        if self._process.poll() is not None:
            self._process = self._start()

    def end_sessions(self, database: str) -> None:
        """End all sessions in a database, as whoever looks after a server may."""
        self.close()
        self.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        )

    def _loaded(self) -> object:
        """Return when the server read its files, which it does before it tells a session to."""
        self.execute("SELECT 1")
        return self._connections["postgres"].execute("SELECT pg_conf_load_time()").fetchone()

    def _make_template(self) -> None:
        from tagstudio.library.db.postgresql.schema_version import bring_to_head

        self.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        bring_to_head(self.address(_TEMPLATE))
        self._has_template = True

    @contextmanager
    def _database(self, template: str) -> Iterator[DatabaseAddress]:
        name = f"library{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.address(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a temporary folder; stop it at the end, and however the tests end."""
    bin_folder = programs()
    assert bin_folder is not None
    folder = Path(mkdtemp(prefix="tagstudio-postgresql-", dir=MEMORY if MEMORY.is_dir() else None))
    user = {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if _is_root() else {}
    if _is_root():
        shutil.chown(folder, SERVER_USER, SERVER_USER)
    data, log = folder / "data", folder / "log"
    port = _free_port()
    try:
        initdb = [bin_folder / "initdb", "-D", data, "-U", SERVER_USER, "-A", "trust", "-E", "UTF8"]
        language = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
        subprocess.run(
            [*initdb, *language, "--no-sync"], check=True, capture_output=True, cwd=folder, **user
        )
        options = [f"port={port}", f"unix_socket_directories={folder}", *_OPTIONS]
        command = [*_ending_with_parent(), bin_folder / "postgres", "-D", data]
        command += [word for option in options for word in ("-c", option)]

        def start() -> "subprocess.Popen[bytes]":
            with log.open("ab") as printed:
                server = subprocess.Popen(
                    command,
                    stdout=printed,
                    stderr=printed,
                    stdin=subprocess.DEVNULL,
                    cwd=folder,
                    **user,
                )
            _wait_for(server, port, log)
            return server

        server = Server(port, start)
        try:
            with closing(server):
                yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_root() -> bool:
    return os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    import psycopg

    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://{SERVER_USER}@127.0.0.1:{port}/postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text('utf-8', 'replace')}")


def _ending_with_parent() -> list[str]:
    """Return the program that lets the system end the server with this process, if it is killed."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "QUIT"] if program else []
