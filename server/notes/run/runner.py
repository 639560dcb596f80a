# Running the example, and what is told of it.

MOST_RECORDS, LONGEST_RECORD = 2000, 2000
problems = []
records = {}
raised = set()


def problem(line, kind, message):
    problems.append([line, kind, " ".join(message.split())])


def record(line, text):
    kept = records.setdefault(line, [])
    if len(kept) < MOST_RECORDS:
        kept.append(text[:LONGEST_RECORD])


def recording_print(*values, sep=" ", end="\n", file=None, flush=False, real=print, frame=sys._getframe):
    if file is not None and file is not sys.stdout:
        return real(*values, sep=sep, end=end, file=file, flush=flush)
    text = io.StringIO()
    real(*values, sep=sep, end=end, file=text)
    caller = frame(1)
    if caller.f_code.co_filename == EXAMPLE:
        record(caller.f_lineno, text.getvalue())
    sys.stdout.write(text.getvalue())
    if flush:
        sys.stdout.flush()


def show(line, value):
    if value is not None:
        record(line, repr(value))
    return value


def parses(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


IS_SESSION = any(line.startswith(">>> ") for line in JOB["sources"][0].split("\n"))
USED = 0 if IS_SESSION else next((at for at, one in enumerate(JOB["sources"]) if parses(one)), 0)
SOURCE = JOB["sources"][USED]
LINES = SOURCE.split("\n")
COMMENTS = comments(SOURCE)
RAISES = {line: match.group(1) for line, text in COMMENTS.items()
          for match in [re.match(r"(?:raises?|Raises?):?\s+([A-Z]\w*)", text)] if match}
KNOWN = set(re.findall(r"\w+", JOB["known"]))


def compare():
    for line, outputs in sorted(records.items()):
        claim = COMMENTS.get(line)
        if claim is None or VARIES.search(LINES[line - 1].split("#")[0]):
            continue
        if contradicts(claim, outputs):
            if unknown_name(outputs[0], claim):
                problem(line, "incomplete", unknown_name(outputs[0], claim))
                continue
            real = outputs[0].strip().replace("\n", "⏎")
            problem(line, "contradicted", "the comment claims `%s`, the line gives `%s`" % (claim[:200], real[:200]))
    for line, name in RAISES.items():
        if name not in raised:
            problem(line, "contradicted", "the comment claims that %s is raised; it is not" % name)


def expects(names, first, last):
    """Whether a comment near the statement says that it fails in this way."""
    said = " ".join(text for line, text in COMMENTS.items() if first - 2 <= line <= last + 2)
    said += " " + " ".join(RAISES.values())
    words = set(re.findall(r"\w+", said))
    if (words | KNOWN) & names:
        return True
    return not RAISES and bool(re.search(r"\b(raises?|fails?|crash\w*|errors?|exception|broken|breaks?|invalid)\b|[❌✗✘]", said, re.I))


def prepare(tree):
    for node in tree.body:
        if isinstance(node, ast.Expr) and node.lineno in COMMENTS and not isinstance(node.value, ast.Constant) \
                and node.end_lineno == node.lineno and not any(isinstance(one, ast.Await) for one in ast.walk(node)):
            call = ast.Call(ast.Name("__pygloss_show__", ast.Load()), [ast.Constant(node.lineno), node.value], [])
            node.value = ast.copy_location(call, node.value)
    return ast.fix_missing_locations(tree)


def is_kept_out(error):
    """Whether it was Landlock that refused: by its own rules the file system would have let us."""
    path = error.filename
    if error.errno != errno.EACCES or not isinstance(path, (str, type(None))):
        return False
    return path is None or os.access(path if os.path.exists(path) else os.path.dirname(path) or ".", os.W_OK)


def wants_network(error):
    """Whether an exception, or one that it came from, says that nobody answers."""
    names = {"ConnectionError", "gaierror", "URLError", "ConnectError", "ConnectTimeout", "NetworkError"}
    seen = 0
    while error is not None and seen < 10:
        if names & {base.__name__ for base in type(error).__mro__}:
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def came_from(error, kinds):
    """An exception of these classes among one and those that it came from."""
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, kinds):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def wants_terminal(error):
    """Whether an exception says that there is no terminal."""
    if isinstance(error, OSError):
        return error.filename == "/dev/tty" or error.errno == errno.ENOTTY
    return type(error).__module__ == "termios"


def crash(error, first, last):
    """Reports an exception; says whether the rest may go on because it was announced."""
    names = {base.__name__ for base in type(error).__mro__}
    raised.update(names)
    if expects(names - {"object", "BaseException", "Exception"} | {type(error).__name__}, first, last):
        return True
    text = ("%s: %s" % (type(error).__name__, error))[:300]
    if isinstance(error, ModuleNotFoundError) and error.name:
        problem(first, "missing-module", "`%s` is not installed for this Python" % error.name)
    elif isinstance(error, ImportError) and isinstance(error.__cause__ or error.__context__, ModuleNotFoundError):
        missing = error.__cause__ or error.__context__
        problem(first, "missing-module", "`%s` is not installed for this Python" % missing.name)
    elif isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        problem(first, "incomplete", text)
    elif isinstance(error, EOFError) and "EOF when reading" in str(error):
        problem(first, "incomplete", "the example asks for input")
    elif wants_network(error):
        problem(first, "incomplete", "the example wants the network: " + text)
    elif wants_terminal(error):
        problem(first, "incomplete", "the example wants a terminal: " + text)
    elif isinstance(error, IndexError) and "sys.argv" in LINES[min(first, len(LINES)) - 1]:
        problem(first, "incomplete", "the example wants an argument")
    elif isinstance(error, FileNotFoundError) and not os.path.isabs(str(error.filename or os.sep)):
        problem(first, "incomplete", "the example reads `%s`, which is not there" % error.filename)
    elif isinstance(error, SyntaxError) and error.filename == EXAMPLE:
        problem(first, "syntax", str(error.msg))
    elif came_from(error, Refused):
        refused = came_from(error, Refused)
        problem(first, refused.kind, str(refused))
    elif isinstance(error, PermissionError) and is_kept_out(error):
        problem(first, "writes-outside", "an example writes only to its own folder: %s" % error)
    elif isinstance(error, MemoryError):
        problem(first, "memory-limit", "the example takes more than %d MB" % (JOB["memory"] >> 20))
    elif isinstance(error, OSError) and error.errno == errno.EFBIG:
        problem(first, "output-limit", "the example writes more than %d MB" % (JOB["file"] >> 20))
    else:
        problem(first, "crash", text)
    return False


