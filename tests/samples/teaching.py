"""Lesson 3: identity, sharing and copies. The prints show what the text claims."""

import copy

# One object with two names, and two objects with one value.
first = [1, 2, 3]
second = first
third = [1, 2, 3]
print(first is second)
print(first == third, first is third)

# Small ints are shared by CPython; that is no promise of the language.
print(256 is 256)

# A shallow copy shares what it holds.
matrix = [[1, 2], [3, 4]]
shallow = copy.copy(matrix)
shallow[0].append(99)
print(matrix)

# A deep copy does not.
deep = copy.deepcopy(matrix)
deep[0].append(100)
print(matrix)


# The default is made once, when `def` runs.
def remember(value, seen=[]):
    seen.append(value)
    return seen


print(remember("a"))
print(remember("b"))


# Assigning to a parameter changes the function's own name and nothing else.
def reset(numbers):
    numbers = []


# The usual way out: `None` stands for "not given".
def collect(value, seen=None):
    if seen is None:
        seen = []
    seen.append(value)
    return seen
