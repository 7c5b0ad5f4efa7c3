"""Make the .tar.zst and the .deb of a finished bundle: `pack.py FOLDER`, into the folder beside it.

Both hold the same tree, with the bundle in lib/tagstudio; that of the archive can be unpacked
anywhere. Icons and the manual page are drawn and written here, the completions by the program.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bundle"))
from icons import DRAWING, png

HERE = Path(__file__).parent
DEBIAN = HERE.parent / "debian"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)  # px, of icons in the theme hicolor
COMPLETIONS = {
    "bash": "bash-completion/completions/tagstudio",
    "zsh": "zsh/vendor-completions/_tagstudio",
    "fish": "fish/vendor_completions.d/tagstudio.fish",
}
LEVEL = "-19"  # of zstd; decompressing takes the same time at all levels


def share(bundle: Path, target: Path) -> None:
    """Write what a desktop and a shell look for into a folder `share`."""
    for file, folder in {
        "tagstudio.desktop": "applications",
        "zz-tagstudio-folders.desktop": "applications",
        "org.tagstudio.TagStudio.metainfo.xml": "metainfo",
        "tagstudio.xml": "mime/packages",
    }.items():
        place(HERE / file, target / folder / file)
    place(DRAWING, target / "icons" / "hicolor" / "scalable" / "apps" / "tagstudio.svg")
    draw_icons(target / "icons" / "hicolor")
    program = bundle / "tagstudio"
    for shell, file in COMPLETIONS.items():
        script = said(program, _TAGSTUDIO_COMPLETE=f"source_{shell}").strip()
        # zsh reads the file at the first Tab, and expects an answer to that one, too.
        answer = '\n\n_tagstudio_completion "$@"' if shell == "zsh" else ""
        write(target / file, f"{script}{answer}\n")
    write(target / "man" / "man1" / "tagstudio.1", manual(program))
    subprocess.run(["gzip", "-9n", target / "man" / "man1" / "tagstudio.1"], check=True)


def draw_icons(folder: Path) -> None:
    """Draw the icon in each size of the theme hicolor."""
    for size in SIZES:
        file = folder / f"{size}x{size}" / "apps" / "tagstudio.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(size))


def manual(program: Path) -> str:
    """Return the manual page: the program's own help, as a page of section 1."""
    version = said(program, "--version").split()[1]
    text = said(program, "--help")
    heads = [".SH SYNOPSIS", ".B tagstudio", "[\\-\\-library FILE] [VERB ...]"]
    body = [
        f'.TH TAGSTUDIO 1 "" "tagstudio {version}" "User Commands"',
        ".SH NAME",
        "tagstudio \\- tag a music collection, correct the tagger, and prove that it learned",
        *heads,
        ".SH DESCRIPTION",
        "Without a verb the window opens. Each verb tells its own options with \\-\\-help.",
        ".PP",
        ".nf",
        *(re.sub(r"^([.'])", r"\\&\1", line.replace("\\", "\\e").replace("-", "\\-"))
          for line in text.splitlines()),
        ".fi",
        ".SH FILES",
        "The library, versions of models and plugins lie in ~/.local/share/tagstudio, the settings"
        " in ~/.config/tagstudio/settings.toml. TAGSTUDIO_HOME names another place for all.",
        ".SH EXIT STATUS",
        "0: done. 1: failed, with a sentence. 2: wrong use.",
        "",
    ]  # fmt: skip
    return "\n".join(body)


def said(program: Path, *arguments: str, **variables: str) -> str:
    """Return what the program prints, in English and 80 columns."""
    surroundings = {**os.environ, "COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"} | variables
    return subprocess.run(
        [program, *arguments], check=True, stdout=subprocess.PIPE, text=True, env=surroundings
    ).stdout


def place(source: Path, target: Path) -> None:
    """Copy a file, for everybody to read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def write(target: Path, text: str) -> None:
    """Write a text file with the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def archive(bundle: Path, name: str, version: str) -> Path:
    """Make the .tar.zst, to be unpacked anywhere: bin/tagstudio, lib/, share/."""
    made = bundle.parent / f"{name}-{version}-linux-x86_64.tar.zst"
    tree = bundle.parent / f"{name}-{version}"
    shutil.rmtree(tree, ignore_errors=True)
    fill(bundle, tree)
    for script in ("install", "uninstall"):
        shutil.copy(HERE / script, tree / script)
    command = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner"]
    pack = f"zstd -T0 {LEVEL} --long=27 -q"
    subprocess.run([*command, "-C", bundle.parent, "-I", pack, "-cf", made, tree.name], check=True)
    shutil.rmtree(tree)
    return made


def fill(bundle: Path, tree: Path) -> None:
    """Lay the bundle and its surroundings under a prefix; its files are linked, not copied."""
    shutil.copytree(
        bundle, tree / "lib" / "tagstudio", symlinks=True, copy_function=os.link, dirs_exist_ok=True
    )
    (tree / "bin").mkdir(parents=True)
    (tree / "bin" / "tagstudio").symlink_to("../lib/tagstudio/tagstudio")
    share(bundle, tree / "share")


def package(bundle: Path, name: str, version: str) -> Path:
    """Make the .deb."""
    tree = bundle.parent / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    fill(bundle, tree / "usr")
    place(HERE.parents[1] / "LICENSE", tree / "usr" / "share" / "doc" / name / "copyright")
    kilobytes = sum(f.lstat().st_size for f in tree.rglob("*") if f.is_file()) // 1024
    control = (DEBIAN / "control").read_text(encoding="utf-8")
    write(
        tree / "DEBIAN" / "control",
        control.format(name=name, version=version, kilobytes=kilobytes),
    )
    made = bundle.parent / f"{name}_{version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--threads-max=2", "--build"]
    subprocess.run([*command, tree, made], check=True)
    shutil.rmtree(tree)
    return made


def main() -> None:
    """Pack the bundle that the command line names."""
    bundle = Path(sys.argv[1]).resolve()
    version = said(bundle / "tagstudio", "--version").split()[1]
    for make in (package, archive):
        made = make(bundle, bundle.name, version)
        print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
