"""How often versions are wrongly proven or tried, and how soon better ones are put to use.

    python benchmarks/false_promotions.py ../shared/data [--rounds 300] [--true 100] [--artists 1 4]

Ten batches of 25 answered tracks; on each, a version is taught by the linear residual, with a copy
for each fold, and judged as the program does. Three null worlds, in which no version is better:
`exact` (each version is the root with noise of its own, half of it the artists'), `permuted` (the
artists' answers are permuted, so that what is learned is not so) and `plateau` (at each batch the
proven version is taught on one half of the answered tracks and the candidate on the other). In the
`true` world versions are taught on all answers. Answers: all eight tags of tracks at random; those
among the ten highest of the version in use; or these of a queue whose tracks are uncertain, three
in five.

With `--depth auto` versions are taught by the plugin itself, GRUs and output layer by ADAM from the
residual on; the exact world, which teaches none, is left out.

A round is a line of `--cache`/rounds.jsonl (rounds-auto.jsonl), so what was interrupted goes on
where it was; the lines of other code are passed over. With `--report` it only prints.
`benchmarks/promotion_rounds.py` simulates the rounds.

The tables print the rounds; rounds with a false proof over all looks, with the upper bound of its
probability (one-sided, 95 %, Clopper and Pearson 1934); rounds with any trial; and of proofs and
trials the part that is truly better than the proven version on 100 tracks that are never answered.
Of the true world: the gain of the version in use in macro ROC-AUC and as a part of the newest one's
at 50, 100 and 250 tracks; the answered tracks up to the first use and up to the proof (median, nine
in ten); rounds proven by 250; trials truly better than the proven version, and than the one in use
before; the gain of the newest version at 250, and of the tag that loses most, means over rounds.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import promotion_rounds
import torch
from auto_teacher import AutoTeacher
from crnn_tagger import finetuning
from promotion_rounds import BATCH, Answers, Round, Truth, by_residual, music, simulate
from scipy.stats import beta

from tagstudio import learning

NEVER = 10**6  # tracks
AT = (50, 100, 250)  # answered tracks


def main() -> None:
    """Simulate the rounds that are missing, and print the tables."""
    options = arguments()
    torch.set_num_threads(1)
    auto = options.depth == "auto"
    file = options.cache / ("rounds-auto.jsonl" if auto else "rounds.jsonl")
    options.cache.mkdir(parents=True, exist_ok=True)
    if not options.report:
        simulate_missing(options, file)
    report(known_rounds(file))


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/false_promotions"))
    parser.add_argument("--rounds", type=int, default=300, help="of each null world")
    parser.add_argument("--true", type=int, default=100, help="rounds of the true world")
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    parser.add_argument("--artists", type=int, nargs="+", default=[1], help="tracks of an artist")
    parser.add_argument("--truths", type=Truth, nargs="+", default=list(Truth))
    parser.add_argument("--answers", type=Answers, nargs="+", default=list(Answers))
    parser.add_argument("--depth", choices=("head", "auto"), default="head")
    parser.add_argument("--report", action="store_true", help="only print")
    return parser.parse_args()


def simulate_missing(options: argparse.Namespace, file: Path) -> None:
    """Append the rounds that the file has not, seed by seed."""
    known, of = known_rounds(file), music(options.data, options.cache)
    teacher, truths = by_residual, options.truths
    if options.depth == "auto":
        teacher = AutoTeacher(options.data, options.cache)
        truths = [truth for truth in truths if truth is not Truth.EXACT]
    with file.open("a", encoding="utf-8") as lines:
        for seed in range(options.seed, options.seed + max(options.rounds, options.true)):
            for truth in truths:
                if seed - options.seed >= (options.true if truth is Truth.TRUE else options.rounds):
                    continue
                for kind in options.answers:
                    for size in options.artists:
                        key = (truth, kind, size, seed)
                        if key not in known:
                            found = vars(simulate(of, *key, teacher))
                            lines.write(json.dumps({"code": CODE, "key": key, **found}) + "\n")
                            lines.flush()


def known_rounds(file: Path) -> dict[tuple[Truth, Answers, int, int], Round]:
    """Return the rounds that were simulated by this code."""
    found = {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            values = json.loads(line)
        except ValueError:  # the end of an interrupted run
            continue
        truth, kind, size, seed = values.pop("key")
        if values.pop("code") == CODE:
            found[Truth(truth), Answers(kind), size, seed] = Round(**values)
    return found


def digest_of_code() -> str:
    """Return a digest of all that a round depends on."""
    rooms = Path(learning.__file__).parent.glob("*.py")
    stages = Path(finetuning.__file__).parent.glob("*.py")
    files = [*sorted(rooms), *sorted(stages), Path(promotion_rounds.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


CODE = digest_of_code()

# ---- tables


def report(rounds: dict[tuple[Truth, Answers, int, int], Round]) -> None:
    """Print what became of the rounds."""
    cells: dict[tuple[Truth, Answers, int], list[Round]] = {}
    for (truth, kind, size, _), found in sorted(rounds.items()):
        cells.setdefault((truth, kind, size), []).append(found)
    print("| world | answers | tracks an artist | rounds | false proofs | upper bound |", end="")
    print(" with a trial | truly better of proofs | of trials |\n|" + "---|" * 9)
    for (truth, kind, size), some in cells.items():
        if truth is not Truth.TRUE:
            print(null_line(truth, kind, size, some))
    print("\n| answers | tracks an artist | rounds | gain in use | part of the newest |", end="")
    print(" first use | proven | by 250 | trials better | than used | at 250, lowest tag |")
    print("|" + "---|" * 11)
    for (truth, kind, size), some in cells.items():
        if truth is Truth.TRUE:
            print(true_line(kind, size, some))


def null_line(truth: Truth, kind: Answers, size: int, some: list[Round]) -> str:
    """Return the line of a null world."""
    false = sum(bool(one.proofs) for one in some)
    tried = sum(bool(one.trials) for one in some)
    count = len(some)
    better = [better_than_proven(one.proofs for one in some)]
    better.append(better_than_proven(one.trials for one in some))
    return (
        f"| {truth} | {kind} | {size} | {count} | {false} ({false / count:.1%}) |"
        f" {upper_bound(false, count):.1%} | {tried / count:.0%} | {better[0]} | {better[1]} |"
    )


def upper_bound(found: int, of: int) -> float:
    """Return the largest probability that `found` or fewer of `of` do not speak against."""
    return 1.0 if found == of else float(beta.ppf(0.95, found + 1, of - found))


def better_than_proven(events: Iterable[list[list[float]]], than: int = 0) -> str:
    """Return how many of all proofs or trials are truly better, of how many."""
    gains = [one[than] for some in events for one in some]
    if not gains:
        return "-"
    better = sum(gain > 0 for gain in gains)
    return f"{better / len(gains):.0%} of {len(gains)}"


def true_line(kind: Answers, size: int, some: list[Round]) -> str:
    """Return the line of the true world."""
    batches = [tracks // BATCH - 1 for tracks in AT]
    used = np.array([one.used for one in some]).mean(axis=0)[batches]
    newest = np.array([one.newest for one in some]).mean(axis=0)[batches]
    proven = [one.proven or NEVER for one in some]
    trials = [better_than_proven((one.trials for one in some), than) for than in (0, 1)]
    lowest = np.mean([one.lowest[-1] for one in some])
    return (
        f"| {kind} | {size} | {len(some)} | {' / '.join(f'{gain:+.3f}' for gain in used)} |"
        f" {' / '.join(f'{part:.0%}' for part in used / newest)} |"
        f" {quantiles([one.first_use or NEVER for one in some])} | {quantiles(proven)} |"
        f" {np.mean(np.array(proven) < NEVER):.0%} | {trials[0]} | {trials[1]} |"
        f" {newest[-1]:+.3f}, {lowest:+.3f} |"
    )


def quantiles(tracks: list[int]) -> str:
    """Return the median and the 90th percentile of numbers of answered tracks."""
    found = np.quantile(tracks, (0.5, 0.9), method="inverted_cdf")
    return " / ".join("never" if at >= NEVER else str(int(at)) for at in found)


if __name__ == "__main__":
    main()
