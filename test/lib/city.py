# SPDX-License-Identifier: Apache-2.0
"""A city for tests: the real binary on a free port with a directory of its own, and the calls that a user's script makes."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANLAN = os.environ.get("ANLAN", str(ROOT / "build" / "anlan"))


def run(*words, stdin=None, check=True):
    done = subprocess.run([ANLAN, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=600)
    if check and done.returncode != 0:
        raise AssertionError(f"anlan {' '.join(map(str, words))}: status {done.returncode}: {done.stderr.strip()}")
    return done


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class City:
    """with City() as city: city.get("/api/site") …"""

    def __init__(self, demo=False, sandbox=False, clock=None, keep=None):
        self.dir = pathlib.Path(keep or tempfile.mkdtemp(prefix="anlan-test-")) / "city"
        self.own = keep is None
        self.clock = clock
        words = ["init", self.dir, "--json"] + (["--demo", "quzhou"] if demo else []) + (["--sandbox"] if sandbox else [])
        made = json.loads(run(*words).stdout)
        self.password = made["password"]
        self.accounts = {a["name"]: a["password"] for a in made["accounts"]}
        self.process = None

    def start(self, timeout_s=60):
        words = [ANLAN, "serve", "--data", str(self.dir), "--listen", "127.0.0.1:0"] + (["--clock", self.clock] if self.clock else [])
        self.log = open(self.dir.parent / "server.log", "ab")
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        hit = re.match(r"listening on http://127\.0\.0\.1:(\d+)", line)
        if not hit:
            raise AssertionError(f"the server did not start: {line!r} {(self.dir.parent / 'server.log').read_text()[-2000:]}")
        self.port = int(hit.group(1))
        return self

    def stop(self, sig=signal.SIGTERM):
        if self.process:
            self.process.send_signal(sig)
            status = self.process.wait(timeout=60)
            self.process.stdout.close()
            self.log.close()
            self.process = None
            if sig == signal.SIGTERM and status != 0:  # a sanitizer's word, or a crash before
                raise AssertionError(f"the server ended with {status}: {(self.dir.parent / 'server.log').read_text(errors='replace')[-4000:]}")

    def __enter__(self):
        self.start()
        self.token = self.new_token("admin")
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own:
            shutil.rmtree(self.dir.parent, ignore_errors=True)

    def new_token(self, user):
        return run("token", "new", "--user", user, "--data", self.dir).stdout.strip().splitlines()[-1]

    def call(self, method, path, body=None, headers=None, token="admin", lang="en"):
        head = {"Accept-Language": lang}
        if token == "admin":
            token = self.token
        if token:
            head["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            head["Content-Type"] = "application/json"
        head.update(headers or {})
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, urllib.parse.quote(path, safe="/?&=%<>!,:+-_.~"), body.encode() if isinstance(body, str) else body, head)
            answer = link.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            link.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body if body is not None else {}, **more)

    def patch(self, path, body, **more):
        return self.call("PATCH", path, body, **more)

    def upload(self, path, name, content, fields=None, **more):
        edge = "edge8c1f"
        parts = b""
        for key, value in (fields or {}).items():
            parts += f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        parts += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
        parts += content + f"\r\n--{edge}--\r\n".encode()
        return self.call("POST", path, parts, headers={"Content-Type": f"multipart/form-data; boundary={edge}"}, **more)


class Ear(threading.Thread):
    """Somebody's feed; `over` when the server has ended it."""

    def __init__(self, city, token=None, **head):
        super().__init__(daemon=True)
        self.heard, self.over = [], threading.Event()
        if token:
            head["Authorization"] = f"Bearer {token}"
        link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=600)
        link.request("GET", "/api/feed", headers=head)
        self.answer = link.getresponse()
        self.status = self.answer.status
        self.start()

    def run(self):
        try:
            for line in self.answer:
                if line.startswith(b"data:"):
                    self.heard.append(json.loads(line[5:]))
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.over.set()


class Checks:
    """Counts; each check says what it looked at."""

    def __init__(self):
        self.passed = self.failed = 0

    def that(self, what, holds, seen=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: {str(seen)[:600]}")

    def same(self, what, seen, wanted):
        self.that(what, seen == wanted, f"saw {seen!r}, wanted {wanted!r}")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        raise SystemExit(1 if self.failed or not self.passed else 0)
