"""Starts and listens, and is never ready: whoever asks for its health is told to wait."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class NeverReady(BaseHTTPRequestHandler):
    """Answers 503 for ever."""

    def do_GET(self) -> None:
        """Answers every path alike."""
        body = json.dumps({"error": "the feature store does not answer; still waiting for it"}).encode()
        self.send_response(503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    print("waiting for the feature store", flush=True)
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), NeverReady).serve_forever()
