"""`plugins validate`: manifest, model card, licence, permissions and import of a plugin's folder.

Nothing of the plugin runs but its import, in a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import NO_UTF8, read_text
from tagstudio.engine.plugin_workshop.checking import source_code
from tagstudio.engine.plugin_workshop.checking.import_probe import import_and_watch
from tagstudio.engine.plugins.requirements import invalid, missing
from tagstudio.plugin_api import API_VERSION, Check, Manifest, read_manifest

MODEL_CARDS = ("MODEL_CARD.md", "models/MODEL_CARD.md")
LEAST_CARD = 200  # characters: a card says what the model is, and on what data it was made
LICENCE_UNKNOWN = "LicenseRef-"


def validate(folder: Path) -> Iterator[Check]:
    """Yield the checks of the plugin in `folder`; after a wrong manifest there are no others."""
    try:
        manifest = read_manifest(folder)
    except TagStudioError as error:
        yield Check("manifest", False, error.message)
        return
    facts = message(
        "validate.manifest",
        "{title} {version}, plugin API {api}",
        title=manifest.title,
        version=manifest.version,
        api=manifest.api,
    )
    yield Check("manifest", True, facts)
    yield _check("api", _wrong_api(manifest))
    yield _check("licence", _wrong_licence(manifest), plain(manifest.licence))
    yield _check("model card", _wrong_card(folder))
    yield _check("permissions", _wrong_permissions(manifest))
    yield _check("code", _wrong_code(folder, manifest))
    yield _check("packages", missing_packages(manifest))
    yield imports(folder, manifest)


def imports(folder: Path, manifest: Manifest) -> Check:
    """Import the plugin in a process of its own, and check that it does nothing else meanwhile."""
    log = paths.log_folder() / f"{manifest.name}.log"
    return _check("import", import_and_watch(folder, log))


def missing_packages(manifest: Manifest) -> Message | None:
    """Say which packages that a plugin needs are not there, None where all are."""
    lacking = missing(manifest.permissions.needs if manifest.permissions else ())
    if not lacking:
        return None
    return message(
        "validate.packages",
        "these Python packages are not there: {names}. Install them where TagStudio runs.",
        names=", ".join(str(one.message) for one in lacking),
    )


def _check(name: str, wrong: Message | None, right: Message | None = None) -> Check:
    return Check(name, wrong is None, wrong or right or plain(""))


def _wrong_api(manifest: Manifest) -> Message | None:
    if manifest.api == API_VERSION:
        return None
    return message(
        "validate.older-api",
        "it is written for plugin API {api}; it works, but does not learn. Move it to {own}.",
        api=manifest.api,
        own=API_VERSION,
    )


def _wrong_licence(manifest: Manifest) -> Message | None:
    try:
        canonicalize_license_expression(manifest.licence)
    except InvalidLicenseExpression:
        return message(
            "validate.licence",
            "licence must be the SPDX name of a licence, such as MIT, or LicenseRef- with a name of"
            " your own, not {licence!r}.",
            licence=manifest.licence,
        )
    return None


def _wrong_card(folder: Path) -> Message | None:
    for name in MODEL_CARDS:
        try:
            text = read_text(folder / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            return reason_of(error)
        except UnicodeDecodeError:
            return NO_UTF8
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        if len(text.strip()) < LEAST_CARD or not headings:
            return message(
                "validate.thin-card",
                "{name} says too little: what the model is, on what data it was made, what it"
                " cannot do, under headings.",
                name=name,
            )
        return None
    return message(
        "validate.no-card",
        "there is no {name}: say what the model is, on what data it was made, what it cannot do.",
        name=MODEL_CARDS[0],
    )


def _wrong_permissions(manifest: Manifest) -> Message | None:
    asked = manifest.permissions
    if asked is None:
        return message(
            "validate.no-permissions",
            "the table [permissions] is missing. Say there what the plugin does; it may be empty.",
        )
    if wrong := invalid(asked.needs):
        return message(
            "validate.needs",
            "permissions.needs has {names}, which pip would not understand.",
            names=", ".join(map(repr, wrong)),
        )
    return None


def _wrong_code(folder: Path, manifest: Manifest) -> Message | None:
    try:
        modules = source_code.imported(folder)
    except (SyntaxError, ValueError) as error:
        return plain(str(error))
    asked = manifest.permissions
    if host := source_code.of_the_host(modules):
        return message(
            "validate.host",
            "it imports {names}, which is no part of the plugin API and may change.",
            names=", ".join(host),
        )
    if asked is None:
        return None
    if unnamed := source_code.unnamed_packages(modules, asked.needs, manifest.uses):
        return message(
            "validate.unnamed",
            "it imports {names}; name that in permissions.needs.",
            names=", ".join(unnamed),
        )
    said = (
        (asked.network, source_code.uses_network(modules), "network"),
        (asked.starts_programs, source_code.starts_programs(modules), "starts_programs"),
    )
    for allowed, found, name in said:
        if found and not allowed:
            return message(
                "validate.not-said",
                "it imports {names}; say permissions.{permission} = true.",
                names=", ".join(found),
                permission=name,
            )
    return None
