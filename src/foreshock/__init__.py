"""foreshock reads political news and analysis and says who backs whom, who opposes whom, and who is on course to clash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Desk", "__version__", "open"]

if TYPE_CHECKING:
    from foreshock.desk import Desk, open


def __getattr__(name: str) -> Any:
    """`Desk` and `open` on first use, so that `import foreshock.types` costs nothing."""
    if name in ("Desk", "open"):
        from foreshock import desk

        return getattr(desk, name)
    raise AttributeError(f"module 'foreshock' has no attribute {name!r}")
