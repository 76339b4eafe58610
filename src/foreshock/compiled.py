"""A kernel in plain Python → the same compiled by numba, where numba is there; without it the same results, slowly.

numba has no wheel for the newest Python in its first months. Reading then takes some 30 ms more for a page of 520 words; small
histories do without, and for a large one `foreshock predict` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

try:
    import numba
except ImportError:
    COMPILED = False
else:
    COMPILED = True


def kernel(function: F) -> F:
    """A function over arrays and numbers → compiled, its machine code kept between runs where a folder can be written for it."""
    if not COMPILED:
        return function
    try:
        return cast("F", numba.njit(cache=True)(function))
    except RuntimeError:  # neither the package's folder nor the user's can be written to: compiled anew in each process
        return cast("F", numba.njit(function))
