"""`Means`: what a run reads with beside the package's own tables. It crosses to workers, and its digests stand in the run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike

from foreshock.actors import OwnFile, Registry, own_files, registry
from foreshock.code import Coder


@dataclass(frozen=True, slots=True)
class Means:
    """The user's files of actors, each with the digest of what it held when the work began, and who codes events.

    `coder` is "both", or for an ablation "lexicon" or "model" alone (docs/coder_model.md). A worker opens the files itself, once; one that
    has changed meanwhile is refused, so that a run is of one piece.
    """

    actors: tuple[OwnFile, ...] = ()
    coder: Coder = "both"

    @classmethod
    def of(cls, actors: Iterable[str | PathLike[str]] = ()) -> Means:
        """Paths of files of actors → the means; BadInput where one cannot be read or is in no form that is known."""
        made = cls(own_files(actors))
        made.registry()
        return made

    def registry(self) -> Registry:
        """Nothing → the registry of the package with the user's actors laid over it; made once in a process."""
        return registry(self.actors)

    def settings(self) -> dict[str, str]:
        """Nothing → what a run notes of them. The path plays no part in what a page gives, so a file may be moved."""
        alone = {} if self.coder == "both" else {"coder": self.coder}
        return alone | {f"actors {n}": f"{file.path.name} sha256:{file.sha256}" for n, file in enumerate(self.actors, 1)}
