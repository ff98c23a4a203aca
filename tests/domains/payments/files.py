"""The smallest files that are whole, and any that are larger: what is added after the beginning of a PDF is a comment."""

from __future__ import annotations

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def pdf(bytes_in_all: int, mark: str = "") -> bytes:
    """A PDF of exactly this size; another one for each mark."""
    begin, end = b"%PDF-1.7\n%" + mark.encode(), b"\n%%EOF\n"
    return begin + b"x" * (bytes_in_all - len(begin) - len(end)) + end
