# What the comments of an example claim, and whether what was printed is something else.

def comments(source):
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string.lstrip("#").strip()
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


PREFIX = re.compile(r"^(?:(?:=+>|-+>|→|➜|⇒|>>>|[Pp]rints?:?|[Oo]utputs?:?|[Rr]eturns?:?|[Rr]esult:?)\s*)+")
HEAD = re.compile(r"^(True|False|None|-?\d+(?:\.\d+)?)(?=$|\s*[-–—,;(!]|\s)")
HEDGE = re.compile(r"\b(may|might|could|maybe|usually|depends?|var(?:y|ies)|or|sometimes|likely|typically|versions?|"
                   r"cpython|repl|python|about|approx\w*|not|instead|expected|before|until|since|\d\.\d+\+?)\b|[~≈?]", re.I)
VARIES = re.compile(r"getsizeof|getrefcount|\bid\(|time|random|hash\(|getpid|platform|sys\.version|getswitch|now\(|"
                    r"environ|cpu_count|\bgc\.|uuid|token|tracemalloc|memory")


def literal(text):
    try:
        return True, ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False, None


def kind(value):
    if value is None or isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, (int, float, complex)) else type(value).__name__


def same(claimed, real, text):
    if kind(claimed) == kind(real) == "number" and "." in text:
        places = len(text.split(".")[1].split("e")[0])
        return claimed == real or round(real, places) == claimed
    return claimed == real and kind(claimed) == kind(real)


def contradicts(claim, outputs):
    """Whether what was printed is surely not what the comment says."""
    texts = [text.strip() for text in outputs]
    claim = PREFIX.sub("", claim).strip()
    if not claim or any(text == claim for text in texts):
        return False
    if len(set(texts)) > 1 or "..." in claim or "…" in claim:
        return False
    # How the module is called is up to us.
    text = texts[0].replace("__main__.", "")
    claim = claim.replace("__main__.", "")
    if text == claim:
        return False
    if " at 0x" in text or claim.startswith(text + " "):
        return False
    known, claimed = literal(claim)
    is_real, real = literal(text)
    if not is_real:
        real = text
    if known:
        if same(claimed, real, claim) or isinstance(claimed, str) and claimed == text:
            return False
        return kind(claimed) == kind(real) or kind(claimed) not in ("number", "str")
    head = HEAD.match(claim)
    if not head or HEDGE.search(claim[head.end():]):
        return False
    claimed = ast.literal_eval(head.group(1))
    return kind(claimed) == kind(real) and not same(claimed, real, head.group(1))


def same_value(want, got):
    (one, first), (two, second) = literal(want.strip()), literal(got.strip())
    return one and two and first == second


def unknown_name(text, want):
    """A name that nothing bound, as an example told in place of what it claims."""
    lost = re.search(r"name '\w+' is not defined", text)
    return lost.group(0) if lost and lost.group(0) not in want else None


