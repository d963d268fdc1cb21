# SPDX-License-Identifier: Apache-2.0
"""What the simulated message centres share: a server on loopback, connections, units that begin with their length."""
import socket
import struct
import threading


class Centre:
    HEAD = 12  # bytes of a unit's head; the first four are its length

    def __init__(self, password="secret"):
        self.password, self.mode = password, ""
        self.texts = []  # (number, text), one for each unit taken
        self.binds, self.next_id = 0, 1
        self.lock = threading.Lock()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.links = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            with self.lock:
                self.links.append(link)
            threading.Thread(target=self.talk, args=(link,), daemon=True).start()

    def close(self):
        self.server.close()
        self.cut()

    def cut(self):
        """Every connection breaks."""
        with self.lock:
            for link in self.links:
                try:
                    link.shutdown(socket.SHUT_RDWR)  # close() alone waits for the thread that reads
                except OSError:
                    pass
                link.close()
            self.links = []

    def talk(self, link):
        data = b""
        try:
            while True:
                got = link.recv(65536)
                if not got:
                    return
                data += got
                while len(data) >= self.HEAD and len(data) >= struct.unpack(">I", data[:4])[0]:
                    size = struct.unpack(">I", data[:4])[0]
                    self.unit(link, data[:size])
                    data = data[size:]
        except OSError:
            pass
        finally:
            link.close()
