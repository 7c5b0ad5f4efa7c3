"""Count how the code is built: `python benchmarks/structure.py [CHECKOUT ...]`, a column for each.

What is counted is the program (tagstudio/ and plugins/), without tests. A figure is no aim in
itself: it shows whether rooms, words and paths through the code got shorter or longer.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

PROGRAM = ("tagstudio", "plugins")
LONG_FUNCTION = 40  # lines

# One representative each: every file that must know it.
FILES_TO_TOUCH = {
    "files that name the column albumartist": r"albumartist",
    "files that name the network k2c1": r"k2c1|K2C1\w*",
    "files that name the container WMA (ASF)": r"asf\w*|wma",
}


def sources(root: Path) -> list[Path]:
    """Return the program's Python files, without migrations, which are never changed again."""
    files = (path for name in PROGRAM for path in sorted((root / name).rglob("*.py")))
    return [path for path in files if "migrations" not in path.parts]


def fullest_folders(files: list[Path]) -> str:
    """Name the three folders with most modules at one level."""
    counts = Counter(path.parent for path in files if path.name != "__init__.py")
    return ", ".join(f"{folder.name} {count}" for folder, count in counts.most_common(3))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield all functions, methods and inner functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function with its signature and docstring."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def public_names(tree: ast.Module) -> set[str]:
    """Return the public functions, classes and constants that a module defines."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the docstrings of a module, its classes and functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield text


def comment_share(texts: list[str]) -> float:
    """Return the lines with a comment per 100 lines of code; blank lines count as neither."""
    comments = sum(
        token.type == tokenize.COMMENT
        for text in texts
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
    )
    lines = sum(bool(line.strip()) for text in texts for line in text.splitlines())
    return 100 * comments / lines


def files_naming(root: Path, pattern: str) -> int:
    """Count the program's files, migrations left out, in which a whole word fits `pattern`."""
    word = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    return sum(bool(word.search(path.read_text("utf-8"))) for path in sources(root))


def figures(root: Path) -> dict[str, str]:
    """Return all figures of a checkout by what they count."""
    files = sources(root)
    texts = [path.read_text("utf-8") for path in files]
    trees = [ast.parse(text) for text in texts]
    lengths = sorted(length(function) for tree in trees for function in functions(tree))
    homes: dict[str, int] = defaultdict(int)
    for tree in trees:
        for name in public_names(tree):
            homes[name] += 1
    words = [word for tree in trees for text in docstrings(tree) for word in text.split()]
    vague = sum(word.strip(".,;:()`").lower() in {"what", "which"} for word in words)
    return {
        "modules": str(len(files)),
        "fullest folders": fullest_folders(files),
        "median function, lines": str(lengths[len(lengths) // 2]),
        f"functions over {LONG_FUNCTION} lines": str(sum(n > LONG_FUNCTION for n in lengths)),
        "longest function, lines": str(lengths[-1]),
        "public names in more than one module": str(sum(n > 1 for n in homes.values())),
        '"what", "which" per 1,000 docstring words': f"{1000 * vague / len(words):.1f}",
        "comment lines per 100 lines of code": f"{comment_share(texts):.1f}",
        **{what: str(files_naming(root, word)) for what, word in FILES_TO_TOUCH.items()},
    }


def revision(root: Path) -> str:
    """Return the short name of the commit that is checked out."""
    command = ["git", "-C", str(root), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def main() -> None:
    """Print the figures of each checkout side by side."""
    roots = [Path(name) for name in sys.argv[1:]] or [Path(__file__).parent.parent]
    columns = [figures(root) for root in roots]
    print("|".join(["", "figure", *(revision(root) or str(root) for root in roots), ""]))
    print("|".join(["", "---", *("---" for _ in roots), ""]))
    for what in columns[0]:
        print("|".join(["", what, *(column[what] for column in columns), ""]))


if __name__ == "__main__":
    main()
