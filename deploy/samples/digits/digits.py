"""What training, evaluation and serving share: the digits, the model, and the run's folders and files.

The model is softmax regression: for each class one row of 65 weights, 64 for the pixels and one for the bias.
"""

import gzip
import json
import math
import os
import random
import sys
from operator import mul
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

PIXELS = 64
"""An image is 8x8, row by row from the top left."""

FULL = 16
"""A pixel's darkest value; 0 is blank."""

CLASSES = 10

DATA = Path(__file__).resolve().parent / "data" / "digits.csv.gz"

MODEL_FILE = "model.json"

SPLIT_SEED = 20
"""Not a parameter: every version is measured on the same held-out digits, or they could not be compared."""


class Digit(NamedTuple):
    """One image and what it shows."""

    pixels: List[int]
    label: int


class Model:
    """Softmax regression over the pixels of one digit."""

    def __init__(self, weights: List[List[float]]) -> None:
        shape = {len(row) for row in weights}
        if len(weights) != CLASSES or shape != {PIXELS + 1}:
            raise ValueError(
                f"weights: {len(weights)} rows of {sorted(shape)} numbers, expected {CLASSES} rows of {PIXELS + 1}"
            )
        self.weights = weights

    @classmethod
    def blank(cls) -> "Model":
        """A model that has seen nothing and finds every digit equally likely."""
        return cls([[0.0] * (PIXELS + 1) for _ in range(CLASSES)])

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Reads what :meth:`save` wrote."""
        return cls(json.loads(path.read_text(encoding="utf-8"))["weights"])

    def save(self, path: Path) -> None:
        """Writes the model as JSON; equal models give equal bytes."""
        weights = [[round(weight, 6) for weight in row] for row in self.weights]
        write_json(path, {"kind": "softmax-regression", "weights": weights})

    def probabilities(self, pixels: Sequence[float]) -> List[float]:
        """How likely each of the ten digits is, in order; they add up to 1."""
        return self.probabilities_of(features(pixels))

    def probabilities_of(self, inputs: Sequence[float]) -> List[float]:
        """The same for inputs that :func:`features` has prepared."""
        return softmax([sum(map(mul, row, inputs)) for row in self.weights])


def features(pixels: Sequence[float]) -> List[float]:
    """The model's inputs: pixels from 0 to 1, and a 1 for the bias."""
    return [pixel / FULL for pixel in pixels] + [1.0]


def softmax(scores: Sequence[float]) -> List[float]:
    """Turns scores into probabilities; the highest is subtracted first so that nothing overflows."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def likeliest(probabilities: Sequence[float]) -> int:
    """The digit with the highest probability, the lowest of several."""
    return max(range(len(probabilities)), key=probabilities.__getitem__)


def load_digits(path: Path = DATA) -> List[Digit]:
    """All digits, in the order of the file."""
    with gzip.open(path, "rt", encoding="ascii") as lines:
        rows = [[int(value) for value in line.split(",")] for line in lines]
    return [Digit(row[:PIXELS], row[PIXELS]) for row in rows]


def split(digits: Sequence[Digit]) -> Tuple[List[Digit], List[Digit]]:
    """The digits to train on and those held out: a quarter of every class, always the same ones."""
    chance = random.Random(SPLIT_SEED)
    drawn = sorted(digits, key=lambda digit: (digit.label, chance.random()))
    training = [digit for place, digit in enumerate(drawn) if place % 4 != 0]
    return training, drawn[::4]


def run_path(variable: str) -> Path:
    """The folder or file of this run that an environment variable names."""
    value = os.environ.get(variable)
    if not value:
        sys.exit(f"{variable} is not set; the pipeline sets it, by hand it is a path of your choice")
    return Path(value)


def write_result(result: Dict[str, Any]) -> None:
    """Hands the metrics to the pipeline."""
    write_json(run_path("MILLRACE_RESULT"), result)


def write_json(path: Path, content: Dict[str, Any]) -> None:
    """Writes JSON with a fixed order and form; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
