"""Serves the model over HTTP, speaking the Open Inference Protocol (v2)."""

import json
import os
import re
import signal
import socket
import socketserver
import sys
import threading
import time
import traceback
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple
from urllib.parse import unquote

from digits import MODEL_FILE, Model, run_path
from inference import InvalidRequest, ServedModel, shown

BODY_LIMIT = 1024 * 1024
"""Bytes of a request's body; some 5000 digits."""

DISCARD_LIMIT = 16 * BODY_LIMIT
"""Bytes of a refused body that are read, so that the client gets to see why it was refused."""

DISCARD_SECONDS = 1

IDLE_SECONDS = 60
"""How long a connection may stay silent."""

GRACE_SECONDS = 0.2
"""How long a stop leaves silent connections open: a request may be on its way on them."""

STOP_SECONDS = 10
"""How long a stop waits for requests that are under way."""

FIXED: Dict[Tuple[str, ...], Dict[str, Any]] = {
    ("healthz",): {"status": "ok"},
    ("v2",): {"name": "digits", "version": "1.0.0", "extensions": []},
    ("v2", "health", "live"): {"live": True},
    ("v2", "health", "ready"): {"live": True, "ready": True},
}
"""The paths whose answer is always the same: this server loads its model before it listens."""


class Refusal(Exception):
    """
    A request that gets an error for an answer; the message says what to do instead.

    ``allow`` is the method that the path does take. ``last`` says that the connection cannot be used any more.
    """

    def __init__(self, status: HTTPStatus, message: str, allow: Optional[str] = None, last: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.allow = allow
        self.last = last


class Endpoint(NamedTuple):
    """What a path answers to: a method, and the answer to a request's body."""

    method: str
    answer: Callable[[bytes], Dict[str, Any]]


class DigitsServer(ThreadingHTTPServer):
    """Serves one model; a thread for each connection, and a stop that lets requests finish."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: Tuple[str, int], served: ServedModel) -> None:
        self.served = served
        self.stopping = False
        self.busy: Dict[Any, bool] = {}  # by open connection: is a request under way on it?
        self.changed = threading.Condition()
        super().__init__(address, DigitsHandler)

    def server_bind(self) -> None:
        """Binds without asking a name server for the host's full name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def endpoint(self, path: str) -> Endpoint:
        """What a path stands for; refuses one that stands for nothing."""
        steps = [unquote(step) for step in path.split("?", 1)[0].strip("/").split("/")]
        fixed = FIXED.get(tuple(steps))
        if fixed is not None:
            return get(fixed)
        if steps[:2] == ["v2", "models"] and len(steps) > 2:
            return self.model_endpoint(path, steps[2], steps[3:])
        raise nothing_at(path)

    def model_endpoint(self, path: str, name: str, rest: List[str]) -> Endpoint:
        """What a path below ``/v2/models/{name}`` stands for."""
        served = self.served
        if name != served.name:
            raise Refusal(
                HTTPStatus.NOT_FOUND, f"model: {shown(name)} is not served here; ask for {shown(served.name)}"
            )
        if len(rest) > 1 and rest[0] == "versions":
            if rest[1] != served.version:
                raise Refusal(
                    HTTPStatus.NOT_FOUND,
                    f"version: {shown(rest[1])} of model {shown(name)} is not served here; "
                    f"ask for {shown(served.version)}, or leave the version out",
                )
            rest = rest[2:]
        if not rest:
            return get(served.metadata())
        if rest == ["ready"]:
            return get({"name": name, "ready": True})
        if rest == ["infer"]:
            return Endpoint("POST", served.infer)
        raise nothing_at(path)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Notes a connection before its thread exists, so that a stop does not overlook it."""
        with self.changed:
            self.busy[request] = False
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection and forgets it."""
        super().shutdown_request(request)
        with self.changed:
            self.busy.pop(request, None)
            self.changed.notify_all()

    def mark(self, connection: Any, busy: bool) -> None:
        """Notes that a request begins or ends on a connection."""
        with self.changed:
            self.busy[connection] = busy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of clients that went away."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> bool:
        """Takes no more connections and lets requests under way finish; False if some did not in time."""
        self.stopping = True
        self.shutdown()
        self.accept_waiting()
        self.server_close()
        with self.changed:
            self.changed.wait_for(lambda: not self.busy, GRACE_SECONDS)
            for connection, busy in self.busy.items():
                if not busy:
                    end_input(connection)
            return self.changed.wait_for(lambda: not self.busy, STOP_SECONDS)

    def accept_waiting(self) -> None:
        """Takes the connections that wait to be accepted, a queue of them at most: closing would reset them."""
        self.socket.setblocking(False)
        with suppress(BlockingIOError):
            for _ in range(self.request_queue_size):
                self.process_request(*self.get_request())


class DigitsHandler(BaseHTTPRequestHandler):
    """One connection: reads requests, answers each in JSON."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = -1  # header and body leave together
    disable_nagle_algorithm = True
    server: DigitsServer

    def handle_one_request(self) -> None:
        """Serves the connection's next request; the last one when the server stops."""
        super().handle_one_request()
        self.server.mark(self.connection, busy=False)
        if self.server.stopping:
            self.close_connection = True

    def parse_request(self) -> bool:
        """Called when the first line of a request is there."""
        self.server.mark(self.connection, busy=True)
        return super().parse_request()

    def handle_expect_100(self) -> bool:
        """Tells a client that waits for leave to send its body to go on, or why not to."""
        try:
            self.body_size()
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def serve(self) -> None:
        """Answers one request, whatever its method."""
        try:
            body = self.read_body()
            endpoint = self.server.endpoint(self.path)
            if self.command != endpoint.method and (self.command, endpoint.method) != ("HEAD", "GET"):
                raise Refusal(
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    f"method: {shown(self.command)} is not taken by {shown(self.path)}; send {endpoint.method}",
                    allow=endpoint.method,
                )
            self.answer(HTTPStatus.OK, endpoint.answer(body))
        except InvalidRequest as error:
            self.refuse(Refusal(HTTPStatus.BAD_REQUEST, str(error)))
        except Refusal as refusal:
            self.refuse(refusal)
        except OSError:
            raise  # the connection is gone: there is nobody to answer
        except Exception:
            traceback.print_exc()
            self.refuse(Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "the server failed; its log says why"))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve

    def body_size(self) -> int:
        """The length that the request announces; without one it has no body."""
        coding = self.headers["Transfer-Encoding"]
        if coding is not None:
            message = f"Transfer-Encoding: {shown(coding)} is not taken; send Content-Length"
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, message, last=True)
        announced = ", ".join(self.headers.get_all("Content-Length", ["0"]))
        if not re.fullmatch("[0-9]{1,18}", announced):
            message = f"Content-Length: {shown(announced)} is not a length; send one whole number"
            raise Refusal(HTTPStatus.BAD_REQUEST, message, last=True)
        if int(announced) > BODY_LIMIT:
            message = f"Content-Length: {announced} bytes are more than {BODY_LIMIT}; send fewer digits in one request"
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, last=True)
        return int(announced)

    def read_body(self) -> bytes:
        """The whole body; also where nobody wants it, for the next request begins behind it."""
        size = self.body_size()
        body = self.rfile.read(size)
        if len(body) < size:
            raise ConnectionError(f"the client left after {len(body)} of {size} bytes")
        return body

    def refuse(self, refusal: Refusal) -> None:
        """Answers with an error."""
        if refusal.last:
            self.close_connection = True
        self.answer(refusal.status, {"error": str(refusal)}, refusal.allow)
        if refusal.last:
            self.discard_input()

    def answer(self, status: HTTPStatus, content: Dict[str, Any], allow: Optional[str] = None) -> None:
        """Sends an answer; JSON, always with its length."""
        body = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
        if self.server.stopping:
            self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if allow:
            self.send_header("Allow", allow)
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def send_error(self, code: int, message: Optional[str] = None, explain: Optional[str] = None) -> None:
        """What the base class says of a request that is not HTTP, or of a method that it does not know."""
        self.request_version = self.protocol_version
        status = HTTPStatus(code)
        self.refuse(Refusal(status, f"request: {message or status.phrase}; send HTTP/1.1", last=True))

    def discard_input(self) -> None:
        """Reads on for a moment after a refusal: closing on unread input could destroy the answer on its way."""
        deadline = time.monotonic() + DISCARD_SECONDS
        left = DISCARD_LIMIT
        with suppress(OSError):
            self.connection.settimeout(DISCARD_SECONDS)
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and time.monotonic() < deadline:
                left -= len(self.rfile.read1(65536)) or left

    def version_string(self) -> str:
        """The Server header."""
        return "digits"

    def log_message(self, format: str, *args: Any) -> None:
        """Writes no line for each request; failures of the server are printed where they happen."""


