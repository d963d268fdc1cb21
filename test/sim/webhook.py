# SPDX-License-Identifier: Apache-2.0
"""Somebody's hook: keeps what is posted, by its key. Mode `moved` sends elsewhere, which nobody may follow."""
from web import WebSim


class Webhook(WebSim):
    def __init__(self):
        self.posts = {}
        super().__init__()

    def take(self, method, path, headers, body):
        with self.lock:
            if self.mode == "moved":
                return 302, {"to": f"http://127.0.0.1:{self.port}/elsewhere"}
            self.posts[headers["Idempotency-Key"]] = (path, body)
            return 200, {}
