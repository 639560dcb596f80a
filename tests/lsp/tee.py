"""Runs a language server and writes what passes between it and its client to a file.

    tee.py FILE COMMAND…

One line for each piece: `>` (to the server) or `<` (from it) and the bytes in hexadecimal.
"""

import os
import subprocess
import sys
import threading


def copy(mark, source, sink, log, lock):
    while piece := os.read(source, 65536):
        with lock:
            log.write(f"{mark} {piece.hex()}\n")
            log.flush()
        view = memoryview(piece)
        while view:
            try:
                view = view[os.write(sink, view) :]
            except BrokenPipeError:
                return
    os.close(sink)


def main():
    path, *command = sys.argv[1:]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lock = threading.Lock()
    with open(path, "w", encoding="ascii") as log:
        reader = threading.Thread(
            target=copy, args=(">", 0, os.dup(server.stdin.fileno()), log, lock), daemon=True
        )
        server.stdin.close()
        reader.start()
        copy("<", server.stdout.fileno(), os.dup(1), log, lock)
        # The reader may wait for a client that has nothing more to say.
        status = server.wait()
        log.flush()
        os._exit(status)


main()
