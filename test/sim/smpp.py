# SPDX-License-Identifier: Apache-2.0
"""A short-message centre that speaks SMPP 3.4 as far as a transceiver needs: bind, submit, delivery reports, link checks. Modes: `mute` (takes
the connection and says nothing), `doubled` (each report twice). source: SMPP v3.4 §4, Appendix B"""
import struct

from centre import Centre

BIND, SUBMIT, DELIVER, UNBIND, PROBE = 0x09, 0x04, 0x05, 0x06, 0x15
ANSWER = 0x80000000


class Smpp(Centre):
    HEAD = 16

    def send(self, link, command, sequence, body=b"", status=0):
        link.sendall(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def unit(self, link, pdu):
        _, command, _, sequence = struct.unpack(">IIII", pdu[:16])
        if self.mode == "mute":
            return
        if command == BIND:
            fields = pdu[16:].split(b"\0")
            good = fields[1].decode() == self.password
            self.binds += good
            self.send(link, BIND | ANSWER, sequence, b"sim\0" if good else b"", 0 if good else 0x0E)
        elif command == SUBMIT:
            self.submit(link, sequence, pdu[16:])
        elif command in (PROBE, UNBIND):
            self.send(link, command | ANSWER, sequence)

    def reply(self, number, text):
        """A telephone writes to us."""
        raw = text.encode("utf-16-be")
        with self.lock:
            self.next_id += 1
            link, sequence = self.links[-1], self.next_id
        body = b"\0" + b"\1\1" + number.encode() + b"\0" + b"\0\0" + b"12379\0" + bytes([0, 0, 0]) + b"\0\0" + bytes([0, 0, 8, 0]) + bytes([len(raw)]) + raw
        self.send(link, DELIVER, sequence, body)

    def submit(self, link, sequence, body):
        at = body.index(b"\0") + 1  # service type
        at += 2
        at = body.index(b"\0", at) + 1  # from
        at += 2
        end = body.index(b"\0", at)
        number = body[at:end].decode()
        at = end + 1
        esm = body[at]
        rest = body[at + 3:]  # schedule, validity
        rest = rest[rest.index(b"\0") + 1:]
        rest = rest[rest.index(b"\0") + 1:]
        coding, size = rest[2], rest[4]
        raw = rest[5:5 + size]
        if esm & 0x40:  # a header in front: parts of one text
            raw = raw[raw[0] + 1:]
        with self.lock:
            self.texts.append((number, raw.decode("utf-16-be") if coding == 8 else raw.decode("latin-1")))
            name = f"{self.next_id:010d}"
            self.next_id += 1
        self.send(link, SUBMIT | ANSWER, sequence, name.encode() + b"\0")
        report = f"id:{name} sub:001 dlvrd:001 submit date:1908090800 done date:1908090801 stat:DELIVRD err:000 text:".encode()
        body = b"\0" + b"\1\1" + number.encode() + b"\0" + b"\0\0\0" + bytes([4, 0, 0]) + b"\0\0" + bytes([0, 0, 0, 0]) + bytes([len(report)]) + report
        for _ in range(2 if self.mode == "doubled" else 1):
            with self.lock:
                self.next_id += 1
                sequence = self.next_id
            self.send(link, DELIVER, sequence, body)
