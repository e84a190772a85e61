"""Trains the model by mini-batch gradient descent and reports loss and accuracy after each epoch."""

import json
import math
import os
import random
import sys
from operator import mul
from pathlib import Path
from typing import Any, Iterator, List, NamedTuple, Sequence, Tuple

from digits import CLASSES, MODEL_FILE, Digit, Model, features, likeliest, load_digits, run_path, split, write_result

BATCH = 32


class Parameters(NamedTuple):
    """
    What ``train.parameters`` in millrace.yaml may set, and what holds where it does not.

    The learning rate is the first epoch's; it falls in equal steps, so that the last few digits do not tip the scales.
    """

    epochs: int = 25
    learning_rate: float = 1.0
    seed: int = 7


class Epoch(NamedTuple):
    """How the model did on the training digits while it learned from them once."""

    loss: float
    accuracy: float


class Example(NamedTuple):
    """A training digit as the model takes it."""

    inputs: List[float]
    label: int


def read_parameters(given: Any) -> Parameters:
    """Checks what the spec gives; a ValueError names the parameter, its value and what it may be."""
    if not isinstance(given, dict):
        raise ValueError(f"{json.dumps(given)} is not an object of names and values")
    unknown = sorted(set(given) - set(Parameters._fields))
    if unknown:
        raise ValueError(f"{unknown[0]}: unknown; there are {', '.join(Parameters._fields)}")
    wanted = Parameters(**given)
    if type(wanted.epochs) is not int or not 1 <= wanted.epochs <= 1000:
        raise ValueError(f"epochs: {json.dumps(wanted.epochs)} is not a whole number from 1 to 1000")
    if type(wanted.learning_rate) not in (int, float) or not 0 < wanted.learning_rate <= 10:
        raise ValueError(f"learning_rate: {json.dumps(wanted.learning_rate)} is not a number above 0 and at most 10")
    if type(wanted.seed) is not int:
        raise ValueError(f"seed: {json.dumps(wanted.seed)} is not a whole number")
    return wanted


def load_parameters() -> Parameters:
    """Reads the run's parameter file; without one the defaults hold."""
    path = os.environ.get("MILLRACE_PARAMETERS")
    try:
        return read_parameters(json.loads(Path(path).read_text(encoding="utf-8")) if path else {})
    except ValueError as error:
        sys.exit(f"train.parameters: {error}. Correct it in millrace.yaml")


def learn(model: Model, digits: Sequence[Digit], parameters: Parameters) -> Iterator[Epoch]:
    """Improves the model in place, one epoch at a time."""
    chance = random.Random(parameters.seed)
    examples = [Example(features(digit.pixels), digit.label) for digit in digits]
    for done in range(parameters.epochs):
        rate = parameters.learning_rate * (1 - done / parameters.epochs)
        shuffled = sorted(examples, key=lambda _: chance.random())
        batches = [shuffled[start : start + BATCH] for start in range(0, len(shuffled), BATCH)]
        losses, hits = zip(*(descend(model, batch, rate) for batch in batches))
        yield Epoch(sum(losses) / len(examples), sum(hits) / len(examples))


def descend(model: Model, batch: Sequence[Example], learning_rate: float) -> Tuple[float, int]:
    """One step down the gradient; answers with the batch's summed loss and its hits, both before the step."""
    guesses = [model.probabilities_of(example.inputs) for example in batch]
    columns = list(zip(*(example.inputs for example in batch)))
    rate = learning_rate / len(batch)
    for label in range(CLASSES):
        errors = [guess[label] - (example.label == label) for guess, example in zip(guesses, batch)]
        model.weights[label] = [
            weight - rate * sum(map(mul, errors, column)) for weight, column in zip(model.weights[label], columns)
        ]
    loss = sum(-math.log(max(guess[example.label], 1e-15)) for guess, example in zip(guesses, batch))
    return loss, sum(likeliest(guess) == example.label for guess, example in zip(guesses, batch))


def report(name: str, value: float, step: int) -> None:
    """Prints a line that the pipeline shows while training goes on."""
    print(json.dumps({"metric": name, "value": round(value, 6), "step": step}), flush=True)


def main() -> None:
    """Trains as the run's parameters say and leaves the model in the run's output folder."""
    parameters = load_parameters()
    training, held_out = split(load_digits())
    print(f"training on {len(training)} digits, {len(held_out)} held out; {parameters}", flush=True)
    model = Model.blank()
    epoch = Epoch(math.log(CLASSES), 1 / CLASSES)
    for number, epoch in enumerate(learn(model, training, parameters), start=1):
        report("loss", epoch.loss, number)
        report("train_accuracy", epoch.accuracy, number)
    model.save(run_path("MILLRACE_OUTPUT") / MODEL_FILE)
    write_result({"metrics": {"loss": round(epoch.loss, 6), "train_accuracy": round(epoch.accuracy, 6)}})


if __name__ == "__main__":
    main()
