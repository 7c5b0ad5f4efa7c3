"""What the engine says, in the user's language.

The engine, and a plugin in its process, say English sentences, which also go to logs, to the
library and to the terminal. The window finds a sentence among TEXTS, whose placeholders stand for
anything, and says its translation; one that is not there stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLocale

from tagstudio.core.messages import Message
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[+-]?\d+\.\d+")


def translated(sentence: Message | str) -> str:
    """Return what the engine said in the user's language, or as it is said where it is unknown."""
    return _translated(str(sentence), QLocale().name())


@lru_cache(maxsize=4096)  # `language` is there for its sake
def _translated(sentence: str, language: str) -> str:
    for text, said in _SAYING_MOST_FIRST:
        if not all(part in sentence for part in said):
            continue
        found = _pattern(text).fullmatch(sentence)
        translation = QCoreApplication.translate("engine", text)
        if found is not None and translation != text:
            values = {name: _value(part, language) for name, part in found.groupdict().items()}
            return translation.format(**values)
    return sentence


def _value(part: str, language: str) -> str:
    """Return what stands in a placeholder: a number, a sentence, or a name that stays."""
    if _NUMBER.fullmatch(part):
        return part.replace(".", QLocale().decimalPoint())
    return _translated(part, language)


@lru_cache
def _pattern(text: str) -> re.Pattern[str]:
    pieces = _PLACEHOLDER.split(text)  # literal, name, literal, ...
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = [f"(?P<{name}>.+?)" for name in pieces[1::2]]
    return re.compile("".join(pieces), re.DOTALL)


