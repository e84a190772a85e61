"""The Open Inference Protocol (v2) for the digits model: from a request's JSON to the answer's. Knows no HTTP."""

import json
from typing import Any, Dict, List, NamedTuple, Sequence

from digits import CLASSES, FULL, PIXELS, Model, likeliest

INTEGERS = ("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64")
FLOATS = ("FP16", "FP32", "FP64")
INPUT = "pixels"
OUTPUTS = ("digit", "probabilities")


class InvalidRequest(ValueError):
    """The request cannot be answered. The message names the field, its value and what to send instead."""


class ServedModel(NamedTuple):
    """A model under the name and version that clients ask for."""

    model: Model
    name: str
    version: str

    def metadata(self) -> Dict[str, Any]:
        """What the model takes and gives; -1 stands for the number of digits in a request."""
        return {
            "name": self.name,
            "versions": [self.version],
            "platform": "python_softmax_regression",
            "inputs": [{"name": INPUT, "datatype": "FP32", "shape": [-1, PIXELS]}],
            "outputs": [
                {"name": "digit", "datatype": "INT64", "shape": [-1]},
                {"name": "probabilities", "datatype": "FP64", "shape": [-1, CLASSES]},
            ],
        }

    def infer(self, body: bytes) -> Dict[str, Any]:
        """Answers an inference request."""
        request = read_object(body)
        wanted = wanted_outputs(request)
        answer: Dict[str, Any] = {"model_name": self.name, "model_version": self.version}
        if "id" in request:
            answer["id"] = read_id(request)
        guesses = [self.model.probabilities(pixels) for pixels in read_digits(request)]
        outputs = {
            "digit": tensor("digit", "INT64", [len(guesses)], [likeliest(guess) for guess in guesses]),
            "probabilities": tensor(
                "probabilities",
                "FP64",
                [len(guesses), CLASSES],
                [round(probability, 6) for guess in guesses for probability in guess],
            ),
        }
        answer["outputs"] = [outputs[name] for name in wanted]
        return answer


def tensor(name: str, datatype: str, shape: List[int], data: List[Any]) -> Dict[str, Any]:
    """A tensor of the answer, its data flat."""
    return {"name": name, "datatype": datatype, "shape": shape, "data": data}


def read_object(body: bytes) -> Dict[str, Any]:
    """The request as JSON."""
    if not body:
        raise InvalidRequest("body: empty; send a JSON object with inputs")
    try:
        request = json.loads(body)
    except RecursionError:
        raise InvalidRequest(
            "body: nested too deeply; send data as a flat list or as one list for each digit"
        ) from None
    except ValueError as error:
        raise InvalidRequest(f"body: not JSON ({error}); send a JSON object with inputs") from None
    if not isinstance(request, dict):
        raise InvalidRequest(f"body: {shown(request)} is not an object; send a JSON object with inputs")
    return request


def read_id(request: Dict[str, Any]) -> str:
    """The client's name for its request, which comes back in the answer."""
    given = request["id"]
    if not isinstance(given, str):
        raise InvalidRequest(f"id: {shown(given)} is not a string; send a string, or leave it out")
    return given


def wanted_outputs(request: Dict[str, Any]) -> Sequence[str]:
    """The outputs the client asks for, in its order; all of them if it does not say."""
    given = request.get("outputs") or [{"name": name} for name in OUTPUTS]
    if not isinstance(given, list):
        raise InvalidRequest(f"outputs: {shown(given)} is not a list; send a list, or leave it out for all outputs")
    for place, output in enumerate(given):
        name = output.get("name") if isinstance(output, dict) else output
        if not isinstance(output, dict) or name not in OUTPUTS:
            raise InvalidRequest(
                f"outputs[{place}].name: {shown(name)} is no output; there are {' and '.join(OUTPUTS)}"
            )
    return [output["name"] for output in given]


def read_digits(request: Dict[str, Any]) -> List[Sequence[float]]:
    """The images of the request, each a row of pixels."""
    inputs = request.get("inputs")
    if not isinstance(inputs, list) or len(inputs) != 1 or not isinstance(inputs[0], dict):
        raise InvalidRequest(f'inputs: {shown(inputs)}; send a list of one tensor, named "{INPUT}"')
    given = inputs[0]
    if given.get("name") != INPUT:
        raise InvalidRequest(f'inputs[0].name: {shown(given.get("name"))} is no input; the only one is "{INPUT}"')
    datatype = given.get("datatype")
    if datatype not in INTEGERS + FLOATS:
        raise InvalidRequest(
            f"inputs[0].datatype: {shown(datatype)} is not taken; send one of {', '.join(FLOATS + INTEGERS)}"
        )
    rows = read_rows(given.get("data"), read_count(given.get("shape")))
    check_pixels(rows, whole=datatype in INTEGERS)
    return rows


def read_count(shape: Any) -> int:
    """How many digits the shape announces."""
    if (
        not isinstance(shape, list)
        or len(shape) != 2
        or any(type(size) is not int for size in shape)
        or shape[0] < 1
        or shape[1] != PIXELS
    ):
        raise InvalidRequest(
            f"inputs[0].shape: {shown(shape)} is not [n, {PIXELS}]; send {PIXELS} pixels for each of n >= 1 digits"
        )
    count: int = shape[0]
    return count


def read_rows(data: Any, count: int) -> List[Sequence[float]]:
    """The data by rows, whether it came flat or nested; it must hold exactly what the shape announces."""
    if not isinstance(data, list):
        raise InvalidRequest(f"inputs[0].data: {shown(data)} is not a list; send the pixels, flat or a list a digit")
    if not any(isinstance(element, list) for element in data):
        if len(data) != count * PIXELS:
            raise InvalidRequest(
                f"inputs[0].data: {len(data)} values for shape [{count}, {PIXELS}]; send {count * PIXELS}"
            )
        return [data[start : start + PIXELS] for start in range(0, len(data), PIXELS)]
    if len(data) != count:
        raise InvalidRequest(f"inputs[0].data: {len(data)} rows for shape [{count}, {PIXELS}]; send {count}")
    for place, row in enumerate(data):
        if not isinstance(row, list) or len(row) != PIXELS:
            raise InvalidRequest(
                f"inputs[0].data[{place}]: {shown(row)} is not a list of {PIXELS} pixels; send {PIXELS}"
            )
    return data


def check_pixels(rows: Sequence[Sequence[Any]], whole: bool) -> None:
    """Refuses what the model was not trained for: a confident wrong answer would be worse than none."""
    for place, row in enumerate(rows):
        for column, pixel in enumerate(row):
            if type(pixel) not in (int, float) or not 0 <= pixel <= FULL:
                raise InvalidRequest(
                    f"inputs[0].data: pixel {column} of digit {place} is {shown(pixel)}; "
                    f"send numbers from 0 (blank) to {FULL} (full)"
                )
            if whole and type(pixel) is not int:
                raise InvalidRequest(
                    f"inputs[0].data: pixel {column} of digit {place} is {shown(pixel)}, which is not a whole number; "
                    "send datatype FP32 or whole numbers"
                )


def shown(value: Any) -> str:
    """A value as an error message shows it: short, whatever the client sent."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list) and (len(value) > 4 or any(isinstance(each, (list, dict)) for each in value)):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
