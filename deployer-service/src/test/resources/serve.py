"""A toy model: tells its version and process id. BEHAVIOUR makes it a bad one."""

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BEHAVIOUR = os.environ.get("BEHAVIOUR", "good")


class Toy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self):
        time.sleep(float(self.headers.get("X-Takes", "0")))
        sick = BEHAVIOUR == "sick" and self.path == "/healthz"
        body = f"{os.environ['MILLRACE_VERSION']} {os.getpid()} {self.path}".encode()
        self.send_response(500 if sick else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if BEHAVIOUR == "short-lived":
            # Not before it was asked a second time, on which it becomes what serves.
            threading.Timer(1.5, os._exit, [1]).start()

    def do_POST(self):
        os._exit(3)

    def log_message(self, format, *args):
        pass


if BEHAVIOUR == "crash":
    sys.exit("ValueError: no model in the input folder")
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Toy)
server.daemon_threads = True
server.serve_forever()
