# singleton-init-reruns: a container made anew.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
#       ^^^^^^^^ singleton-init-reruns warning
        self.data = {}

# ---
# singleton-init-reruns: an object made of an argument; `hasattr` finds the instance.
class Pool:
    def __new__(cls, *args):
#       ^^^^^^^ gloss singleton-shape: `__init__` runs again on each call
        if not hasattr(cls, "_instance"):
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self, url):
#       ^^^^^^^^ singleton-init-reruns warning
        """Connects."""
        self.connection = connect(url)

# ---
# singleton-init-reruns: the argument itself, and the class by its name.
class Settings(object):
    instance = None

    def __new__(cls, level):
        if Settings.instance is None:
            Settings.instance = object.__new__(cls)
        return Settings.instance

    def __init__(self, level: str = "info"):
#       ^^^^^^^^ singleton-init-reruns warning
        self.level = level

# ---
# not: singleton-init-reruns — it returns early once it is set up.
class Config:
    _inst = None

    def __new__(cls):
#       ^^^^^^^ gloss singleton-shape: `Config(…)` gives back what `cls._inst` holds
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        if getattr(self, "_ready", False):
            return
        self._ready = True
        self.data = {}

# ---
# not: singleton-init-reruns — no `__init__`.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
            cls._inst.data = {}
        return cls._inst

# ---
# not: singleton-init-reruns — a metaclass decides who calls `__init__`.
class Meta(type):
    _instances = {}

    def __call__(cls, *args):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args)
        return cls._instances[cls]


class Config(metaclass=Meta):
    def __init__(self):
        self.data = {}

# ---
# not: singleton-init-reruns — running it again changes nothing.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        super().__init__()

# ---
# not: singleton-init-reruns — one object for each argument.
class Colour:
    _known = {}

    def __new__(cls, name):
#       ^^^^^^^ no gloss singleton-shape
        if name not in cls._known:
            cls._known[name] = super().__new__(cls)
        return cls._known[name]

    def __init__(self, name):
        self.name = name

# ---
# not: singleton-init-reruns — a new object each time.
class Point:
    last = None

    def __new__(cls, x):
        cls.last = super().__new__(cls)
        return cls.last

    def __init__(self, x):
        self.x = [x]

# ---
# not: singleton-init-reruns — a base that nobody knows may call it otherwise.
class Config(Unknown):
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        self.data = {}

# ---
# not: singleton-init-reruns — each part is set up only once.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        if not hasattr(self, "data"):
            self.data = {}

# ---
# not: singleton-init-reruns — what is assigned is the same object each time.
import logging


class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        self.log = logging.getLogger("config")
