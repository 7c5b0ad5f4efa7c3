"""JAMS (JSON Annotated Music Specification, version 0.3.4), a file per track.

An annotation of the namespace tag_open for each source and annotator: the tags that the user, an
import, an album's rule or a file tag said yes to, with confidence 1, and those that the model
suggests, with their scores. tag_open has no word for "no": these answers, with all times and
groups, stand in the annotation's sandbox, where no reader takes them for tags. An answer to a part
of the track is an observation with its time and duration, and stands in the sandbox, too. Several
tracks are an archive of files.
"""

import json
from collections.abc import Iterable
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import tagstudio
from tagstudio.engine.correcting.labels.jams import SANDBOX
from tagstudio.engine.correcting.labels.json_lines import PARTS
from tagstudio.engine.correcting.parts import TrackPart
from tagstudio.engine.exchange.writer import (
    Target,
    TrackWriter,
    check_one,
    member_name,
    part_dict,
)
from tagstudio.library.models.models import Model
from tagstudio.library.views.browse import TrackRow
from tagstudio.library.views.export import Row, fact_dict, time_of, wanted
from tagstudio.library.views.tag_states import Tagging

VERSION = "0.3.4"  # of JAMS
SUFFIX = ".jams"


class JamsWriter(TrackWriter):
    """A JAMS file, or an archive of them."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        check_one(target, SUFFIX)
        self._number = 0
        self._archive = None
        if target.is_archive:
            self._archive = ZipFile(target.file, "w", ZIP_DEFLATED)

    def add(self, row: Row) -> None:
        """Write the document of a track."""
        self._number += 1
        track, taggings = row
        found = list(wanted(taggings, self.target.options.every))
        parts = self.target.parts(track)
        document = json.dumps(document_of(track, found, self.target.model, parts), indent=1) + "\n"
        if self._archive is None:
            self.target.file.write(document.encode())
        else:
            name = member_name(self._number, track.path, SUFFIX)
            self._archive.writestr(name, document)

    def finish(self) -> None:
        """Write the archive's list of members."""
        if self._archive is not None:
            self._archive.close()


def document_of(
    track: TrackRow,
    taggings: Iterable[Tagging],
    model: Model | None,
    parts: Iterable[TrackPart] = (),
) -> dict[str, Any]:
    """Return the JAMS document of a track."""
    sources: dict[tuple[str, str], tuple[list[Tagging], list[TrackPart]]] = {}
    for one in taggings:
        if one.state != "unseen" or one.score is not None:
            sources.setdefault((one.source or "model", one.by), ([], []))[0].append(one)
    for part in parts:
        sources.setdefault((part.source, part.by), ([], []))[1].append(part)
    return {
        "annotations": [_annotation(track, one, *found, model) for one, found in sources.items()],
        "file_metadata": {
            "title": track.title,
            "artist": track.artist or track.albumartist,
            "release": track.album,
            "duration": track.seconds or 0.0,
            "identifiers": {},
            "jams_version": VERSION,
        },
        "sandbox": {SANDBOX: fact_dict(track)},
    }


def _annotation(
    track: TrackRow,
    said: tuple[str, str],
    taggings: list[Tagging],
    parts: list[TrackPart],
    model: Model | None,
) -> dict[str, Any]:
    source, person = said
    by_model = source == "model"
    annotator = model.name if by_model and model else person
    observed = [one for one in taggings if by_model or one.state == "yes"]
    own: dict[str, Any] = {"tags": {one.tag: _more(one) for one in observed}}
    if refused := [{"tag": one.tag, **_more(one)} for one in taggings if one.state == "no"]:
        own["no"] = refused
    if parts:
        own[PARTS] = [part_dict(one) for one in parts]
    return {
        "namespace": "tag_open",
        "annotation_metadata": {
            "curator": {"name": "", "email": ""},
            "annotator": {"name": annotator} if annotator else {},
            "version": "",
            "corpus": "",
            "annotation_tools": f"TagStudio {tagstudio.__version__}",
            "annotation_rules": "",
            "validation": "",
            "data_source": source,
        },
        "data": [
            {
                "time": 0.0,
                "duration": track.seconds or 0.0,
                "value": one.tag,
                "confidence": round(one.score or 0.0, 6) if by_model else 1.0,
            }
            for one in observed
        ]
        + [
            {
                "time": one.stretch.start,
                "duration": one.stretch.seconds,
                "value": one.exported_as,
                "confidence": 1.0,
            }
            for one in parts
            if one.state == "yes"
        ],
        "sandbox": {SANDBOX: own},
        "time": 0,
        "duration": track.seconds,
    }


def _more(one: Tagging) -> dict[str, str]:
    return {"time": time_of(one), "group": one.group}
