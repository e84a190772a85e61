"""Runs the sample as the pipeline does: each stage a process of its own, told everything by its environment."""

import csv
import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

HERE = Path(__file__).resolve().parent
REQUEST = json.loads((HERE / "request.json").read_text(encoding="utf-8"))
INFER = "/v2/models/digits/infer"


class Run:
    """One trip through the stages, in a folder of its own."""

    def __init__(self, folder: Path, **parameters: Any) -> None:
        self.folder = folder
        folder.mkdir()
        self.write("parameters.json", json.dumps(parameters))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def environment(self, stage: str, **more: str) -> Dict[str, str]:
        """Built from nothing, as the pipeline does it."""
        return {
            "PYTHONDONTWRITEBYTECODE": "1",
            "MILLRACE_MODEL": "digits",
            "MILLRACE_VERSION": "v1",
            "MILLRACE_STAGE": stage,
            "MILLRACE_INPUT": str(self.folder / "train"),
            "MILLRACE_OUTPUT": str(self.folder / stage),
            "MILLRACE_PARAMETERS": str(self.folder / "parameters.json"),
            "MILLRACE_RESULT": str(self.folder / f"{stage}.json"),
            **more,
        }

    def stage(self, stage: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, str(HERE / f"{stage}.py")],
            env=self.environment(stage),
            cwd=str(self.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )

    def result(self, stage: str) -> Dict[str, Any]:
        content: Dict[str, Any] = json.loads((self.folder / f"{stage}.json").read_text(encoding="utf-8"))
        return content

    def model(self) -> bytes:
        return (self.folder / "train" / "model.json").read_bytes()


class Server:
    """The model being served, and what a client can ask of it."""

    def __init__(self, run: Run) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "serve.py")],
            env=run.environment("deploy", PORT="0"),
            stdout=subprocess.PIPE,
            universal_newlines=True,
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        self.port = int(self.output.readline().rsplit(":", 1)[1])

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def ask(self, method: str, path: str, body: Optional[bytes] = None) -> Tuple[int, Dict[str, Any]]:
        connection = self.connect()
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def infer(self, **changes: Any) -> Tuple[int, Dict[str, Any]]:
        return self.ask("POST", INFER, json.dumps({**REQUEST, **changes}).encode())

    def infer_tensor(self, **changes: Any) -> Tuple[int, Dict[str, Any]]:
        return self.infer(inputs=[{**REQUEST["inputs"][0], **changes}])

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.output.close()


class DigitsTest(unittest.TestCase):
    """A folder for the runs, and one run that is trained as millrace.yaml says."""

    folder: Path
    sample: Run
    trained: "subprocess.CompletedProcess[str]"

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="digits-"))
        cls.addClassCleanup(shutil.rmtree, str(cls.folder))
        cls.sample = Run(cls.folder / "run", epochs=25, learning_rate=1.0, seed=7)
        cls.trained = cls.sample.stage("train")


class TrainingTest(DigitsTest):
    """train.py"""

    def test_reports_every_epoch_while_it_runs(self) -> None:
        self.assertEqual(0, self.trained.returncode, self.trained.stderr)
        lines = [json.loads(line) for line in self.trained.stdout.splitlines() if line.startswith("{")]
        losses = [line for line in lines if line["metric"] == "loss"]
        self.assertEqual(list(range(1, 26)), [line["step"] for line in losses])
        self.assertLess(losses[-1]["value"], losses[0]["value"] / 2)
        self.assertEqual(losses[-1]["value"], self.sample.result("train")["metrics"]["loss"])

    def test_same_parameters_give_the_same_bytes(self) -> None:
        models = []
        for name, seed in (("first", 1), ("second", 1), ("other-seed", 2)):
            run = Run(self.folder / name, epochs=1, seed=seed)
            self.assertEqual(0, run.stage("train").returncode)
            models.append(run.model())
        self.assertEqual(models[0], models[1])
        self.assertNotEqual(models[0], models[2])

    def test_refuses_bad_parameters(self) -> None:
        cases = {
            '{"epochs": 0}': "train.parameters: epochs: 0 is not a whole number from 1 to 1000.",
            '{"epochs": 2.5}': "train.parameters: epochs: 2.5 is not a whole number from 1 to 1000.",
            '{"epochs": true}': "train.parameters: epochs: true is not a whole number from 1 to 1000.",
            '{"learning_rate": "fast"}': 'learning_rate: "fast" is not a number above 0 and at most 10.',
            '{"learning_rate": NaN}': "learning_rate: NaN is not a number above 0 and at most 10.",
            '{"seed": null}': "seed: null is not a whole number.",
            '{"epoch": 3}': "epoch: unknown; there are epochs, learning_rate, seed.",
            "[]": "train.parameters: [] is not an object of names and values.",
        }
        run = Run(self.folder / "refused")
        for parameters, message in cases.items():
            with self.subTest(parameters):
                run.write("parameters.json", parameters)
                ended = run.stage("train")
                self.assertEqual(1, ended.returncode)
                self.assertIn(message, ended.stderr)
                self.assertNotIn("Traceback", ended.stderr)


