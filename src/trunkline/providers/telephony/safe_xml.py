"""XML from outside: no document type and so no entities, bounded in size, depth and number of elements. Paths and texts only.

Expat itself tells where a document type begins, before anything in it is expanded or fetched; that is where reading ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from xml.parsers import expat

XML_BYTES_MAX = 1 << 20
NAME_MAX = 200
DEPTH_MAX = 32
ELEMENTS_MAX = 20_000

# The texts of all elements with the same path, such as `cdr/variables/uuid`, in the order of the document. A second child of the root with
# the same name, and what is in it, goes by `cdr/callflow[2]`, and so on.
Texts = dict[str, list[str]]


def texts_of(document: bytes) -> Texts:
    """The text of every element, by path. Raises `ValueError` with a reason fit to show."""
    if len(document) > XML_BYTES_MAX:
        raise ValueError(f"an XML document longer than {XML_BYTES_MAX} bytes")
    walk = _Walk()
    try:
        walk.parser.Parse(document, True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"not XML: {error}") from None
    return dict(walk.texts)


class _Walk:
    def __init__(self) -> None:
        self.texts: defaultdict[str, list[str]] = defaultdict(list)
        self._path: list[str] = []
        self._pieces: list[list[str]] = []
        self._elements = 0
        self._children: Counter[str] = Counter()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *declared: object) -> None:
        raise ValueError("the XML declares a document type, which is not accepted")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(name) > NAME_MAX:
            raise ValueError(f"the XML has a name of more than {NAME_MAX} characters")
        if len(self._path) >= DEPTH_MAX or self._elements > ELEMENTS_MAX:
            raise ValueError(f"the XML has more than {DEPTH_MAX} levels or {ELEMENTS_MAX} elements")
        if len(self._path) == 1:
            self._children[name] += 1
            name += f"[{self._children[name]}]" if self._children[name] > 1 else ""
        self._path.append(name)
        self._pieces.append([])

    def _data(self, piece: str) -> None:
        self._pieces[-1].append(piece)

    def _end(self, name: str) -> None:
        self.texts["/".join(self._path)].append("".join(self._pieces.pop()).strip())
        self._path.pop()
