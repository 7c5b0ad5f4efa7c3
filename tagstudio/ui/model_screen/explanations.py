"""The tool tips of the Model screen: what its terms and numbers mean, each with an example."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

_TEXTS = {
    "facts": QT_TRANSLATE_NOOP(
        "model_explanations",
        "How the version stands, when it was made, from how many of your answers, and from which"
        " version it began. Example: “279 answers, from plain” began as plain and learned from 279"
        " times yes or no.",
    ),
    "verdict": QT_TRANSLATE_NOOP(
        "model_explanations",
        "What your answers say of the version. Only tracks count by artists that the copy that"
        " judges them never learned from. “Proven better”: that it is better can hardly be chance."
        " “On trial”: it is probably better, and in use until answers speak against it. Example: it"
        " picks the right one of two tracks 95 times of 100; guessing would 50 times.",
    ),
    "own_tags": QT_TRANSLATE_NOOP(
        "model_explanations",
        "How well the version knows the tags that are yours alone. Example: 90 times of 100 means"
        " that of two tracks, one with the tag and one without, the one with it gets the higher"
        " score in 9 of 10 cases.",
    ),
    "figures": QT_TRANSLATE_NOOP(
        "model_explanations",
        "ROC-AUC: of two tracks, one with a tag and one without, how often the right one gets the"
        " higher score; 0.5 is guessing, 1 never wrong. Macro: the mean over the tags. Example:"
        " 0.906 is 906 of 1,000; “0.880 to 0.930”: with other artists it would hardly be outside of"
        " that.",
    ),
    "enough": QT_TRANSLATE_NOOP(
        "model_explanations",
        "With fewer answers chance would tell more than the version. Example: of a tag with 2 yes"
        " and 2 no, one track more or less changes the figure by a quarter.",
    ),
    "worth": QT_TRANSLATE_NOOP(
        "model_explanations",
        "What a training on the answers so far can bring, and what is missing to tell whether the"
        " new version is better. Example: “Still missing: 12 more answered tracks”: a version"
        " learns now, but only after twelve more can it be compared.",
    ),
    "rule": QT_TRANSLATE_NOOP(
        "model_explanations",
        "Tracks of one artist resemble each other, so the first of each artist teaches most."
        " Example: 3 yes by three artists are worth more than 10 yes by one.",
    ),
    "epochs": QT_TRANSLATE_NOOP(
        "model_explanations",
        "An epoch is one pass over all answers. The loss is how far the scores are from the"
        " answers: lower is better. Example: epoch 3 of at most 20 is the third pass; it ends"
        " sooner where nothing becomes better.",
    ),
    "training_loss": QT_TRANSLATE_NOOP(
        "model_explanations",
        "How far the scores are from the answers that are learned from, after each epoch. Lower is"
        " better. Example: from 0.6 to 0.2 is much learned.",
    ),
    "validation_loss": QT_TRANSLATE_NOOP(
        "model_explanations",
        "How far the scores are from answers that are not learned from, after each epoch. Lower is"
        " better. Example: where it rises while the training loss falls, it learns by heart.",
    ),
    "validation_auc": QT_TRANSLATE_NOOP(
        "model_explanations",
        "Of two tracks that are not learned from, one with a tag and one without, how often the"
        " right one gets the higher score. 0.5 is guessing, 1 never wrong. Example: 0.9 is 90 times"
        " of 100.",
    ),
    "learning_curve": QT_TRANSLATE_NOOP(
        "model_explanations",
        "How often versions that learned from fewer of your answers pick the right one of two"
        " tracks. Example: 70, 78 and 84 of 100 on a quarter, a half and all of them: more answers"
        " still help. Where the end is flat, they hardly would.",
    ),
    "changes": QT_TRANSLATE_NOOP(
        "model_explanations",
        "What would be suggested otherwise, track by track. Example: rock +12 −3: twelve tracks"
        " would get rock, three would lose it.",
    ),
    "better": QT_TRANSLATE_NOOP(
        "model_explanations",
        "What the model is known to be good for, and how much is fetched for it. Example: 12 MB is"
        " about as much as three songs as MP3.",
    ),
}


def explained(name: str) -> str:
    """Return what a part of the screen says, with an example."""
    return QCoreApplication.translate("model_explanations", _TEXTS[name])
