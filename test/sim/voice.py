# SPDX-License-Identifier: Apache-2.0
"""A gateway of calls: POST /calls with an Idempotency-Key → {"call"}; GET /calls/{id} → {"state", "answered", "heard_s"}. behave(number, try)
gives the seconds heard, None = nobody answers."""
from web import WebSim


class Voice(WebSim):
    def __init__(self, behave=lambda number, n: 30):
        self.behave = behave
        self.calls, self.by_key, self.dialled = {}, {}, []
        super().__init__()

    def take(self, method, path, headers, body):
        with self.lock:
            if method == "GET":
                call = self.calls.get(path.rsplit("/", 1)[1])
                return (404, {}) if call is None else (200, {"state": "ended", "answered": call is not False, "heard_s": call or 0})
            key = headers["Idempotency-Key"]
            if key not in self.by_key:
                n = sum(1 for number, _ in self.dialled if number == body["to"]) + 1
                self.dialled.append((body["to"], body["text"]))
                name = f"c{len(self.dialled)}"
                heard = self.behave(body["to"], n)
                self.calls[name] = False if heard is None else heard
                self.by_key[key] = name
            return 202, {"call": self.by_key[key]}
