# SPDX-License-Identifier: Apache-2.0
"""The peer that people would pick instead: Directus 10 on SQLite (11 wants Node 22), with a collection like our register org. It is
installed once into .peer/ from npm; where that fails, it is skipped aloud."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOME = ROOT / ".peer" / "directus"
PACKAGES = ["directus@10.13.4", "sqlite3@6.0.1"]
PORT = 8055


class Skipped(Exception):
    pass


def install():
    if (HOME / "node_modules" / "directus").exists():
        return
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "package.json").write_text('{"private": true}')
    print("installing the peer Directus 10 (npm, some minutes, once)", flush=True)
    try:
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES], cwd=HOME, capture_output=True, text=True, timeout=1500)
    except (OSError, subprocess.TimeoutExpired) as e:
        raise Skipped(str(e)) from e
    if done.returncode:
        shutil.rmtree(HOME, ignore_errors=True)
        raise Skipped(done.stderr.strip()[-200:])


class Directus:
    def __enter__(self):
        install()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-peer-"))
        env = dict(os.environ, DB_CLIENT="sqlite3", DB_FILENAME=str(self.folder / "data.db"), KEY="k" * 32, SECRET="s" * 32, ADMIN_EMAIL="admin@example.com",
                   ADMIN_PASSWORD="peer-password", HOST="127.0.0.1", PORT=str(PORT), TELEMETRY="false", LOG_LEVEL="error", RATE_LIMITER_ENABLED="false", ACCESS_TOKEN_TTL="2h")
        cli = str(HOME / "node_modules" / ".bin" / "directus")
        done = subprocess.run([cli, "bootstrap"], cwd=HOME, env=env, capture_output=True, text=True)
        if done.returncode:
            raise Skipped(done.stdout[-200:])
        self.process = subprocess.Popen([cli, "start"], cwd=HOME, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.port, self.token = PORT, None
        until = time.monotonic() + 60
        while True:
            try:
                self.token = self.call("POST", "/auth/login", {"email": "admin@example.com", "password": "peer-password"})["data"]["access_token"]
                break
            except OSError:
                if time.monotonic() > until:
                    self.__exit__()
                    raise Skipped("it does not start") from None
                time.sleep(0.5)
        fields = [{"field": "id", "type": "integer", "schema": {"is_primary_key": True, "has_auto_increment": True}}]
        fields += [{"field": name, "type": "string", "schema": {}} for name in ("ref", "name", "region", "address")]
        self.call("POST", "/collections", {"collection": "org", "schema": {}, "meta": {}, "fields": fields})
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, path, body=None):
        head = {"Content-Type": "application/json"}
        if self.token:
            head["Authorization"] = f"Bearer {self.token}"
        asked = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", json.dumps(body).encode() if body is not None else None, head, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read() or b"null")