def whole(sources):
    """Examples that parse: alone, without their indentation, or with the next one; of sessions the
    code without prompts and output."""
    import doctest
    import textwrap
    at = 0
    while at < len(sources):
        own = textwrap.dedent(sources[at])
        if any(line.startswith(">>> ") for line in own.split("\n")):
            try:
                own = "".join(example.source for example in doctest.DocTestParser().get_examples(own))
            except ValueError:
                own = ""
        elif not parses(own) and parses("".join(sources[at:at + 2])):
            own = "".join(sources[at:at + 2])
            at += 1
        at += 1
        if parses(own):
            yield own


def fresh_main():
    """The module that the example is, with the names of those before it."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.argv[:] = [EXAMPLE]
    kept = sys.stdout
    for source in whole(JOB["context"]):
        sys.stdout = io.StringIO()
        try:
            # Statement by statement: one that fails must not take the names behind it along.
            for node in ast.parse(source).body:
                try:
                    exec(compile(ast.Module([node], []), "<before>", "exec", dont_inherit=True), module.__dict__)
                except BaseException:
                    pass
        except BaseException:
            pass
        finally:
            sys.stdout = kept
    module.__dict__.update(__pygloss_show__=show)
    return module


def syntax(error):
    message = str(getattr(error, "msg", error))
    if crash_of_syntax(error):
        return
    is_part = "outside" in message
    problem(getattr(error, "lineno", None) or 1, "incomplete" if is_part else "syntax", message)


def run():
    try:
        tree = prepare(ast.parse(SOURCE, EXAMPLE))
    except (SyntaxError, ValueError) as error:
        return syntax(error)
    module = fresh_main()
    body = tree.body
    while body:
        try:
            # As one code object: that equal constants are one object depends on it.
            code = compile(ast.Module(body, []), EXAMPLE, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return syntax(error)
        try:
            exec(code, module.__dict__)
            return
        except SystemExit:
            return
        except BaseException as error:
            line, trace = None, error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code is code:
                    line = trace.tb_lineno
                trace = trace.tb_next
            if line is None:
                line = body[0].lineno
            at = next((number for number, node in enumerate(body) if node.end_lineno >= line), len(body) - 1)
            if not crash(error, line, body[at].end_lineno):
                return
            body = body[at + 1:]


def crash_of_syntax(error):
    names = {base.__name__ for base in type(error).__mro__}
    raised.update(names)
    return bool(names & {"SyntaxError"} & set(re.findall(r"\w+", " ".join(COMMENTS.values()) + SOURCE)))


def session():
    """A block with prompts is run as doctest runs it."""
    import doctest
    try:
        examples = doctest.DocTestParser().get_examples(SOURCE)
    except ValueError as error:
        return problem(1, "syntax", str(error))
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    checker, names, real = doctest.OutputChecker(), fresh_main().__dict__, sys.stdout
    for example in examples:
        line = example.lineno + 1
        sys.stdout = io.StringIO()
        try:
            exec(compile(example.source, EXAMPLE, "single", dont_inherit=True), names)
            got = sys.stdout.getvalue().replace("__main__.", "")
        except SystemExit:
            return
        except BaseException as error:
            got = sys.stdout.getvalue()
            is_told = "Error" in example.want or "Exception" in example.want or "Traceback" in example.want
            sys.stdout = real
            if type(error).__name__ not in example.want and not is_told and not crash(error, line, line):
                return
            raised.add(type(error).__name__)
            continue
        finally:
            sys.stdout = real
        if not example.want or " at 0x" in got or "..." in example.want or VARIES.search(example.source):
            continue
        if example.want.startswith("Traceback"):
            problem(line, "contradicted", "the block claims an exception; the line gives `%s`" % got.strip()[:200])
        elif not checker.check_output(example.want.replace("__main__.", ""), got, flags) and same_value(example.want, got) is not True:
            if unknown_name(got, example.want):
                problem(line, "incomplete", unknown_name(got, example.want))
                continue
            shown = [text.strip().replace("\n", "⏎")[:200] for text in (example.want, got)]
            problem(line, "contradicted", "the block claims `%s`, the line gives `%s`" % tuple(shown))


def main():
    limit()
    # Imported before the hook, so that nothing of ours is in the way of it.
    import doctest, traceback  # noqa: F401
    sys.addaudithook(guard)
    builtins.print = recording_print
    if IS_SESSION:
        session()
    else:
        run()
        compare()


owner = os.getpid()
try:
    main()
    sys.stdout.flush()
except BaseException as error:
    if not problems and os.getpid() == owner:
        crash(error, 1, 1)
finally:
    if os.getpid() == owner:
        text = json.dumps({"used": USED, "problems": problems}).encode()
        try:
            os.write(report_file, text)
        except OSError:
            # The example closed what it did not open.
            os.write(os.open(JOB["report"], os.O_WRONLY), text)
        os._exit(0)
