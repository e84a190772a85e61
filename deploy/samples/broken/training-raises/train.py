"""Fails as training scripts do: halfway, over a row of its data, with a traceback."""

import json
from typing import List

ROWS = ["5.1,3", "4.9,1", "6.2,7", "5.8,seven"]


def labels(rows: List[str]) -> List[int]:
    """Reads the label of each row."""
    found = []
    for number, row in enumerate(rows, start=1):
        label = row.split(",")[1]
        if not label.isdigit():
            raise ValueError(f"row {number}: label '{label}' is not a whole number; correct the row or leave it out")
        found.append(int(label))
    return found


def main() -> None:
    """Reports a first loss, as if all were well, and then reads on."""
    print(json.dumps({"metric": "loss", "value": 2.3026, "step": 1}), flush=True)
    labels(ROWS)


if __name__ == "__main__":
    main()
