"""The hub: one per process. Follows the journal for all connections, and keeps each of them honest.

It looks when it is woken and once a second anyway, so a lost wake-up costs a second and never a fact. Each fact is read and encoded
once. Whatever goes wrong in one look (a database that is away) is tried again in the next: positions only move after telling.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
