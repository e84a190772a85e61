"""Learns to tell even numbers from odd ones, at once."""

import json
import os
from pathlib import Path


def main() -> None:
    """Leaves the rule as the model."""
    output = Path(os.environ["MILLRACE_OUTPUT"])
    output.mkdir(parents=True, exist_ok=True)
    (output / "model.json").write_text(json.dumps({"divisor": 2}) + "\n", encoding="utf-8")
    Path(os.environ["MILLRACE_RESULT"]).write_text(json.dumps({"metrics": {"loss": 0.0}}), encoding="utf-8")


if __name__ == "__main__":
    main()
