"""The gain of each augmentation for a small network on a small labelled set.

    python benchmarks/augmentations.py ../shared/data -o FOLDER [--network k2c1] [--seeds 3]

Trains one network from random weights with nothing, with random crops, with crops and each other
augmentation, and with all of them, through `tagstudio compare`, and prints macro ROC-AUC and
average precision on the test split: mean, lowest and highest seed. Finished runs are kept.
"""

import argparse
import csv
from pathlib import Path

from tagstudio.cli.app import main as tagstudio

BESIDE_CROP = ("speed", "mixup", "mixup,gain", "splice", "eq", "loop", "timbre", "specaugment")
SETTINGS = (
    "",
    "crop",
    *(f"crop,{one}" for one in BESIDE_CROP),
    "crop,speed,mixup,gain,eq,specaugment",
)


def main() -> None:
    """Print the table."""
    options = arguments()
    rows = [(setting, measured(options, setting)) for setting in SETTINGS]
    print(f"{'augmentations':<40}{'ROC-AUC':>9}{'lowest':>8}{'highest':>9}{'AP':>7}{'epochs':>12}")
    for setting, row in rows:
        figures = [float(row[name]) for name in ("macro_roc_auc", "lowest_seed", "highest_seed")]
        precision = float(row["macro_average_precision"])
        print(
            f"{setting or 'none':<40}{figures[0]:>9.3f}{figures[1]:>8.3f}{figures[2]:>9.3f}"
            f"{precision:>7.3f}{row['epochs']:>12}"
        )


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--network", default="k2c1")
    parser.add_argument("--size", default="0.1M")
    parser.add_argument("--seeds", default="3")
    parser.add_argument("--epochs", default="20")
    return parser.parse_args()


def measured(options: argparse.Namespace, setting: str) -> dict[str, str]:
    """Train with one setting, unless that was done; return the row of its summary."""
    folder = options.output / (setting.replace(",", "-") or "none")
    chosen = {
        "--data": options.data,
        "--networks": options.network,
        "--sizes": options.size,
        "--seeds": options.seeds,
        "--epochs": options.epochs,
        "--augment": setting,
        "--batch": 8,
        "--output": folder,
        "--device": "cpu",
    }
    words = [str(word) for pair in chosen.items() for word in pair]
    if tagstudio(["compare", *words]) != 0:
        raise SystemExit(f"The run with {setting or 'no'} augmentation failed.")
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))


if __name__ == "__main__":
    main()
