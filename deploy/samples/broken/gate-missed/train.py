"""Learns the commonest answer of its training data, and nothing else."""

import json
import os
from collections import Counter
from pathlib import Path

TRAINING = ["no"] * 30 + ["yes"] * 70


def main() -> None:
    """Leaves the commonest answer as the model."""
    answer, count = Counter(TRAINING).most_common(1)[0]
    output = Path(os.environ["MILLRACE_OUTPUT"])
    output.mkdir(parents=True, exist_ok=True)
    (output / "model.json").write_text(json.dumps({"answer": answer}) + "\n", encoding="utf-8")
    result = {"metrics": {"train_accuracy": count / len(TRAINING)}}
    Path(os.environ["MILLRACE_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