def get(content: Dict[str, Any]) -> Endpoint:
    """An endpoint that always answers the same."""
    return Endpoint("GET", lambda _: content)


def nothing_at(path: str) -> Refusal:
    """The answer to a path that stands for nothing."""
    return Refusal(HTTPStatus.NOT_FOUND, f"path: {shown(path)} does not exist; see /v2 and /v2/models/{{name}}")


def end_input(connection: socket.socket) -> None:
    """Lets a connection's thread read what has arrived, and then the end."""
    with suppress(OSError):  # the client may have closed it meanwhile
        connection.shutdown(socket.SHUT_RD)


def read_port() -> int:
    """The port to listen on; 0 takes any that is free."""
    port = os.environ.get("PORT", "")
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        sys.exit(f"PORT: '{port}' is not a port; set it to a number from 0 to 65535")
    return int(port)


def main() -> None:
    """Serves the model in the run's input folder until it is told to stop."""
    stop_signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop_signals)
    served = ServedModel(
        Model.load(run_path("MILLRACE_INPUT") / MODEL_FILE),
        os.environ.get("MILLRACE_MODEL", "digits"),
        os.environ.get("MILLRACE_VERSION", "1"),
    )
    host, port = os.environ.get("HOST", "127.0.0.1"), read_port()
    try:
        server = DigitsServer((host, port), served)
    except OSError as error:
        sys.exit(f"HOST, PORT: cannot listen on {host}:{port} ({error}); choose another port")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    print(f"serving {served.name} {served.version} on http://{host}:{server.server_port}", flush=True)
    signal.sigwait(stop_signals)
    if not server.stop():
        sys.exit(f"stopped with {len(server.busy)} connections cut off")
    print("stopped", flush=True)


if __name__ == "__main__":
    main()
