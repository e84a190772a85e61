"""Measures a trained model on the digits that training never saw."""

import csv
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence

from digits import CLASSES, MODEL_FILE, Digit, Model, likeliest, load_digits, run_path, split, write_result


class Prediction(NamedTuple):
    """What a digit was, what the model took it for, and how sure it was of that."""

    actual: int
    predicted: int
    score: float


def predict(model: Model, digits: Sequence[Digit]) -> List[Prediction]:
    """Asks the model for every digit."""
    answers = [(digit.label, model.probabilities(digit.pixels)) for digit in digits]
    return [Prediction(label, likeliest(guess), max(guess)) for label, guess in answers]


def accuracy(predictions: Sequence[Prediction]) -> float:
    """The share of hits."""
    return sum(each.actual == each.predicted for each in predictions) / len(predictions)


def f1(predictions: Sequence[Prediction], label: int) -> float:
    """The harmonic mean of precision and recall of one digit; 0 if it was never found."""
    hits = sum(each.actual == label == each.predicted for each in predictions)
    named = sum(each.predicted == label for each in predictions)
    present = sum(each.actual == label for each in predictions)
    return 2 * hits / (named + present) if hits else 0.0


def judge(predictions: Sequence[Prediction]) -> Dict[str, Any]:
    """The result file: metrics over all digits, and the accuracy for each digit as a slice of its own."""
    labels = range(CLASSES)
    slices = {label: [each for each in predictions if each.actual == label] for label in labels}
    return {
        "metrics": {
            "accuracy": round(accuracy(predictions), 6),
            "f1_macro": round(sum(f1(predictions, label) for label in labels) / CLASSES, 6),
        },
        "slices": {f"digit={label}": {"accuracy": round(accuracy(slices[label]), 6)} for label in labels},
    }


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Writes every single prediction, so that the evaluator can compute more than this script does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("y_true", "y_pred", "score"))
        rows.writerows((each.actual, each.predicted, f"{each.score:.6f}") for each in predictions)


def main() -> None:
    """Evaluates the model in the run's input folder."""
    _, held_out = split(load_digits())
    predictions = predict(Model.load(run_path("MILLRACE_INPUT") / MODEL_FILE), held_out)
    result = judge(predictions)
    write_predictions(run_path("MILLRACE_OUTPUT") / "predictions.csv", predictions)
    write_result(result)
    print(f"{len(held_out)} held-out digits: {result['metrics']}", flush=True)


if __name__ == "__main__":
    main()
