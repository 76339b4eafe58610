"""Features of pairs → log-odds of a clash, added up from parts: the fitted weights, how they are kept, how they are applied.

    log-odds = log-odds of the pair's own climatology + constant + Σ weight · z + (never clashed: constant + Σ weight · z)

z is a feature less its mean in the training data over its standard deviation there, held to −4 … +4. The sum is exact, so each
family of features has its part in it. Ridge weights beat boosted trees here: see docs/forecasting.md.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from foreshock.errors import ModelMismatch
from foreshock.forecast.dyads import Floats
from foreshock.forecast.features import Features

FURTHEST = 4.0  # standard deviations from the mean beyond which a feature counts no more
SHIPPED = "onset.json"
# Of models/onset.json, the weights that docs/forecasting.md measures.
SHA256 = "83f6ba32d6129e10127d6e4e722db45815a0eb2be3868fd64362567d191c072f"
NEVER_CLASHED = "never clashed"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """m features: their names, mean and scale in the training data, weight, further weight where a pair never clashed."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weight: Floats
    unclashed: Floats
    constant: float
    constant_unclashed: float
    about: str = ""

    def parts(self, features: Features) -> tuple[tuple[str, ...], Floats]:
        """Features → the families, and what each adds to each pair's log-odds, shape (k, families); the last is the general level."""
        z, never = self.standard(features)
        added = z * (self.weight + never[:, None] * self.unclashed)
        families = tuple(dict.fromkeys(features.families))
        sums = np.stack([added[:, [f == one for f in features.families]].sum(1) for one in families], 1)
        level = self.constant + never * self.constant_unclashed
        return (*families, "general level"), np.column_stack([sums, level])

    def standard(self, features: Features) -> tuple[Floats, Floats]:
        """Features → them in standard deviations, and 1 for each pair that never clashed; ModelMismatch if they are not ours."""
        if features.names != self.names:
            raise ModelMismatch("The weights are for other features than this version computes. Reinstall foreshock.")
        z: Floats = np.clip((features.values.astype(np.float64) - self.mean) / self.scale, -FURTHEST, FURTHEST)
        return z, (features.clashes == 0).astype(np.float64)

    def text(self) -> str:
        """→ the file that holds them: JSON, one feature a line, numbers to six digits."""
        columns = zip(self.names, self.mean, self.scale, self.weight, self.unclashed, strict=True)
        rows = ",\n".join("  " + json.dumps([n, *(float(f"{x:.6g}") for x in numbers)], ensure_ascii=False) for n, *numbers in columns)
        head = {"about": self.about, "constant": float(f"{self.constant:.6g}"),
                "constant_unclashed": float(f"{self.constant_unclashed:.6g}"),
                "columns": ["name", "mean", "scale", "weight", "weight where they never clashed"]}
        return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "features": [\n' + rows + "\n ]\n}\n"

    @classmethod
    def of_text(cls, text: str) -> Weights:
        """The text of such a file → the weights."""
        told = json.loads(text)
        names, *numbers = zip(*told["features"], strict=True)
        mean, scale, weight, unclashed = (np.array(n, dtype=np.float64) for n in numbers)
        return cls(tuple(names), mean, scale, weight, unclashed, told["constant"], told["constant_unclashed"], told["about"])


@cache
def shipped() -> Weights:
    """Nothing → the weights that come with foreshock; ModelMismatch if the file is not the one that was measured."""
    data = (files("foreshock.forecast") / "models" / SHIPPED).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise ModelMismatch(f"forecast/models/{SHIPPED} has sha256 {found[:12]}…, not {SHA256[:12]}…. Reinstall foreshock.")
    return Weights.of_text(data.decode("utf-8"))


def written(weights: Weights, path: Path) -> str:
    """Weights, path → the sha256 of the file written there."""
    data = weights.text().encode("utf-8")
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()
