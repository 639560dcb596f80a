"""A strict look at recorded sessions: each message of the server, byte by byte and field by field.

Clients read leniently: an unknown or misspelt field passes. Here every message is read into the
type that the protocol gives it and written again; what is lost on the way was no part of it.
"""

import json
import typing
from typing import Union

from lsprotocol import converters
from lsprotocol import types as T



def mended(converter):
    """lsprotocol takes every action that has a command for a bare command; not so here."""

    def command_or_action(value, _):
        is_command = isinstance(value.get("command"), str)
        return converter.structure(value, T.Command if is_command else T.CodeAction)

    converter.register_structure_hook(Union[T.Command, T.CodeAction], command_or_action)

    def notebook(value, _):
        if value is None or isinstance(value, str):
            return value
        for member, kind in [
            ("notebookType", T.NotebookDocumentFilterNotebookType),
            ("scheme", T.NotebookDocumentFilterScheme),
            ("pattern", T.NotebookDocumentFilterPattern),
        ]:
            if member in value:
                return converter.structure(value, kind)
        raise ValueError(f"a filter of notebooks has none of its members: {value}")

    # Nor does it read the filters of notebooks at all.
    for kind in (T.NotebookDocumentFilterWithCells, T.NotebookDocumentFilterWithNotebook):
        converter.register_structure_hook(typing.get_type_hints(kind)["notebook"], notebook)
    return converter


CONVERTER = mended(converters.get_converter())


def fields_of(header):
    return dict(line.split(b": ", 1) for line in header.split(b"\r\n"))


def length_in(header):
    return int(fields_of(header).get(b"Content-Length", 0))


def frames(stream, ours, may_break_off=False):
    """The messages of a byte stream; anything that is no frame is an error. Our own frames have
    the one header that is needed, and nothing else."""
    while stream:
        header, separator, rest = stream.partition(b"\r\n\r\n")
        if may_break_off and (not separator or len(rest) < length_in(header)):
            return
        assert separator, f"no frame: {stream[:80]!r}"
        fields = fields_of(header)
        assert not ours or list(fields) == [b"Content-Length"], f"no header: {header[:80]!r}"
        length = int(fields[b"Content-Length"])
        assert len(rest) >= length, "the last message is cut off"
        yield json.loads(rest[:length].decode("utf-8"))
        stream = rest[length:]


def lost(raw, back, path=""):
    """Where `back` lacks a key of `raw` that is not null, or holds another value."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            here = f"{path}/{key}"
            if value is None:
                continue
            if not isinstance(back, dict) or key not in back:
                yield here
            else:
                yield from lost(value, back[key], here)
    elif isinstance(raw, list):
        if not isinstance(back, list) or len(raw) != len(back):
            yield path
        else:
            for index, pair in enumerate(zip(raw, back)):
                yield from lost(*pair, f"{path}/{index}")
    elif raw != back:
        yield path


def type_of(message, asked):
    if "method" in message:
        return T.METHOD_TO_TYPES[message["method"]][0]
    if "error" in message:
        return T.ResponseErrorMessage
    return T.METHOD_TO_TYPES[asked[message["id"]]][1]


def problems(message, asked):
    """What is wrong with one message of the server; `asked` are the methods of requests by their ids."""
    kind = type_of(message, asked)
    try:
        back = json.loads(json.dumps(CONVERTER.unstructure(CONVERTER.structure(message, kind), kind)))
    except Exception as error:
        return [f"{kind.__name__} cannot be read: {error!r}: {message}"]
    return [f"{kind.__name__}: {where} of {message}" for where in lost(message, back)]


def check(path):
    """All problems of a recorded session, and how many messages of the server there were."""
    streams = {">": b"", "<": b""}
    for line in path.read_text("ascii").splitlines():
        mark, _, piece = line.partition(" ")
        streams[mark] += bytes.fromhex(piece)
    asked = {
        message["id"]: message["method"]
        for message in frames(streams[">"], ours=False)
        if "method" in message and "id" in message
    }
    found, count = [], 0
    for message in frames(streams["<"], ours=True):
        count += 1
        found += problems(message, asked)
    return found, count
