# Glosses: counting by hand.
def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gloss stdlib-has-it: `collections.Counter` counts
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ manual-count hint
    return counts


def total(rows):
    totals = {}
    for row in rows:
        totals[row.key] = totals[row.key] + row.value
#       ^^^^^^ no gloss stdlib-has-it
    return totals

# ---
# Glosses: grouping by hand, and a chain of strings.
def group(words):
    groups = {}
    for word in words:
        if word[0] not in groups:
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ gloss stdlib-has-it: `dict.setdefault`
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ manual-group hint
            groups[word[0]] = []
        groups[word[0]].append(word)
    return groups


def shape(kind):
    if kind == "square":
#   ^^ gloss stdlib-has-it: `functools.singledispatch` by type
#   ^^ type-switch-on-string hint
        return Square()
    elif kind == "circle":
        return Circle()
    elif kind == "line":
        return Line()
    raise ValueError(kind)
