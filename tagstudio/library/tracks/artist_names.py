"""Tell the names of artists from those that stand for unknown or various ones."""

from functools import lru_cache

from tagstudio.library.db.text_folding import folded

# Names that stand for no artist, folded, without brackets and dots.
_NO_ARTIST = (
    "va|v/a|various|various artists|various artist|various interprets|varios|varios artistas"
    "|artistes divers|artisti vari|diverse|diverse interpreten|verschiedene"
    "|verschiedene interpreten|verschiedene künstler|compilation|compilations|sampler|soundtrack"
    "|soundtracks|ost|unknown|unknown artist|no artist|none|n/a|untitled|artist|unbekannt"
    "|unbekannter interpret|unbekannter künstler|artiste inconnu|artista desconocido"
)
NO_ARTIST = frozenset(_NO_ARTIST.split("|"))


@lru_cache(4096)  # of few names, each of many tracks
def is_artist(name: str) -> bool:
    """Tell whether `name` can be an artist's, and does not stand for unknown or various ones."""
    bare = folded(name).strip().strip("[]()<>{}").replace(".", "").strip()
    return bool(bare) and bare not in NO_ARTIST
