# SPDX-License-Identifier: Apache-2.0
"""A mail server as far as one letter needs. Mode `refuse`: every receiver is unknown. source: RFC 5321"""
import socket
import threading


class Smtp:
    def __init__(self):
        self.mode, self.letters = "", []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(link,), daemon=True).start()

    def close(self):
        self.server.close()

    def talk(self, link):
        f = link.makefile("rwb")

        def say(line):
            f.write(line.encode() + b"\r\n")
            f.flush()
        try:
            say("220 sim")
            to = ""
            for line in f:
                word = line[:4].upper()
                if word in (b"EHLO", b"HELO"):
                    say("250 sim")
                elif word == b"RCPT":
                    to = line.decode().split("<")[1].split(">")[0]
                    say("550 no such user" if self.mode == "refuse" else "250 ok")
                elif word == b"DATA":
                    say("354 go on")
                    text = b""
                    while not text.endswith(b"\r\n.\r\n"):
                        text += f.readline()
                    self.letters.append((to, text.decode()))
                    say("250 taken")
                elif word == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")
        except OSError:
            pass
        finally:
            link.close()
