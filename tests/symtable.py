"""What CPython's own symbol table says of every module of its standard library.

Prints one JSON object per file and line:

    {"path", "scopes": [[parent, type, name, line, {symbol: [scope, flags]}], ...],
     "folded": {as written: NFKC}, "lazy": annotations make no symbols, "text": only if not UTF-8}

or {"path", "error"} for a file that this Python cannot compile. Scopes stand in preorder; the
parent of the module is -1. `scope` is one of L(ocal) C(ell) F(ree) G(lobal, declared) and
g(lobal, by default); `flags` are letters: see FLAGS. `tests/symtable.rs` reads it.
"""

import _symtable
import io
import json
import multiprocessing
import os
import re
import sys
import sysconfig
import tokenize
import unicodedata
import warnings

SCOPES = {
    _symtable.LOCAL: "L",
    _symtable.CELL: "C",
    _symtable.FREE: "F",
    _symtable.GLOBAL_EXPLICIT: "G",
    _symtable.GLOBAL_IMPLICIT: "g",
}
# assigned, parameter, imported, annotated, declared global, nonlocal, used.
FLAGS = [
    (_symtable.DEF_LOCAL, "a"),
    (_symtable.DEF_PARAM, "p"),
    (_symtable.DEF_IMPORT, "i"),
    (_symtable.DEF_ANNOT, "t"),
    (_symtable.DEF_GLOBAL, "g"),
    (_symtable.DEF_NONLOCAL, "n"),
    (_symtable.USE, "u"),
]
TYPES = {
    getattr(_symtable, constant): word
    for constant, word in [
        ("TYPE_MODULE", "module"),
        ("TYPE_CLASS", "class"),
        ("TYPE_FUNCTION", "function"),
        ("TYPE_ANNOTATION", "annotation"),
        ("TYPE_TYPE_ALIAS", "alias"),
        ("TYPE_TYPE_PARAM", "parameters"),
        ("TYPE_TYPE_PARAMETERS", "parameters"),
        ("TYPE_TYPE_VAR_BOUND", "alias"),
        ("TYPE_TYPE_VARIABLE", "alias"),
        ("TYPE_TYPEVAR_BOUND", "alias"),
    ]
    if hasattr(_symtable, constant)
}


def scopes_of(table, parent, found):
    symbols = {}
    for name, bits in table.symbols.items():
        scope = SCOPES.get((bits >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK, "?")
        symbols[name] = [scope, "".join(letter for bit, letter in FLAGS if bits & bit)]
    index = len(found)
    found.append([parent, TYPES.get(table.type, str(table.type)), table.name, table.lineno, symbols])
    for child in table.children:
        scopes_of(child, index, found)
    return found


def table_of(path):
    answer = {"path": path}
    try:
        with open(path, "rb") as file:
            source = file.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer["scopes"] = scopes_of(_symtable.symtable(source, path, "exec"), -1, [])
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
        if encoding not in ("utf-8", "utf-8-sig"):
            answer["text"] = text
        words = set(re.findall(r"\w*[^\W\x00-\x7f]\w*", text))
        folded = {word: unicodedata.normalize("NFKC", word) for word in words}
        answer["folded"] = {word: fold for word, fold in folded.items() if word != fold}
        # 3.10 stopped looking into annotations that are never evaluated.
        module = answer["scopes"][0][4]
        answer["lazy"] = (
            sys.version_info >= (3, 10)
            and "i" in module.get("annotations", ["", ""])[1]
            and re.search(r"^from\s+__future__\s+import[^#\n]*(\([^)]*)?\bannotations\b", text, re.M) is not None
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"path": path, "error": "%s: %s" % (type(error).__name__, error)}
    return answer


def main():
    library = sysconfig.get_paths()["stdlib"]
    paths = []
    for folder, folders, files in os.walk(library):
        folders[:] = sorted(set(folders) - {"site-packages", "__pycache__"})
        paths += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".py")]
    print(json.dumps({"version": sys.version.split()[0], "library": library, "files": len(paths)}), flush=True)
    with multiprocessing.Pool() as pool:
        for answer in pool.imap_unordered(table_of, paths, chunksize=8):
            # ASCII only: a lone surrogate in a literal must not break the line's encoding.
            sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
