"""Take random steps over two libraries of one home, and compare each with what must hold.

    python benchmarks/random_steps.py --steps 10000 --processes 2 --folder /var/tmp/walks

Everything that the program can do, kills at random moments, and what other programs do to files
meanwhile: see `VERBS`. After each step the libraries' files, `list --json`, `export` and the files
of music are compared with the model. The judge is lenient, so that versions come into use, go on
trial and are taken back often. The state is saved every SAVED steps in the folder; the same
command goes on from there. At a violation the state before it stays there as well, and the command
to replay it is printed. As root each walk runs on a disk of its own, small enough to be filled.
"""

import argparse
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).absolute().parent.parent))

import random_steps_learning  # noqa: F401 - its verbs join those of the walk
import random_steps_verbs  # noqa: F401
from random_steps_program import judge_leniently, spare_processes
from random_steps_walk import VERBS, ViolationError, Walk

SAVED = 250  # steps between two saved states
DISK = "400m"  # of a walk
KINDS = (
    "lost",
    "resurrected",
    "on the wrong recording",
    "traceback",
    "wrong reasons",
)


def main() -> None:
    """Walk in processes, and print what came of it."""
    options = arguments()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="random-steps-"))
    seeds = range(options.seed, options.seed + options.processes)
    steps = -(-options.steps // options.processes)
    spawning = multiprocessing.get_context("spawn")
    walks = [
        spawning.Process(target=walk_on, args=(folder / f"seed-{seed}", seed, steps, options))
        for seed in seeds
    ]
    for process in walks:
        process.start()
    for process in walks:
        process.join()
    failed = report(folder, seeds)
    if not options.folder and not failed:
        shutil.rmtree(folder)
    sys.exit(1 if failed or any(process.exitcode for process in walks) else 0)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=10_000, help="of all processes together")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1, help="of the first process")
    parser.add_argument("--folder", type=lambda text: Path(text).absolute())
    parser.add_argument("--verbs", nargs="+", choices=VERBS, help="only these")
    parser.add_argument("--without", nargs="+", choices=VERBS, default=[], help="not these")
    parser.add_argument("--damage", action="store_true", help="also damage rows")
    return parser.parse_args()


def walk_on(folder: Path, seed: int, steps: int, options: argparse.Namespace) -> None:
    """Take the steps of one process, from the saved state if there is one."""
    for name in list(VERBS):
        if name in options.without or (options.verbs and name not in options.verbs):
            VERBS[name] = 0, VERBS[name][1]
    folder.mkdir(parents=True, exist_ok=True)
    disk, saved = folder / "disk", folder / "saved"
    disk.mkdir(exist_ok=True)
    mounted = mount(disk)
    walk: Walk | None = None
    try:
        spare_processes()
        judge_leniently()
        walk = resumed(disk, saved, seed)
        walk.limited, walk.damaging = mounted, options.damage
        started = time.monotonic() - walk.seconds
        while walk.step < steps:
            walk.go()
            walk.seconds = time.monotonic() - started
            if walk.step % SAVED == 0 or walk.step == steps:
                save(walk, disk, saved)
            write_figures(walk, folder)
    except Exception as error:
        command = f"{sys.argv[0]} --seed {seed} --steps {steps} --folder {folder.parent}"
        found = f"{error}" if isinstance(error, ViolationError) else traceback.format_exc()
        step, log = (walk.step, walk.log) if walk else (0, [])
        text = f"seed {seed}, step {step}:\n{found}\nReplay it with: {command}\n"
        if walk:
            walk.violations = found.splitlines()
            write_figures(walk, folder)
        (folder / "violation.txt").write_text(text + "\n".join(log), "utf-8")
        shutil.rmtree(folder / "at the violation", ignore_errors=True)
        shutil.copytree(disk, folder / "at the violation", symlinks=True)
        print(text, flush=True)
        sys.exit(1)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(disk)], check=False)


def mount(disk: Path) -> bool:
    """Give a walk a small disk of its own, where the system lets us."""
    if os.name != "posix" or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0


def resumed(disk: Path, saved: Path, seed: int) -> Walk:
    """Return the walk as it was saved, or a new one."""
    state = saved / "walk.pickle"
    for left in disk.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if not state.exists():
        return Walk(disk, seed)
    shutil.copytree(saved / "disk", disk, dirs_exist_ok=True)
    walk: Walk = pickle.loads(state.read_bytes())
    os.environ["TAGSTUDIO_HOME"] = str(walk.home)
    walk.world.looked.clear()
    return walk


def save(walk: Walk, disk: Path, saved: Path) -> None:
    """Save the state of a walk, whole or not at all."""
    fresh = saved.with_name("being saved")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(disk, fresh / "disk")
    (fresh / "walk.pickle").write_bytes(pickle.dumps(walk))
    shutil.rmtree(saved, ignore_errors=True)
    fresh.rename(saved)


def write_figures(walk: Walk, folder: Path) -> None:
    """Note how far a walk is."""
    figures = (walk.step, walk.seconds, walk.counts, walk.kills, walk.violations)
    temporary = folder / "figures.new"
    temporary.write_bytes(pickle.dumps(figures))
    temporary.replace(folder / "figures")


def report(folder: Path, seeds: range) -> bool:
    """Print the figures of all walks; tell whether there was a violation."""
    steps, longest = 0, 0.0
    verbs: Counter[str] = Counter()
    kills: Counter[str] = Counter()
    violations: list[str] = []
    for seed in seeds:
        figures = folder / f"seed-{seed}" / "figures"
        if not figures.exists():
            violations.append(f"traceback: seed {seed} did not begin")
            continue
        taken, seconds, counts, killed, found = pickle.loads(figures.read_bytes())
        steps, longest = steps + taken, max(longest, seconds)
        verbs.update(counts)
        kills.update(killed)
        violations += found
    print(f"{steps:,} steps, {kills.total():,} kills, {longest:,.0f} s")
    print("steps: " + ", ".join(f"{name} {count}" for name, count in verbs.most_common()))
    print("kills: " + ", ".join(f"{name} {count}" for name, count in kills.most_common()))
    for kind in KINDS:
        print(f"{kind}: {sum(line.startswith(kind) for line in violations)}")
    return bool(violations)


if __name__ == "__main__":
    main()
