"""Trunkline: the commercial and operational side of a multi-tenant AI call centre."""

__version__ = "0.1.0"
