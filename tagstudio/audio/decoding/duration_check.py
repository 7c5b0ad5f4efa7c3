"""Check a duration that a header claims against the size of the file."""

MIN_BYTES_PER_SECOND = 125.0  # 1 kbit/s: less than any codec needs for music
_PCM_TOLERANCE = 4.0  # some "uncompressed" files hold 4-bit samples


def is_plausible_duration(seconds: float, size: int, pcm_bytes_per_second: float = 0.0) -> bool:
    """Tell whether a file of `size` bytes can hold `seconds` of audio.

    `pcm_bytes_per_second` is the rate in the header of an uncompressed file, else 0.
    """
    min_rate = max(MIN_BYTES_PER_SECOND, pcm_bytes_per_second / _PCM_TOLERANCE)
    return 0 < seconds <= size / min_rate
