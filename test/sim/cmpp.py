# SPDX-License-Identifier: Apache-2.0
"""A gateway that speaks CMPP 2.0: connect with its digest, submit, reports as DELIVER, active test. Modes: `mute` (says nothing), `doubled`
(each report twice), `late` (reports wait for release()), `slow` (a second before each answer). source: CMPP 2.0 §8.4"""
import hashlib
import struct
import time

from centre import Centre

CONNECT, TERMINATE, SUBMIT, DELIVER, TEST = 1, 2, 4, 5, 8
ANSWER = 0x80000000


class Cmpp(Centre):
    HEAD = 12

    def __init__(self, password="secret"):
        super().__init__(password)
        self.parts, self.held = [], []

    def release(self):
        """Late reports leave."""
        with self.lock:
            held, self.held = self.held, []
        for link, body in held:
            self.report(link, body)

    def send(self, link, command, sequence, body=b""):
        link.sendall(struct.pack(">III", 12 + len(body), command, sequence) + body)

    def unit(self, link, pdu):
        _, command, sequence = struct.unpack(">III", pdu[:12])
        if self.mode == "mute":
            return
        if self.mode == "slow":
            time.sleep(1)
        if command == CONNECT:
            source, digest, stamp = pdu[12:18], pdu[18:34], struct.unpack(">I", pdu[35:39])[0]
            want = hashlib.md5(source.rstrip(b"\0") + b"\0" * 9 + self.password.encode() + f"{stamp:010d}".encode()).digest()
            status = 0 if digest == want else 3
            self.binds += status == 0
            proof = hashlib.md5(bytes([status]) + digest + self.password.encode()).digest()
            self.send(link, CONNECT | ANSWER, sequence, bytes([status]) + proof + b"\x20")
        elif command == SUBMIT:
            self.submit(link, sequence, pdu[12:])
        elif command == TEST:
            self.send(link, TEST | ANSWER, sequence, b"\0")
        elif command == TERMINATE:
            self.send(link, TERMINATE | ANSWER, sequence)

    def submit(self, link, sequence, body):
        total, part, udhi, coding = body[8], body[9], body[45], body[46]
        assert body[116] == 1, "one number"
        number = body[117:138].rstrip(b"\0").decode()
        size = body[138]
        raw = body[139:139 + size]
        if udhi:
            raw = raw[raw[0] + 1:]
        text = raw.decode("utf-16-be") if coding == 8 else raw.decode("ascii")
        with self.lock:
            self.parts.append((number, part, total))
            if part <= 1:
                self.texts.append((number, text))
            name = 0x8904_0080_0000_0000 + self.next_id
            self.next_id += 1
        self.send(link, SUBMIT | ANSWER, sequence, struct.pack(">QB", name, 0))
        report = struct.pack(">Q", name) + b"DELIVRD" + b"1908090800" + b"1908090801" + number.encode().ljust(21, b"\0") + struct.pack(">I", 1)
        deliver = (struct.pack(">Q", name) + b"12379".ljust(21, b"\0") + b"anlan".ljust(10, b"\0") + bytes([0, 0, 0])
                   + number.encode().ljust(21, b"\0") + bytes([1, len(report)]) + report + b"\0" * 8)
        if self.mode == "late":
            with self.lock:
                self.held.append((link, deliver))
            return
        for _ in range(2 if self.mode == "doubled" else 1):
            self.report(link, deliver)

    def reply(self, number, text):
        """A telephone writes to us."""
        raw = text.encode("utf-16-be")
        with self.lock:
            link = self.links[-1]
        self.report(link, struct.pack(">Q", 1) + b"12379".ljust(21, b"\0") + b"anlan".ljust(10, b"\0") + bytes([0, 0, 8])
                    + number.encode().ljust(21, b"\0") + bytes([0, len(raw)]) + raw + b"\0" * 8)

    def report(self, link, body):
        with self.lock:
            self.next_id += 1
            sequence = self.next_id
        self.send(link, DELIVER, sequence, body)
