"""Write a time in a track, or how long something takes, as a clock does."""


def clock(seconds: float, *, exact: bool = False) -> str:
    """Return "0:07", "3:20" or "1:02:03"; `exact` to the millisecond, where it is no whole second.

    So 70.5 is "1:10", to the nearest even second, or "1:10.5".
    """
    ms = round(seconds * 1000) if exact else 1000 * round(seconds)
    minutes, rest = divmod(ms, 60_000)
    shown = f"{rest / 1000:06.3f}".rstrip("0").rstrip(".")
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{shown}" if hours else f"{minutes}:{shown}"
