"""Would serve the model, and never gets to: the gate keeps it from being deployed."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Answers(BaseHTTPRequestHandler):
    """Gives the model to whoever asks."""

    def do_GET(self) -> None:
        """Answers every path with the model."""
        body = (Path(os.environ["MILLRACE_INPUT"]) / "model.json").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answers).serve_forever()
