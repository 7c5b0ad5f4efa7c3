"""When the system last saw a file change, in any way: what nobody sets at will."""

import os


def change_time_ns(status: os.stat_result) -> int | None:
    """Return the time of the last change of a file's content or attributes; None on Windows.

    POSIX keeps it (`st_ctime_ns`), and no program can set it back, as many taggers do with the
    modification time. A rename, another mode and a further name change it, too. On Windows the
    field is the time at which the file was made, and says nothing.
    """
    return None if os.name == "nt" else status.st_ctime_ns
