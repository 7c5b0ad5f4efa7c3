"""A page of the handbook as HTML that Qt can show: its keys as they are now, anchors, colours."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from PySide6.QtCore import QCoreApplication

from tagstudio.ui.base.actions import SPECS, Actions, ActionSpec
from tagstudio.ui.base.key_names import key_entries, native_keys, one_of
from tagstudio.ui.base.theme import Colours

# <kbd title="yes">Y</kbd>: the keys of an action. Its text is what holds unless they are changed;
# the window shows those that hold now.
KEY_OF_ACTION = re.compile(r'<kbd title="(?P<id>\w+)">(?P<keys>[^<]*)</kbd>')
_KEY = re.compile(r"<kbd>(?P<keys>[^<]*)</kbd>")
_HEADING = re.compile(r"<h(?P<level>[23])>(?P<text>.*?)</h(?P=level)>")
_PICTURE = re.compile(r'<p>(?P<picture><img src="(?P<file>[^"]*)"[^>]*>)')
_NO_ANCHOR = re.compile(r"<[^>]*>|[^\w\s-]")
_CODE = re.compile(r"<pre><code[^>]*>(?P<text>.*?)</code></pre>", re.DOTALL)


def html_of(markdown: str, actions: Actions, page: str) -> str:
    """Return a page as HTML; where `page` is one of the window, with the keys that hold there.

    A picture is a link to itself: where it is made small, it can be opened in its own size.
    """
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    html = KEY_OF_ACTION.sub(lambda key: _shown(keys_in_words(actions, key["id"])), html)
    html = _KEY.sub(lambda key: _shown(key["keys"]), html)
    html = _HEADING.sub(_with_anchor, html)
    html = _CODE.sub(_in_a_box, html)
    html = _PICTURE.sub(r'<p class="picture"><a href="\g<file>">\g<picture></a>', html)
    return html.replace("<table>", '<table cellspacing="0">') + _keys_of(page, actions)


def anchor(heading: str) -> str:
    """Return the anchor of a heading as web sites make it: "Tags in files" is "tags-in-files"."""
    return re.sub(r"\s", "-", _NO_ANCHOR.sub("", heading).strip().lower())


def style_of(colours: Colours) -> str:
    """Return the style sheet of the pages in these colours."""
    return f"""
        body {{ color: {colours.text}; }}
        h1 {{ font-size: 18pt; font-weight: 600; margin-top: 0; margin-bottom: 12px; }}
        h2 {{ font-size: 13pt; font-weight: 600; margin-top: 22px; margin-bottom: 6px; }}
        h3 {{ font-size: 11pt; font-weight: 600; margin-top: 16px; margin-bottom: 4px; }}
        p {{ margin-top: 6px; margin-bottom: 8px; line-height: 130%; }}
        p.picture {{ line-height: 100%; }}
        li {{ margin-bottom: 4px; line-height: 130%; }}
        a {{ color: {colours.accent}; }}
        code {{ background-color: {colours.hover}; }}
        span.key {{ background-color: {colours.accent_quiet}; font-weight: 600; }}
        td.box {{ background-color: {colours.hover}; padding: 8px 12px; }}
        th {{ text-align: left; padding: 4px 10px 4px 4px;
              border-bottom: 1px solid {colours.outline}; }}
        td {{ padding: 4px 10px 4px 4px; border-bottom: 1px solid {colours.border}; }}
        """


def keys_in_words(actions: Actions, id: str) -> str:
    """Return "Y", "PgDown or J", or that an action has no key."""
    keys = native_keys(actions, id)
    return one_of(keys) if keys else QCoreApplication.translate("help", "no key")


def _shown(keys: str) -> str:
    unbroken = escape(keys).replace(" ", "&nbsp;")
    return f'<span class="key">&nbsp;{unbroken}&nbsp;</span>'


def _with_anchor(heading: re.Match[str]) -> str:
    level, text = heading["level"], heading["text"]
    return f'<h{level}><a name="{anchor(text)}"></a>{text}</h{level}>'


def _in_a_box(code: re.Match[str]) -> str:
    """Return commands in a box of its own; Qt gives a <pre> no inner margin."""
    text = code["text"].rstrip("\n")
    box = '<table width="100%" cellspacing="0"><tr><td class="box">'
    return f"{box}<pre>{text}</pre></td></tr></table>"


def _keys_of(page: str, actions: Actions) -> str:
    """Return a table of the keys that hold on a page of the window alone, or nothing."""
    entries = key_entries(actions, _with_keys(page, actions))
    if not entries:
        return ""
    heading = QCoreApplication.translate("HelpPage", "Keys of this page")
    rows = "".join(
        f"<tr><td>{escape(named)}</td><td>{_shown(held)}</td></tr>" for named, held in entries
    )
    return f'<h2><a name="keys"></a>{heading}</h2><table cellspacing="0">{rows}</table>'


def _with_keys(page: str, actions: Actions) -> list[ActionSpec]:
    return [spec for spec in SPECS if page in spec.screens and actions.keys_of(spec.id)]
