"""One mistake of each kind that Ruff, Flake8 or Pylint and pygloss both know. It is read by them, never run."""

import asyncio
import contextlib
import functools
import os
import subprocess
import time
import urllib.request
from collections import defaultdict
from unittest import mock

import httpx


def names(list, sep=[]):  # A002, B006
    id = 1  # A001
    return id, list, sep


async def waits(client: httpx.Client):
    urllib.request.urlopen("http://localhost")  # ASYNC210
    client.get("http://localhost")  # ASYNC212
    subprocess.Popen("ls")  # ASYNC220
    subprocess.run("ls")  # ASYNC221
    os.wait()  # ASYNC222
    input()  # ASYNC250
    time.sleep(1)  # ASYNC251
    asyncio.create_task(waits(client))  # RUF006


def handles(value):
    while value:
        try:
            value()
        finally:
            continue  # B012
    try:
        value()
    except (OSError, OSError):  # B014
        raise ValueError(value)  # B904
    except "text":  # B030
        raise NotImplemented  # F901
    except ValueError:
        raise "text"  # B016
    except ValueError:  # B025
        ValueError("lost")  # PLW0133
    except KeyError or TypeError:  # PLW0711
        return None
    except Exception:  # BLE001, S110
        pass
    try:
        value()
    except KeyError:  # SIM105
        pass
    try:
        value()
    except:  # E722
        return {1: 2, 1: 3}, {1, 1}  # F601, B033
    for one in value:
        try:
            one()
        except Exception:  # S112
            continue
    return None


class Base:
    shared = []  # RUF012

    @functools.lru_cache  # B019
    def cached(self):
        return self

    def first(one):  # N805
        return one

    @staticmethod
    def static(self):  # PLW0211
        return self


class Twice(Base, Base):  # PLE0241
    def __init__(self):
        super.__init__()  # PLW0245

    def cached(self):
        return super(Twice, self).cached()  # UP008


def loops(values, path):
    calls = []
    for value in values:
        calls.append(lambda: value)  # B023
    for value in values:
        values.remove(value)  # B909
    numbers = {1, 2}
    for number in numbers:
        numbers.remove(number)  # PLE4703
    for line in open(path).readlines():  # FURB129, SIM115
        print(line)
    return any([call() for call in calls])  # C419


def stops(values):
    yield from values
    raise StopIteration  # PLR1708


def compares(value):
    unused = 1  # F841
    print(undefined_name)  # F821
    print(later)  # F823
    later = value.__str__()  # PLC2801
    if value == None:  # E711
        return ["a" "b", "c"]  # ISC004
    if value == "a":  # SIM116
        return 1
    elif value == "b":
        return 2
    elif value == "c":
        return 3
    elif value == "d":
        return 4
    return value is "text"  # F632


def doubles():
    double = mock.Mock()
    assert double.called_once_with()  # PGH005
    return dict.fromkeys("ab", []), defaultdict(default_factory=list), contextlib  # RUF024, RUF026


later = 1
