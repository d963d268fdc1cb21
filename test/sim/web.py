# SPDX-License-Identifier: Apache-2.0
"""What the simulators over HTTP share: a server on a free port of this machine, a count of what came, and the mode `broken` (500)."""
import http.server
import json
import threading


class WebSim:
    def __init__(self):
        self.mode, self.seen = "", 0
        self.lock = threading.Lock()
        sim = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                with sim.lock:
                    sim.seen += 1
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                status, said = (500, {}) if sim.mode == "broken" else sim.take(self.command, self.path, self.headers, body)
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                if status == 302:
                    self.send_header("Location", said["to"])
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
