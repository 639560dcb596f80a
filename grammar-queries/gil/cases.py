# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# cpu-bound-thread: two threads that sum up.
import threading


def calculate_sum(n):
    total = 0
    for i in range(n):
        total += i * i
    print(total)


def main():
    threads = []
    for _ in range(4):
        threads.append(threading.Thread(target=calculate_sum, args=(1000,)))
#                                              ^^^^^^^^^^^^^ cpu-bound-thread information
# fix: import multiprocessing
# fix:         threads.append(multiprocessing.Process(target=calculate_sum, args=(1000,)))
#                      ^^^^^^^^^^^^^^^^ gloss thread-constructor: `calculate_sum` only computes, so a process
    for thread in threads:
        thread.start()


main()

# ---
# cpu-bound-thread: a pool; the function that it calls counts too.
from concurrent.futures import ThreadPoolExecutor
import concurrent.futures
import math


def divides(d, n):
    return n % d == 0


def is_prime(n):
    return not any(divides(d, n) for d in range(2, math.isqrt(n) + 1))


def fib(n):
#   ^^^ naive-double-recursion hint
    return n if n < 2 else fib(n - 1) + fib(n - 2)


if __name__ == "__main__":
    with ThreadPoolExecutor() as pool:
#        ^^^^^^^^^^^^^^^^^^ gloss thread-constructor: one thread runs Python code at a time
        primes = list(pool.map(is_prime, range(100)))
#                              ^^^^^^^^ cpu-bound-thread information
# fix: import concurrent.futures
# fix:     with concurrent.futures.ProcessPoolExecutor() as pool:


def burn():
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as workers:
        futures = [workers.submit(fib, n) for n in range(30)]
#                                 ^^^ cpu-bound-thread information
# fix:     with concurrent.futures.ProcessPoolExecutor(max_workers=4) as workers:
    return futures

# ---
# not: cpu-bound-thread — waits for the network
# not: cpu-bound-thread — sleeps, in a function that it calls
# not: cpu-bound-thread — calls what is not known
# not: cpu-bound-thread — one thread only
# not: cpu-bound-thread — no loop
# not: cpu-bound-thread — a server loop
# not: cpu-bound-thread — prints in each round
# not: cpu-bound-thread — a pool of processes
# not: cpu-bound-thread — waits for a queue
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Thread
import time
import zlib
import requests

running = True


def download(url):
    for _ in range(3):
        requests.get(url)


def pause():
    time.sleep(1)


def poll():
    for _ in range(10):
        pause()


def pack(chunks):
    return [zlib.compress(chunk) for chunk in chunks]


def once(n):
    return n * n


def serve():
    while True:
        step = 1 + 1


def serve_flag():
    while running:
        step = 1 + 1


def show(n):
    for i in range(n):
        print(i)


def count(n):
    for i in range(n):
        i += 1


def drain(queue):
    for _ in range(10):
        queue.get()


urls = ["a", "b"]
for url in urls:
    Thread(target=download, args=(url,)).start()
#   ^^^^^^ gloss thread-constructor: `download` waits in `requests.get`
    Thread(target=poll).start()
#   ^^^^^^ gloss thread-constructor: `poll` waits in `time.sleep`
    Thread(target=pack, args=(url,)).start()
#   ^^^^^^ gloss thread-constructor: What `pack` does cannot be told
    Thread(target=once, args=(1,)).start()
#   ^^^^^^ gloss thread-constructor: only computes, and not for long
    Thread(target=serve).start()
    Thread(target=serve_flag).start()
    Thread(target=show, args=(3,)).start()
    Thread(target=drain, args=(url,)).start()
    Thread(target=once(3)).start()
#                 ^^^^^^^ thread-target-called error
#   ^^^^^^ gloss thread-constructor: `once(3)` runs here
Thread(target=count, args=(10,)).start()
if __name__ == "__main__":
    with ProcessPoolExecutor() as processes:
#        ^^^^^^^^^^^^^^^^^^^ no gloss thread-constructor
        processes.map(count, urls)
with ThreadPoolExecutor(max_workers=1) as single:
    single.map(count, urls)

