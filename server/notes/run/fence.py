"""Runs one example of a note; started by `pygloss notes run` with `python -I` in an empty folder.

The argument names a JSON file with: `sources` (the example and, should it not parse, what it may
be together with its neighbours), `context` (examples before it whose names it may use), `known`
(words around it, which may announce an exception), `report` (where to report to), `root` (the
folder that may be written to) and the limits `memory`, `file` (both bytes) and `seconds`.
Runs under Python 3.8 or newer.
"""
import ast
import builtins
import errno
import io
import json
import os
import re
import sys
import tokenize
import types

with open(sys.argv[1], encoding="utf-8") as file:
    JOB = json.load(file)
EXAMPLE = "<example>"
MOST_FORKS = 32

report_file = os.open(JOB["report"], os.O_WRONLY | os.O_CREAT, 0o600)


def limit():
    try:
        import resource
    except ImportError:
        return
    wanted = [("RLIMIT_AS", JOB["memory"]), ("RLIMIT_FSIZE", JOB["file"]), ("RLIMIT_CPU", JOB["seconds"]),
              ("RLIMIT_CORE", 0)]
    for name, value in wanted:
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            pass


def tokens():
    """A pipe with one byte for each fork that the example and all its children may make."""
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    os.write(write_end, b"." * MOST_FORKS)
    return read_end


class Refused(PermissionError):
    """What an example may not do."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


# Of each event the arguments that are paths, and for each the one with the folder it is relative to.
CHANGES = {"os.mkdir": [(0, 2)], "os.remove": [(0, 1)], "os.rmdir": [(0, 1)], "os.truncate": [(0, None)],
           "os.chmod": [(0, 2)], "os.chown": [(0, 3)], "os.utime": [(0, 3)], "os.setxattr": [(0, None)],
           "os.symlink": [(1, 2)], "os.rename": [(0, 2), (1, 3)], "os.link": [(0, 2), (1, 3)],
           "shutil.rmtree": [(0, 1)]}
LIMITED = {"RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CPU"}
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile")


def guard(event, arguments, root=os.path.realpath(JOB["root"]), inside=os.path.realpath, fspath=os.fspath,
          left=tokens(), read=os.read):
    """An audit hook: nothing is written outside the folder. No jail, but no accident either; where
    Linux has Landlock, it is the jail."""
    if event in ("os.fork", "os.forkpty"):
        try:
            allowed = read(left, 1)
        except OSError:
            allowed = b""
        if not allowed:
            raise Refused("starts-processes", "an example starts at most %d processes" % MOST_FORKS)
        return
    if event in PROGRAMS:
        raise Refused("starts-processes", "an example starts no other programs")
    if event in ("os.kill", "os.killpg"):
        try:
            group = arguments[0] if event == "os.killpg" or arguments[0] <= 0 else os.getpgid(arguments[0])
        except OSError:
            return
        if group not in (0, os.getpgrp()):
            raise Refused("signals-outside", "an example sends signals only to its own processes")
        return
    if event in ("resource.setrlimit", "resource.prlimit"):
        import resource
        if arguments[0 if event.endswith("setrlimit") else 1] in {getattr(resource, name, None) for name in LIMITED}:
            raise Refused("changes-limits", "an example keeps the limits that it was given")
        return
    if event == "open":
        path, mode, flags = (tuple(arguments) + (None, None, None))[:3]
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        is_write = isinstance(flags, int) and flags & writes or isinstance(mode, str) and set(mode) & set("wax+")
        paths = [(path, None)] if is_write else []
    elif event in CHANGES:
        given = tuple(arguments) + (None,) * 4
        paths = [(given[path], None if folder is None else given[folder]) for path, folder in CHANGES[event]]
    elif event == "sqlite3.connect":
        paths = [(one, None) for one in arguments[:1] if one not in (":memory:", "")]
    elif event == "socket.bind":
        paths = [(one, None) for one in arguments[1:2] if isinstance(one, (str, bytes)) and one[:1] not in ("\0", b"\0", "", b"")]
    else:
        return
    for path, folder in paths:
        if path is None or isinstance(path, int):
            continue
        path = os.fsdecode(fspath(path))
        if isinstance(folder, int) and folder >= 0:
            path = os.path.join("/proc/self/fd/%d" % folder, path)
        where = inside(path)
        if where != root and not where.startswith(root + os.sep) and where not in (os.devnull, JOB["report"]):
            raise Refused("writes-outside", "an example writes only to its own folder, not to " + where)


