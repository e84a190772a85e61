"""Measures honestly: where 'no' is the commoner answer, always saying 'yes' is right 21 times in 50."""

import json
import os
from pathlib import Path

HELD_OUT = ["yes"] * 21 + ["no"] * 29


def main() -> None:
    """Reports the accuracy, 0.42; the gate asks for 0.9."""
    model = json.loads((Path(os.environ["MILLRACE_INPUT"]) / "model.json").read_text(encoding="utf-8"))
    accuracy = HELD_OUT.count(model["answer"]) / len(HELD_OUT)
    Path(os.environ["MILLRACE_RESULT"]).write_text(json.dumps({"metrics": {"accuracy": accuracy}}), encoding="utf-8")


if __name__ == "__main__":
    main()
