#!/usr/bin/env python3
"""Takes alerts from a webhook sink of Millrace, checks that they are genuine, and prints a line for each.

    alert_receiver.py --secret-file FILE [--port 9000]

Needs nothing but Python. The file holds whsec_... keys, a line each, as the monitor's secret-file does.
"""

import argparse
import base64
import hashlib
import hmac
import json
import time
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

MAX_BODY_BYTES = 1024 * 1024
TOLERANCE_SECONDS = 5 * 60
REMEMBERED = 10_000


def keys(secret_file):
    return [base64.b64decode(line.replace("whsec_", "", 1)) for line in secret_file.read_text().split()]


def is_genuine(headers, body, secret_file):
    """Whether the body was signed with one of the keys, and lately. See https://www.standardwebhooks.com."""
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{headers.get('webhook-id', '')}.{timestamp}.".encode() + body
    expected = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in keys(secret_file)]
    given = [part[3:].encode() for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    return any([hmac.compare_digest(one, other) for one in expected for other in given])


def line(event):
    """An alert in a line. What is not known is passed over: a newer Millrace may tell more."""
    data = event["data"]
    if event["type"] == "io.millrace.alert.raised.v1":
        failure = data["failure"]
        return f"raised    {data['fingerprint']}  {failure['summary']}  ->  {failure['remedy']}"
    if event["type"] == "io.millrace.alert.resolved.v1":
        return f"resolved  {data['fingerprint']}"
    return None


class Receiver(BaseHTTPRequestHandler):
    secret_file = Path()
    seen = OrderedDict()
    timeout = 10

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return self.answer(413)
        body = self.rfile.read(int(length))
        if not is_genuine(self.headers, body, self.secret_file):
            return self.answer(401)
        # Delivery is at least once: the id is the same each time.
        if self.headers["webhook-id"] not in self.seen:
            text = line(json.loads(body))
            if text:
                print(text, flush=True)
            self.seen[self.headers["webhook-id"]] = True
            if len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--port", type=int, default=9000, help="0: any that is free")
    options = parser.parse_args()
    Receiver.secret_file = options.secret_file
    server = HTTPServer(("127.0.0.1", options.port), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