class EvaluationTest(DigitsTest):
    """evaluate.py"""

    def test_passes_the_gates_of_the_spec(self) -> None:
        ended = self.sample.stage("evaluate")
        self.assertEqual(0, ended.returncode, ended.stderr)
        result = self.sample.result("evaluate")
        self.assertGreaterEqual(result["metrics"]["accuracy"], 0.93)
        self.assertGreaterEqual(result["metrics"]["f1_macro"], 0.9)
        self.assertEqual({f"digit={digit}" for digit in range(10)}, set(result["slices"]))
        self.assertGreaterEqual(result["slices"]["digit=8"]["accuracy"], 0.8)

        with (self.sample.folder / "evaluate" / "predictions.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        hits = sum(row["y_true"] == row["y_pred"] for row in rows)
        self.assertAlmostEqual(hits / len(rows), result["metrics"]["accuracy"], places=6)
        self.assertTrue(all(0.1 <= float(row["score"]) <= 1 for row in rows))


class ServingTest(DigitsTest):
    """serve.py"""

    def setUp(self) -> None:
        self.server = Server(self.sample)
        self.addCleanup(self.server.close)

    def test_answers_health_and_metadata(self) -> None:
        model = {"name": "digits", "ready": True}
        expected = {
            "/healthz": {"status": "ok"},
            "/v2/health/live": {"live": True},
            "/v2/health/ready": {"live": True, "ready": True},
            "/v2": {"name": "digits", "version": "1.0.0", "extensions": []},
            "/v2/models/digits/ready": model,
            "/v2/models/digits/versions/v1/ready": model,
        }
        for path, answer in expected.items():
            with self.subTest(path):
                self.assertEqual((200, answer), self.server.ask("GET", path))
        for path in ("/v2/models/digits", "/v2/models/digits/versions/v1"):
            status, metadata = self.server.ask("GET", path)
            self.assertEqual((200, ["v1"]), (status, metadata["versions"]))
            self.assertEqual([{"name": "pixels", "datatype": "FP32", "shape": [-1, 64]}], metadata["inputs"])

    def test_recognises_the_sample_digit(self) -> None:
        for path in (INFER, "/v2/models/digits/versions/v1/infer"):
            status, answer = self.server.ask("POST", path, json.dumps(REQUEST).encode())
            self.assertEqual(200, status)
            self.assertEqual(
                ("digits", "v1", REQUEST["id"]), tuple(answer[k] for k in ("model_name", "model_version", "id"))
            )
            digit, probabilities = answer["outputs"]
            self.assertEqual({"name": "digit", "datatype": "INT64", "shape": [1], "data": [3]}, digit)
            self.assertEqual(("FP64", [1, 10]), (probabilities["datatype"], probabilities["shape"]))
            self.assertAlmostEqual(1, sum(probabilities["data"]), places=5)

    def test_takes_flat_and_nested_data_of_every_datatype(self) -> None:
        pixels = REQUEST["inputs"][0]["data"]
        for datatype in ("FP32", "FP64", "INT64", "UINT8"):
            for data in (pixels * 3, [pixels] * 3):
                status, answer = self.server.infer_tensor(shape=[3, 64], datatype=datatype, data=data)
                self.assertEqual((200, [3, 3, 3]), (status, answer["outputs"][0]["data"]))

    def test_gives_only_the_outputs_asked_for(self) -> None:
        _, answer = self.server.infer(outputs=[{"name": "digit"}])
        self.assertEqual(["digit"], [output["name"] for output in answer["outputs"]])

    def test_names_what_is_wrong_with_a_request(self) -> None:
        pixels: List[Any] = REQUEST["inputs"][0]["data"]
        ask, infer, tensor = self.server.ask, self.server.infer, self.server.infer_tensor
        cases = [
            (ask("POST", INFER, b""), 400, "body: empty;"),
            (ask("POST", INFER, b'{"inputs": '), 400, "body: not JSON (Expecting value: line 1 column 12"),
            (ask("POST", INFER, b"\xff\xfe\xfd"), 400, "body: not JSON"),
            (ask("POST", INFER, b"[" * 100000), 400, "body: n"),
            (ask("POST", INFER, b"[]"), 400, "body: [] is not an object;"),
            (infer(id=7), 400, "id: 7 is not a string;"),
            (infer(inputs=[]), 400, "inputs: [];"),
            (infer(outputs=[{"name": "label"}]), 400, 'outputs[0].name: "label" is no output;'),
            (tensor(name="image"), 400, 'inputs[0].name: "image" is no input; the only one is "pixels"'),
            (tensor(datatype="BYTES"), 400, 'inputs[0].datatype: "BYTES" is not taken; send one of FP16,'),
            (tensor(shape=[64]), 400, "inputs[0].shape: [64] is not [n, 64];"),
            (tensor(shape=[0, 64], data=[]), 400, "inputs[0].shape: [0, 64] is not [n, 64];"),
            (tensor(data="3"), 400, 'inputs[0].data: "3" is not a list;'),
            (tensor(data=pixels[1:]), 400, "inputs[0].data: 63 values for shape [1, 64]; send 64"),
            (tensor(data=[pixels] * 2), 400, "inputs[0].data: 2 rows for shape [1, 64]; send 1"),
            (tensor(data=[pixels[1:]]), 400, "inputs[0].data[0]: a list of 63 is not a list of 64 pixels;"),
            (tensor(data=pixels[:5] + [255] + pixels[6:]), 400, "pixel 5 of digit 0 is 255; send numbers from 0 "),
            (tensor(data=pixels[:5] + [None] + pixels[6:]), 400, "pixel 5 of digit 0 is nothing;"),
            (tensor(data=pixels[:5] + [float("nan")] + pixels[6:]), 400, "pixel 5 of digit 0 is NaN;"),
            (tensor(datatype="INT64", data=[0.5] + pixels[1:]), 400, "pixel 0 of digit 0 is 0.5, which is not a whole"),
            (ask("GET", "/v2/models/letters"), 404, 'model: "letters" is not served here; ask for "digits"'),
            (ask("GET", "/v2/models/digits/versions/v9"), 404, 'version: "v9" of model "digits" is not served'),
            (ask("GET", "/v3"), 404, 'path: "/v3" does not exist;'),
            (ask("GET", INFER), 405, f'method: "GET" is not taken by "{INFER}"; send POST'),
            (ask("DELETE", "/v2"), 405, 'method: "DELETE" is not taken by "/v2"; send GET'),
            (ask("POST", INFER, b" " * 2**21), 413, "Content-Length: 2097152 bytes are more than 1048576;"),
        ]
        for (status, answer), expected, message in cases:
            with self.subTest(message):
                self.assertEqual(expected, status, answer)
                self.assertIn(message, answer["error"])
        self.assertEqual(200, self.server.infer()[0])

    def test_keeps_a_connection_open_even_after_an_error(self) -> None:
        connection = self.server.connect()
        self.addCleanup(connection.close)
        used = set()
        for method, path in (("GET", "/healthz"), ("PUT", "/v2"), ("HEAD", "/v2"), ("POST", INFER), ("GET", "/v2")):
            connection.request(method, path, b"not json" if method in ("PUT", "POST") else None)
            response = connection.getresponse()
            body = response.read()
            self.assertEqual(0 if method == "HEAD" else int(response.headers["Content-Length"]), len(body))
            assert connection.sock is not None
            used.add(connection.sock.getsockname())
        self.assertEqual(1, len(used))

    def test_answers_several_clients_at_once(self) -> None:
        statuses: List[int] = []
        clients = [threading.Thread(target=lambda: statuses.append(self.server.infer()[0])) for _ in range(20)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertEqual([200] * 20, statuses)

    def test_stops_at_once_when_idle(self) -> None:
        connection = self.server.connect()
        self.addCleanup(connection.close)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        began = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(0, self.server.process.wait(timeout=5))
        self.assertLess(time.monotonic() - began, 1)

    def test_answers_what_arrives_while_it_stops(self) -> None:
        connection = self.server.connect()
        self.addCleanup(connection.close)
        connection.connect()
        self.server.process.send_signal(signal.SIGTERM)
        self.wait_until_refused()
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        self.assertEqual((200, "close"), (response.status, response.headers["Connection"]))
        self.assertEqual(0, self.server.process.wait(timeout=5))

    def test_finishes_a_request_under_way_before_it_stops(self) -> None:
        body = json.dumps(REQUEST).encode()
        head = f"POST {INFER} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as client:
            client.sendall(head + body[:100])
            time.sleep(0.2)
            self.server.process.send_signal(signal.SIGTERM)
            self.wait_until_refused()
            self.assertIsNone(self.server.process.poll())
            client.sendall(body[100:])
            response = http.client.HTTPResponse(client)
            response.begin()
            self.assertEqual((200, "close"), (response.status, response.headers["Connection"]))
            self.assertEqual([3], json.loads(response.read())["outputs"][0]["data"])
        self.assertEqual(0, self.server.process.wait(timeout=5))

    def wait_until_refused(self) -> None:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.server.port), timeout=1).close()
            except ConnectionRefusedError:
                return
            except ConnectionResetError:
                pass  # it was between the two
            time.sleep(0.02)
        self.fail("still accepts connections")


if __name__ == "__main__":
    unittest.main()