# ---
# not: cpu-bound-thread — an array may compute outside of the lock
import numpy as np
from threading import Thread


def work(a, b):
    for _ in range(10):
        c = a @ b


for _ in range(3):
    Thread(target=work, args=(np.ones(3), np.ones(3))).start()

# ---
# unlocked-shared-update: a number of the module, two threads.
import threading

total = 0


def work():
    global total
    for _ in range(1000):
        total += 1  # count
#       ^^^^^^^^^^ unlocked-shared-update warning
# fix: total_lock = threading.Lock()
# fix:
# fix:
# fix:         with total_lock:
# fix:             total += 1  # count
#             ^^ gloss atomic-step: load `total`, compute, store


first = threading.Thread(target=work)
second = threading.Thread(target=work)

# ---
# unlocked-shared-update: a dict of the module, a mapped function.
from concurrent.futures import ThreadPoolExecutor

counts = {}


def tally(word):
    counts[word] = counts.get(word, 0) + 1
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ manual-count hint
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unlocked-shared-update warning
#                ^ gloss atomic-step: load `counts[word]`, compute, store


pool = ThreadPoolExecutor(4)
pool.map(tally, "a b a".split())

# ---
# unlocked-shared-update: an object that several threads share.
import threading


class Account:
    def __init__(self):
        self.balance = 0
        self.seen = 0

    def deposit(self):
        self.balance = self.balance + 1
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unlocked-shared-update warning
# no fix

    def run(self):
        for _ in range(3):
            threading.Thread(target=self.watch).start()

    def watch(self):
        self.seen += 1
#       ^^^^^^^^^^^^^^ unlocked-shared-update warning


account = Account()
threads = [threading.Thread(target=account.deposit) for _ in range(5)]

# ---
# not: unlocked-shared-update — under a lock
# not: unlocked-shared-update — started once
# not: unlocked-shared-update — a single call of a method in C
# not: unlocked-shared-update — each thread has its own key
# not: unlocked-shared-update — a local name
# not: unlocked-shared-update — of the thread alone
# not: unlocked-shared-update — an own object for each thread
# not: unlocked-shared-update — one after the other
# not: unlocked-shared-update — no thread runs it
import threading

lock = threading.Lock()
local = threading.local()
total = 0
single = 0
done = []
results = [0, 0, 0]
serial = 0
plain = 0


def locked():
    global total
    with lock:
        total += 1
#             ^^ gloss atomic-step: The lock here keeps the others out


def acquired():
    global total
    lock.acquire()
    total += 1
    lock.release()


def alone():
    global single
    single += 1


def append(x):
    done.append(x)


def keyed(index):
    for i in range(10):
        results[index] += weigh(i)


def inside():
    n = 0
    n += 1
#     ^^ no gloss atomic-step
    local.n += n


class Worker:
    def __init__(self):
        self.count = 0

    def go(self):
        self.count += 1


def in_turn():
    global serial
    serial += 1


def never():
    global plain
    plain += 1
#         ^^ no gloss atomic-step


threads = []
for index in range(3):
    worker = Worker()
    threads.append(threading.Thread(target=worker.go))
    threads.append(threading.Thread(target=locked))
    threads.append(threading.Thread(target=acquired))
    threads.append(threading.Thread(target=append, args=(index,)))
    threads.append(threading.Thread(target=keyed, args=(index,)))
    threads.append(threading.Thread(target=inside))
for index in range(3):
    thread = threading.Thread(target=in_turn)
    thread.start()
    thread.join()
#          ^^^^ start-join-same-loop warning
threading.Thread(target=alone).start()
never()

# ---
# Names of other libraries, and the switch interval.
import sys
from PyQt5.QtCore import QThread as Thread

Thread(target=print)
#<^^^^ no gloss thread-constructor
sys.setswitchinterval(0.1)
#<^^^^^^^^^^^^^^^^^^^ gloss gil-switch: A wish, in seconds
print(sys.getswitchinterval())
#     ^^^^^^^^^^^^^^^^^^^^^ gloss gil-switch: may run Python code before
print(sys._is_gil_enabled())
#     ^^^^^^^^^^^^^^^^^^^ gloss gil-switch: Since 3.13
