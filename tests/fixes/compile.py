"""Whether texts compile: reads a file with one JSON string a line, and prints for each the error
as a JSON string, or null. `tests/fixes/cpython.rs` reads it.
"""

import json
import multiprocessing
import sys
import warnings


def error_of(line):
    warnings.simplefilter("ignore")
    try:
        compile(json.loads(line), "text", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return json.dumps("%s: %s" % (type(error).__name__, error))
    return "null"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as texts, multiprocessing.Pool() as pool:
        for answer in pool.imap(error_of, texts, chunksize=16):
            print(answer)
