"""Philox streams by address, opened quickly.

A plan asks some thousand questions, each with a stream of its own, and `numpy.random.Philox(SeedSequence(…))` takes as
long to make as some thousand numbers take to draw. So each thread has one generator, which is set to the key of one
address after the other. The keys are those of numpy's `SeedSequence`, which numpy promises not to change; here the part
of its work that is the same for all questions to a stream is done once.
"""

import threading
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from simulate.plan import Floats

_WORD = 0xFFFFFFFF
_POOL = 4  # words that everything is mixed into
_HASH, _HASH_TIMES = 0x43B0D7E5, 0x931E8875
_LAST_HASH, _LAST_HASH_TIMES = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = 0xCA01F9DD, 0x4973F715


class Stream(threading.local):
    """The generator of a thread, at an address."""

    def __init__(self) -> None:
        self._philox = np.random.Philox(0)
        self._state = self._philox.state
        self.draw: Callable[..., Floats] = np.random.Generator(self._philox).random
        self.jump = self._philox.advance  # over so many fours of numbers; what is left of the last four is dropped

    def open(self, key: tuple[int, int]) -> None:
        """Go to the beginning of the stream of a key."""
        self._state["state"]["key"][:] = key
        self._philox.state = self._state


def number_of(text: str) -> int:
    """Give the number that stands for a text in an address: its crc32."""
    return zlib.crc32(text.encode())


def key(seed: int, replication: int, stream: str, question: str) -> tuple[int, int]:
    """Give the Philox key of `SeedSequence(seed, spawn_key=(replication, crc32 of stream, crc32 of question))`."""
    pool, constant = _pool(seed, replication, stream)
    words = _last(_mixed(pool, number_of(question), constant)[0])
    return words[0] | words[1] << 32, words[2] | words[3] << 32


def keys(seed: int, replication: int, stream: str, questions: Sequence[str]) -> list[tuple[int, int]]:
    """Give the keys of many questions."""
    pool, constant = _pool(seed, replication, stream)
    asked = np.array([number_of(question) for question in questions], dtype=np.uint64)
    words = _last(_mixed(pool, asked, constant)[0])
    return list(zip((words[0] | words[1] << 32).tolist(), (words[2] | words[3] << 32).tolist(), strict=True))


@lru_cache(maxsize=4096)
def _pool(seed: int, replication: int, stream: str) -> tuple[list[Any], int]:
    """Mix all but the question; a seed has two words at most, and is filled up to the size of the pool."""
    pool, constant = [], _HASH
    for word in (seed & _WORD, seed >> 32, 0, 0):
        pool.append(_hashed(word, constant))
        constant = constant * _HASH_TIMES & _WORD
    for source in range(_POOL):
        for place in range(_POOL):
            if place != source:
                pool[place] = _mix(pool[place], _hashed(pool[source], constant))
                constant = constant * _HASH_TIMES & _WORD
    for word in (replication, number_of(stream)):
        pool, constant = _mixed(pool, word, constant)
    return pool, constant


def _mixed(pool: list[Any], word: Any, constant: int) -> tuple[list[Any], int]:
    """Mix a word into the pool, or an array of words into as many pools."""
    mixed = []
    for part in pool:
        mixed.append(_mix(part, _hashed(word, constant)))
        constant = constant * _HASH_TIMES & _WORD
    return mixed, constant


def _hashed(word: Any, constant: int, times: int = _HASH_TIMES) -> Any:
    hashed = (word ^ constant) * (constant * times & _WORD) & _WORD
    return hashed ^ hashed >> 16


def _mix(left: Any, right: Any) -> Any:
    mixed = _MIX_LEFT * left - _MIX_RIGHT * right & _WORD
    return mixed ^ mixed >> 16


def _last(pool: list[Any]) -> list[Any]:
    words, constant = [], _LAST_HASH
    for part in pool:
        words.append(_hashed(part, constant, _LAST_HASH_TIMES))
        constant = constant * _LAST_HASH_TIMES & _WORD
    return words