TEXTS = (
    QT_TRANSLATE_NOOP("engine", "The gain is proven: {figures}."),
    QT_TRANSLATE_NOOP("engine", "The gain is not proven: {figures}; more corrections will tell."),
    QT_TRANSLATE_NOOP("engine", "It knows less than before: {figures}."),
    QT_TRANSLATE_NOOP(
        "engine",
        "macro ROC-AUC {parent} -> {candidate} on {tracks} held-out tracks, difference at"
        " least {low} with 95 % certainty",
    ),
    QT_TRANSLATE_NOOP("engine", "{name} is the active version already."),
    QT_TRANSLATE_NOOP("engine", "{name} stays a candidate. {reason} (--force overrides this.)"),
    QT_TRANSLATE_NOOP("engine", "No promotion stands that could be taken back."),
    QT_TRANSLATE_NOOP(
        "engine",
        "None of the corrected tracks belongs to a held-out artist, so nothing can be"
        " measured. Correct tracks by more artists; where artist tags are missing, a folder"
        " counts as one artist.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "No tag has {yes} yes and {no} no among the held-out tracks yet. Correct more"
        " tracks, of other artists too.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There are too few held-out answers to draw a curve. Correct more tracks.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is nothing to learn from yet: no corrected track on the training side has"
        " been listened to. Correct some tracks, by several artists, and run: tagstudio"
        " suggest",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There are no answers to learn from. Of some tag, say yes to {yes} tracks and no to"
        " {no} others first.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The new tag {name} has {yes} yes and {no} no to learn from. It needs at least"
        " {least} of each: say yes or no to more tracks.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The features of some tracks are not finite numbers. Let the model listen to them anew.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Learning on the processor: from features in small steps it is the fastest.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Pull towards the parent: strength {low} to {high}, tag by tag; {share} of the way"
        " beyond the output layer.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Pull towards the parent: strength {low} to {high}, tag by tag; {share} of the way"
        " beyond the output layer, {audio} of what audio added.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Nothing lies between this network's features and its output: that learns.",
    ),
    QT_TRANSLATE_NOOP("engine", "Not enough memory: {batch} tracks at a time from here on."),
    QT_TRANSLATE_NOOP(
        "engine", "The loss was not a finite number: back one epoch, at half the rate."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is not enough memory to learn from a single track. Close other programs, or"
        " choose the device cpu.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The training went astray {failures} times in spite of ever smaller steps. Look for"
        " odd weights or tracks among the examples, or train at another depth.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is a model {name} already, made from something else. Choose another name.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "No track with an answer can be heard. Are the music's folders there?"
    ),
    QT_TRANSLATE_NOOP("engine", "Listening to {count} tracks first."),
    QT_TRANSLATE_NOOP("engine", "Left out: {why}"),
    QT_TRANSLATE_NOOP(
        "engine",
        "What was heard cannot be kept in {folder} ({why}). Training from audio needs"
        " {size} MiB there; make room and try again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "No model is installed. Install one with: tagstudio models install msd-crnn",
    ),
    QT_TRANSLATE_NOOP("engine", "No model {name} is installed; there are: {names}."),
    QT_TRANSLATE_NOOP(
        "engine",
        "The active version {name} is no longer installed. Put its file back, or go back to"
        " the version before it: tagstudio models rollback",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "This library holds nothing from a model {name}; run: tagstudio suggest --model {model}",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {path} cannot be used: {reason}. Remove it or install it again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {model} is not installed (installed: {installed}). Install it, or choose"
        " another.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} is none of the published weight files (its SHA-256 begins {digest}). Fetch"
        " {names} from {url}.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{url} could not be fetched ({why}). Go online, or fetch the file {name} on another"
        " machine and name it with --from FILE.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{path} cannot be read: {why}. Name one of the published weight files."
    ),
    QT_TRANSLATE_NOOP("engine", "{path} holds the other network; {name} is made from {file}."),
    QT_TRANSLATE_NOOP("engine", "The plugin {name} is broken: {why}"),
    QT_TRANSLATE_NOOP("engine", "The tagger {name} stopped working ({event}); see {log}."),
    QT_TRANSLATE_NOOP("engine", "The plugin {name} does not start ({event}); see {log}."),
    QT_TRANSLATE_NOOP("engine", "{crash} It did so again and again, so the run was ended."),
    QT_TRANSLATE_NOOP("engine", "The tagger gave no answer."),
    QT_TRANSLATE_NOOP("engine", "The tagger gave scores that make no sense."),
    QT_TRANSLATE_NOOP("engine", "The plugin {plugin} heard nothing in {path}."),
    QT_TRANSLATE_NOOP(
        "engine",
        "The plugin {plugin} is not installed, so nobody can say where a tag is heard."
        " Install it again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {name} that made these suggestions is no longer installed, so nobody can"
        " say where a tag is heard. Put its file back, or suggest again.",
    ),
    QT_TRANSLATE_NOOP("engine", "This plugin cannot say where in a track a tag is heard."),
    QT_TRANSLATE_NOOP("engine", "This plugin cannot be trained."),
    QT_TRANSLATE_NOOP(
        "engine",
        "No CUDA graphics card can be used by torch {version} here. Choose the device auto"
        " or cpu, or install a driver and a torch built for CUDA (pytorch.org).",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "This computer has no Apple graphics processor. Choose the device auto or cpu.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is not enough memory to listen to a single window. Close other programs, or"
        " choose the device cpu.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} gets no finite scores from this model. Try another model."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} cannot be decoded ({kind}: {why}). Copy it again or replace it.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} decodes to invalid samples. Copy it again or replace it."),
    QT_TRANSLATE_NOOP("engine", "{path} decodes to invalid samples. Replace it."),
    QT_TRANSLATE_NOOP("engine", "{path} decodes to nothing. Copy it again or replace it."),
    QT_TRANSLATE_NOOP("engine", "{path} took too long to decode. Convert it to FLAC."),
    QT_TRANSLATE_NOOP("engine", "{path} crashed the reader ({event}); the file is damaged."),
    QT_TRANSLATE_NOOP("engine", "{path} could not be read within {seconds}."),
    QT_TRANSLATE_NOOP(
        "engine", "{path} cannot be read ({reason}). Check its permissions and drive."
    ),
    QT_TRANSLATE_NOOP("engine", "{path} cannot be read ({reason}). Check its permissions."),
    QT_TRANSLATE_NOOP("engine", "{path} is not a file with audio in it."),
    QT_TRANSLATE_NOOP("engine", "{path} is empty. Copy it again from its source."),
    QT_TRANSLATE_NOOP("engine", "{path} is no longer there. Scan its folder."),
    QT_TRANSLATE_NOOP(
        "engine", "{path} holds no audio that TagStudio can decode. Replace the file."
    ),
    QT_TRANSLATE_NOOP("engine", "{path} declares {hz} Hz."),
    QT_TRANSLATE_NOOP("engine", "{path} is a device or pipe, not a sound file."),
    QT_TRANSLATE_NOOP("engine", "{path} is a link to nothing. Mend or remove it."),
    QT_TRANSLATE_NOOP(
        "engine", "{path} needs more than 1 GiB of memory to be read. Remove its tags."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is no file or folder {path}. Check the name, and that its drive is there.",
    ),
    QT_TRANSLATE_NOOP("engine", "There is no folder {path}. Check the name and scan again."),
    QT_TRANSLATE_NOOP(
        "engine", "{path} is not there; its tracks are marked missing until it is back."
    ),
    QT_TRANSLATE_NOOP("engine", "The library has no folders yet; name one: tagstudio scan FOLDER"),
    QT_TRANSLATE_NOOP(
        "engine",
        "The tags of {path} cannot be read ({reason}). Another tag editor may mend them.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} cannot hold tags: {kind} files have no place for them."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} was not written: its tag is built in a way that TagStudio cannot keep"
        " whole. Another tag editor may mend it.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} was not written ({reason}). Try again."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} was not written ({reason}). Writing needs the right to make files in its folder.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} is write-protected. Allow writing to it."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} has {count} names (hard links): changing it would change or part them. Make"
        " a copy of it first.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} was changed by another program just now; try again."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path} belongs to someone else, and would be yours when written. Make it yours, or"
        " write as its owner.",
    ),
    QT_TRANSLATE_NOOP("engine", "{path} was changed meanwhile. Look at the differences again."),
    QT_TRANSLATE_NOOP("engine", "{path} is missing. Scan when it is back."),
    QT_TRANSLATE_NOOP("engine", "{path} was changed since the last scan. Scan, then write."),
    QT_TRANSLATE_NOOP("engine", "{path} cannot be reached ({reason}). Scan again."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{path}: {fields} was changed since it was written, and stays as it is.",
    ),
    QT_TRANSLATE_NOOP("engine", "There is no tag {name}. Did you mean {others}?"),
    QT_TRANSLATE_NOOP(
        "engine", "There is no tag {name} yet; 'tagstudio suggest' brings the first."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{field}: {value} is no number or range; write {a}:1960, {b}:1960..1970, {c}:1960.."
        " or {d}:..1970.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "A score is compared with a number from 0 to 1, as in tag:jazz>0.4, not {value}.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is no field {field}; the fields are {fields}. To look for the text itself,"
        ' put it in quotes: "{text}:{value}{rest}".',
    ),
    QT_TRANSLATE_NOOP("engine", "{name}: what is looked for is missing after the colon."),
    QT_TRANSLATE_NOOP("engine", 'A tag is asked for as tag:jazz, tag:"hard rock" or tag:jazz>0.4.'),
    QT_TRANSLATE_NOOP("engine", "There is no state {value}; the states are {states}."),
    QT_TRANSLATE_NOOP("engine", "{field}:{value} is empty: {low} is more than {high}."),
    QT_TRANSLATE_NOOP(
        "engine",
        'The quotes in {text} do not match; a quoted text begins and ends with ", and'
        ' inside it \\" stands for a quotation mark.',
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{name} cannot be a tag: a name has letters or digits, no line breaks, and at most"
        " {longest} characters.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{name} cannot be a tag: programs that read file tags take {marks} for the end of a"
        " name. Leave them out.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "No line keeps the promise that {share} of the tracks above it are {tag}: the model"
        " does not tell them apart well enough. Promise less, or set a score.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There are {yes} yes and {no} no to {tag} that the model did not learn from; a"
        " promise takes {least_yes} and {least_no}. Answer more, or set a score.",
    ),
    QT_TRANSLATE_NOOP("engine", "The library {path} cannot be used: {cause}. {advice}"),
    QT_TRANSLATE_NOOP("engine", "The disk is full; make room."),
    QT_TRANSLATE_NOOP("engine", "Another program holds it; close that program."),
    QT_TRANSLATE_NOOP("engine", "The file or its folder is write-protected; change that."),
    QT_TRANSLATE_NOOP("engine", "Check that the file and its folder can be read and written."),
    QT_TRANSLATE_NOOP(
        "engine", "The disk reports an error; check it, and that it is still attached."
    ),
    QT_TRANSLATE_NOOP("engine", "Check that you may read and write it."),
    QT_TRANSLATE_NOOP(
        "engine",
        "No safety copy of {path} could be made in {folder}: {error}. Make room there and"
        " see that it can be written to.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The settings could not be written to {path}: {error}. Check the folder.",
    ),
    QT_TRANSLATE_NOOP("engine", "starting the tagger"),
    QT_TRANSLATE_NOOP("engine", "looking through {folder}"),
    QT_TRANSLATE_NOOP("engine", "making music in {folder}"),
    QT_TRANSLATE_NOOP("engine", "learning from {share} of the answers"),
    QT_TRANSLATE_NOOP("engine", "loss {loss}, ROC-AUC {auc}"),
    QT_TRANSLATE_NOOP("engine", "loss {loss}"),
    QT_TRANSLATE_NOOP("engine", "measuring on the held-out answers"),
    QT_TRANSLATE_NOOP("engine", "comparing {before} with {after}"),
    # of the plugin that comes with the program
    QT_TRANSLATE_NOOP(
        "engine",
        "Scores the 50 last.fm tags with the networks of Choi et al., ICASSP 2017.",
    ),
    QT_TRANSLATE_NOOP("engine", "Network runs on"),
    QT_TRANSLATE_NOOP(
        "engine",
        "What computes the network on a processor; auto: OpenVINO where it is installed, else"
        " torch.",
    ),
    QT_TRANSLATE_NOOP("engine", "Precision"),
    QT_TRANSLATE_NOOP(
        "engine",
        "auto: half precision where the processor has it and no score changes by more than 0.01.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "How many files are decoded and heard at a time; 0: one per core, 16 at most.",
    ),
    QT_TRANSLATE_NOOP("engine", "Windows at a time"),
    QT_TRANSLATE_NOOP(
        "engine",
        "How many windows a graphics card takes at a time, more need more memory; 0: tried out.",
    ),
)

# "{path} is empty" would also be found in a longer sentence.
_SAYING_MOST_FIRST = sorted(
    ((text, _PLACEHOLDER.split(text)[::2]) for text in TEXTS),
    key=lambda one: sum(map(len, one[1])),
    reverse=True,
)
