"""How long it takes to hear the middle of a file of two hours, in each format, and how much memory.

    python benchmarks/long_files.py [--hours 2] [--keep FOLDER]

Makes two minutes of noise with ffmpeg in each format, repeats them without decoding them, and reads
one window of the middle of each, as a suggestion does, in a process of its own. Formats that this
ffmpeg cannot make are left out. Exits with 1 when a file is not heard.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

SHORT_SECONDS = 120
ENCODERS = {  # by suffix: the encoder, and how two minutes are made two hours
    ".aac": (("-c:a", "aac"), "bytes"),
    ".ac3": (("-c:a", "ac3"), "bytes"),
    ".mp2": (("-c:a", "mp2"), "bytes"),
    ".mp3": (("-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0"), "bytes"),
    ".m4a": (("-c:a", "aac"), "packets"),
    ".mka": (("-c:a", "aac"), "packets"),
    ".webm": (("-c:a", "libopus"), "packets"),
    ".opus": (("-c:a", "libopus"), "packets"),
    ".ogg": (("-c:a", "libvorbis"), "packets"),
    ".spx": (("-c:a", "libspeex", "-ar", "32000", "-ac", "1"), "packets"),
    ".oga": (("-c:a", "flac"), "packets"),
    ".wma": (("-c:a", "wmav2"), "packets"),
    ".caf": (("-c:a", "alac"), "packets"),
    ".wv": (("-c:a", "wavpack", "-ar", "16000", "-ac", "1"), "samples"),
    ".tta": (("-c:a", "tta", "-ar", "16000", "-ac", "1"), "samples"),
    ".w64": (("-ar", "16000", "-ac", "1"), "samples"),
}
HEAR = """
import resource, sys, time
from tagstudio.audio.decoding.windows import read_windows
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
found = read_windows(sys.argv[1], 12_000, 349_440)
took = time.process_time() - started
memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
print(f"{took:10.2f} {memory:10.0f} {'yes' if found.partial else 'no':>8}")
"""


def main() -> None:
    """Make the files, hear each, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--keep", type=Path, help="the folder for the files, which stay there")
    options = parser.parse_args()
    print(f"{'format':<8} {'megabytes':>10} {'core s':>10} {'MiB more':>10} {'partial':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        heard = [measure(suffix, folder, options.hours) for suffix in ENCODERS]
    sys.exit(0 if all(heard) else 1)


def measure(suffix: str, folder: Path, hours: float) -> bool:
    """Print the row of one format; return False for a file that is not heard."""
    file = long_file(suffix, folder, round(hours * 3600 / SHORT_SECONDS))
    if file is None:
        return True
    done = subprocess.run(
        [sys.executable, "-c", HEAR, file], check=False, capture_output=True, text=True
    )
    row = done.stdout.rstrip() or f" {(done.stderr.strip() or 'died').splitlines()[-1]}"
    print(f"{suffix:<8} {file.stat().st_size / 1e6:10.0f}{row}", flush=True)
    return done.returncode == 0


def long_file(suffix: str, folder: Path, times: int) -> Path | None:
    """Return a file of so many times two minutes; None where ffmpeg cannot make it."""
    encoder, repeated = ENCODERS[suffix]
    short, long = folder / f"short{suffix}", folder / f"long{suffix}"
    seconds = SHORT_SECONDS * (times if repeated == "samples" else 1)
    noise = f"anoisesrc=a=0.1:r=44100:d={seconds},volume='0.1+0.9*abs(sin(t/7))':eval=frame"
    made = long if repeated == "samples" else short
    if long.exists():
        return long
    if not ffmpeg("-f", "lavfi", "-i", noise, *encoder, made):
        return None
    if repeated == "packets" and not ffmpeg(
        "-stream_loop", str(times - 1), "-i", short, "-c", "copy", long
    ):
        return None
    if repeated == "bytes":
        with long.open("wb") as joined:
            for _ in range(times):
                joined.write(short.read_bytes())
    return long


def ffmpeg(*arguments: str | Path) -> bool:
    """Run ffmpeg; tell whether it succeeded."""
    command = ["ffmpeg", "-v", "quiet", "-y", *map(str, arguments)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    main()
