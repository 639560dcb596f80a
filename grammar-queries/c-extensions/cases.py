# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# ctypes-missing-restype: known functions of libc and libm.
import ctypes
from ctypes import c_double

libc = ctypes.CDLL(None)
#      ^^^^^^^^^^^ gloss ctypes-load: releases the GIL during each call
libm = ctypes.CDLL("libm.so.6")
home = libc.getenv(b"HOME")
#      ^^^^^^^^^^^^^^^^^^^^ ctypes-missing-restype warning
# fix: libc.getenv.argtypes = [ctypes.c_char_p]
# fix: libc.getenv.restype = ctypes.c_char_p
root = libm.sqrt(c_double(2.0))
#      ^^^^^^^^^^^^^^^^^^^^^^^^ ctypes-missing-restype warning
# fix: libm.sqrt.argtypes = [c_double]
# fix: libm.sqrt.restype = c_double


def copy(data):
    return libc.strdup(data)
#          ^^^^^^^^^^^^^^^^^ ctypes-missing-restype warning
# fix: libc.strdup.argtypes = [ctypes.c_char_p]
# fix: libc.strdup.restype = ctypes.c_void_p

# ---
# not: ctypes-missing-restype — set somewhere in the file
# not: ctypes-missing-restype — functions that return int
# not: ctypes-missing-restype — another library
# not: ctypes-missing-restype — declared by somebody else
import ctypes
import lib

libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
#           ^^^^^^^ gloss ctypes-signature: The C prototype is `char *getenv(…)`.
home = libc.getenv(b"HOME")
libc.abs(-1)
libc.puts(b"x")
lib.getenv(b"HOME")
other = ctypes.CDLL(None)
lib.declare(other)
other.getenv(b"HOME")

# ---
# ctypes-str-argument
import ctypes

libc = ctypes.CDLL(None)
name = "ada"
libc.strlen("hello")
#           ^^^^^^^ ctypes-str-argument warning
# fix: libc.strlen(b"hello")
libc.puts(name)
#         ^^^^ ctypes-str-argument warning
# fix: libc.puts(name.encode())
libc.puts("grüße")
#         ^^^^^^^ ctypes-str-argument warning
# fix[Encode]: libc.puts("grüße".encode())

# ---
# not: ctypes-str-argument — bytes
# not: ctypes-str-argument — argtypes are set
# not: ctypes-str-argument — wide functions
# not: ctypes-str-argument — Windows' own convention
import ctypes

libc = ctypes.CDLL(None)
libc.strlen(b"hello")
libc.atoi.argtypes = [ctypes.c_char_p]
#         ^^^^^^^^ gloss ctypes-signature: The C prototype is `int atoi(char *)`. The result is read as an int, since `restype` is not set.
libc.atoi("12")
libc.wcslen("hello")
user32 = ctypes.WinDLL("user32")
user32.SetWindowText("hello")

# ---
# ctypes-float-argument
import ctypes

own = ctypes.CDLL("./scale.so")
own.scale(2.5)
#         ^^^ ctypes-float-argument error
# fix: own.scale(ctypes.c_double(2.5))
factor = 0.5
own.scale(1, factor)
#            ^^^^^^ ctypes-float-argument error
# fix: own.scale(1, ctypes.c_double(factor))


def half():
    return own.mix(1, 0.5)
#                     ^^^ ctypes-float-argument error
# fix:     return own.mix(1, ctypes.c_double(0.5))

# ---
# not: ctypes-float-argument — argtypes are set
# not: ctypes-float-argument — wrapped
# not: ctypes-float-argument — an int
import ctypes

own = ctypes.CDLL("./scale.so")
own.scale.argtypes = [ctypes.c_double]
own.scale.restype = ctypes.c_double
#         ^^^^^^^ gloss ctypes-signature: The C prototype is `double scale(double)`.
own.scale(2.5)
own.mix(ctypes.c_double(2.5))
own.mix(2)

# ---
# ctypes-signature: a library that a function loads.
import ctypes


def scaled(value):
    own = ctypes.CDLL("./scale.so")
    own.scale.argtypes = [ctypes.c_double]
#             ^^^^^^^^ gloss ctypes-signature: The C prototype is `double scale(double)`.
    own.scale.restype = ctypes.c_double
    return own.scale(value)

# ---
# Glosses: a struct, helpers, the build of an extension.
import ctypes
from Cython.Build import cythonize
from setuptools import Extension, setup


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_double), ("next", ctypes.c_void_p)]
#   ^^^^^^^^ gloss ctypes-signature: The layout in C: `struct { double x; void *next; }`


path = ctypes.util.find_library("m")
#      ^^^^^^^^^^^^^^^^^^^^^^^^ gloss ctypes-load: Looks for the library as the linker would
setup(ext_modules=cythonize("example.pyx"))
#                 ^^^^^^^^^ gloss cython-build: Translates "example.pyx" to C
module = Extension("fast", ["fast.c"])
#        ^^^^^^^^^ gloss cython-build: Describes the extension module "fast"

# ---
# ctypes-signature: the base class.
import ctypes
from ctypes import Structure, Union


class Point(Structure):
#           ^^^^^^^^^ gloss ctypes-signature: `struct { int x; int y; }`
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int)]


class Both(Union):
#          ^^^^^ gloss ctypes-signature: `union { int i; double d; }`
    _fields_ = [("i", ctypes.c_int), ("d", ctypes.c_double)]


class Later(ctypes.Structure):
#           ^^^^^^^^^^^^^^^^ gloss ctypes-signature: `_fields_` lists its members
    pass
