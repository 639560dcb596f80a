# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# coroutine-not-awaited: dropped in an async function; a method; asyncio's own.
import asyncio


async def save():
#<^^^ gloss async-def: `save(…)` makes a coroutine
    await asyncio.sleep(1)
#   ^^^^^ gloss async-def: Gives control back to the event loop until `asyncio.sleep(1)` is done


async def main():
    save()
#   ^^^^^^ coroutine-not-awaited error
# fix:     await save()
    asyncio.sleep(1)
#   ^^^^^^^^^^^^^^^^ coroutine-not-awaited error
# fix:     await asyncio.sleep(1)
    if save():
#      ^^^^^^ coroutine-not-awaited error
# fix:     if await save():
        pass


class Store:
    async def flush(self):
        pass

    async def close(self):
        self.flush()
#       ^^^^^^^^^^^^ coroutine-not-awaited error
# fix:         await self.flush()

# ---
# coroutine-not-awaited: dropped where nothing can be awaited.
import asyncio


async def main():
    pass


main()
#<^^^^ coroutine-not-awaited error
# fix: asyncio.run(main())

# ---
# not: coroutine-not-awaited — awaited
# not: coroutine-not-awaited — passed on
# not: coroutine-not-awaited — kept
# not: coroutine-not-awaited — decorated
# not: coroutine-not-awaited — of another class
# not: coroutine-not-awaited — a sync namesake
import asyncio
from lib import sync


async def save():
    pass


@sync
async def decorated():
    pass


async def numbers():
    yield 1


class A:
    async def flush(self):
        pass


class B:
    def flush(self):
        pass

    async def run(self):
        self.flush()


class Base:
    async def stop(self):
        pass

    async def run(self):
        self.stop()


class Sub(Base):
    def stop(self):
        pass


async def main(other):
    await save()
    task = save()
    await asyncio.gather(save(), task)
    decorated()
    numbers()
    other.save()
    return save()

# ---
# blocking-call-in-async: sleep, a subprocess, a function of this file that sleeps.
import asyncio
import subprocess
import time


def helper():
    time.sleep(1)


async def fetch(command):
    time.sleep(1)
#   ^^^^^^^^^^^^^ blocking-call-in-async warning
# fix:     await asyncio.sleep(1)
    subprocess.run(command, check=True)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocking-call-in-async warning
# fix[thread]:     await asyncio.to_thread(subprocess.run, command, check=True)
    name = input("name? ").strip()
#          ^^^^^^^^^^^^^^^ blocking-call-in-async warning
# fix[thread]:     name = (await asyncio.to_thread(input, "name? ")).strip()
    helper()
#   ^^^^^^^^ blocking-call-in-async warning
# fix[thread]:     await asyncio.to_thread(helper)

# ---
# not: blocking-call-in-async — a nested function
# not: blocking-call-in-async — a passed one
# not: blocking-call-in-async — awaited sleep
# not: blocking-call-in-async — a sync function
import asyncio
import time


def wait():
    time.sleep(1)


def maybe(flag):
    if flag:
        time.sleep(1)


async def fetch():
    def inner():
        time.sleep(1)

    await asyncio.to_thread(inner)
    await asyncio.to_thread(time.sleep, 1)
    await asyncio.sleep(1)
    maybe(False)

# ---
# not: blocking-call-in-async — another event loop
import time
import trio


async def fetch():
    time.sleep(1)

# ---
# thread-target-called: the function runs here.
import asyncio
import atexit
from multiprocessing import Process
from threading import Thread, Timer


def work(number=0, scale=1):
    print(number * scale)


async def main():
    await asyncio.to_thread(work(1))
#                           ^^^^^^^ thread-target-called error
# fix:     await asyncio.to_thread(work, 1)


Thread(target=work())
#             ^^^^^^ thread-target-called error
# fix: Thread(target=work)
Process(target=work(1, scale=2))
#              ^^^^^^^^^^^^^^^^ thread-target-called error
# fix: Process(target=work, args=(1,), kwargs={"scale": 2})
Timer(5, work(1))
#        ^^^^^^^ thread-target-called error
# fix: Timer(5, work, [1])
atexit.register(work())
#               ^^^^^^ thread-target-called error
# fix: atexit.register(work)

# ---
# not: thread-target-called — a factory
# not: thread-target-called — partial
# not: thread-target-called — an unknown function
# not: thread-target-called — a lambda
from functools import partial
from threading import Thread
from lib import make


def factory(number):
    def job():
        print(number)
    return job


def work(number):
    print(number)


Thread(target=factory(1))
Thread(target=partial(work, 1))
Thread(target=make(1))
Thread(target=lambda: work(1))
Thread(target=work, args=(1,))

# ---
# asyncio-run-in-async
import asyncio


async def inner():
    pass


async def main():
    asyncio.run(inner())
#   ^^^^^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:     await inner()

    def beside():
        asyncio.run(inner())

    await asyncio.to_thread(beside)
    result = asyncio.run(inner())
#            ^^^^^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:     result = await inner()


class Server:
    async def handle(self):
        return asyncio.run(inner())
#              ^^^^^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:         return await inner()

# ---
# not: asyncio-run-in-async — the way into the program
# not: asyncio-run-in-async — in a sync function
# not: asyncio-run-in-async — a test that wants the error
import asyncio


async def main():
    try:
        asyncio.run(main())
    except RuntimeError:
        pass


def start():
    asyncio.run(main())


asyncio.run(main())
#<^^^^^^^^^ gloss gather-taskgroup: Makes an event loop

# ---
# dangling-task
import asyncio


async def work():
    pass


async def main(tasks):
    asyncio.create_task(work())
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
# no fix
    asyncio.ensure_future(work())
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
# no fix
    if tasks:
        asyncio.create_task(work(), name="late")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
# no fix

# ---
# not: dangling-task — awaited
# not: dangling-task — kept
# not: dangling-task — a group's
import asyncio


async def work():
    pass


async def main(tasks):
    task = asyncio.create_task(work())
    tasks.add(task)
    await asyncio.create_task(work())
    async with asyncio.TaskGroup() as group:
#              ^^^^^^^^^^^^^^^^^ gloss gather-taskgroup: All tasks of the group are done
        group.create_task(work())
    return asyncio.create_task(work())

# ---
# gather-not-unpacked
import asyncio


async def fetch(url):
    return url


async def main(urls):
    jobs = [fetch(url) for url in urls]
    await asyncio.gather(jobs)
#                        ^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(*jobs)
    await asyncio.gather([fetch(url) for url in urls])
#                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(*[fetch(url) for url in urls])
    return await asyncio.gather([fetch(1), fetch(2)])
#                               ^^^^^^^^^^^^^^^^^^^^ gather-not-unpacked error
# fix:     return await asyncio.gather(*[fetch(1), fetch(2)])

# ---
# not: gather-not-unpacked — unpacked
# not: gather-not-unpacked — a coroutine
# not: gather-not-unpacked — an unknown name
# not: gather-not-unpacked — wait
import asyncio


async def fetch(url):
    return url


async def main(urls, jobs):
    await asyncio.gather(*jobs)
#         ^^^^^^^^^^^^^^ gloss gather-taskgroup: Runs everything in `jobs` side by side
    await asyncio.gather(fetch(1), fetch(2), return_exceptions=True)
#         ^^^^^^^^^^^^^^ gloss gather-taskgroup: Runs 2 awaitables side by side; the results come in the order of the arguments. Errors stand
    await asyncio.gather(jobs)
    task = fetch(3)
    await asyncio.gather(task)
    await asyncio.wait([asyncio.create_task(fetch(1))])

# ---
# thread-args-not-tuple
from multiprocessing import Process
from threading import Thread


def get(url):
    print(url)


for url in ["a", "b"]:
    Thread(target=get, args=(url))
#                           ^^^^^ thread-args-not-tuple error
# fix:     Thread(target=get, args=(url,))
Thread(target=get, args="abc")
#                       ^^^^^ thread-args-not-tuple error
# fix: Thread(target=get, args=("abc",))
Process(target=get, args=(5))
#                        ^^^ thread-args-not-tuple error
# fix: Process(target=get, args=(5,))

# ---
# not: thread-args-not-tuple — a tuple
# not: thread-args-not-tuple — a list
# not: thread-args-not-tuple — a name that may be one
from threading import Thread


def get(*urls):
    print(urls)


def start(params, urls, pair=(1, 2)):
    Thread(target=get, args=("a", "b"))
    Thread(target=get, args=["a"])
    Thread(target=get, args=tuple(urls))
    Thread(target=get, args=params)
    Thread(target=get, args=(params))
    Thread(target=get, args=(*urls,))
    Thread(target=get, args=(tuple(urls)))
    both = ("a", "b")
    Thread(target=get, args=(both))

# ---
# thread-run-not-start
import threading


class Worker(threading.Thread):
    def run(self):
        print("at work")

    def again(self):
        self.run()


thread = threading.Thread(target=print)
thread.run()
#<^^^^^^^^^^ thread-run-not-start warning
# fix: thread.start()
Worker().run()
#<^^^^^^^^^^^^ thread-run-not-start warning
# fix: Worker().start()
worker = Worker()
worker.run()
#<^^^^^^^^^^ thread-run-not-start warning
# fix: worker.start()

# ---
# not: thread-run-not-start — an app
# not: thread-run-not-start — a module
# not: thread-run-not-start — a server of another library
import subprocess
import uvicorn
from lib import app

app.run()
subprocess.run()
uvicorn.run()
server = uvicorn.Server()
server.run()

# ---
# start-join-same-loop
from threading import Thread


def get(url):
    print(url)


for url in ["a", "b"]:
#<^ start-join-same-loop warning
# no fix
    thread = Thread(target=get, args=(url,))
    thread.start()
#          ^^^^^ gloss start-join: Returns at once
    thread.join()
#          ^^^^ gloss start-join: Waits here until the thread has ended.


def run_all(urls):
    for url in urls:
#   ^^^ start-join-same-loop warning
# no fix
        print("getting", url)
        worker = Thread(target=get, args=(url,), daemon=True)
        worker.start()
        worker.join()

# ---
# start-join-same-loop: processes.
import multiprocessing


def run_all(names):
    for name in names:
#   ^^^ start-join-same-loop warning
# no fix
        child = multiprocessing.Process(target=print, args=(name,))
#               ^^^^^^^^^^^^^^^^^^^^^^^ gloss process-constructor: forkserver
        child.start()
        child.join()

# ---
# not: start-join-same-loop — two loops
# not: start-join-same-loop — a deadline
# not: start-join-same-loop — a condition between
from threading import Thread


def get(url):
    print(url)


threads = []
for url in ["a", "b"]:
    thread = Thread(target=get, args=(url,))
    thread.start()
    threads.append(thread)
for thread in threads:
    thread.join()
for url in ["a", "b"]:
    thread = Thread(target=get, args=(url,))
    thread.start()
    thread.join(5)
for url in ["a", "b"]:
    thread = Thread(target=get, args=(url,))
    thread.start()
    if url == "b":
        break
    thread.join()
thread = Thread(target=get, args=("c",))
thread.start()
thread.join()
line = ", ".join(["a"])

# ---
# process-without-main-guard
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process

process = Process(target=print)
#         ^^^^^^^ gloss process-constructor: A separate interpreter
process.start()
#<^^^^^^^^^^^^^ process-without-main-guard warning
# no fix
with Pool() as pool:
#    ^^^^^^ process-without-main-guard warning
# no fix
    pool.map(print, [1])
with ProcessPoolExecutor() as executor:
#    ^^^^^^^^^^^^^^^^^^^^^ process-without-main-guard warning
# no fix
    executor.map(print, [1])

# ---
# not: process-without-main-guard — in a function
# not: process-without-main-guard — under the guard
# not: process-without-main-guard — only made
# not: process-without-main-guard — a thread
from multiprocessing import Pool, Process
from threading import Thread


def main():
    with Pool() as pool:
        pool.map(print, [1])


later = Process(target=print)
thread = Thread(target=print)
thread.start()
if __name__ == "__main__":
    later.start()
    with Pool() as pool:
        pool.map(print, [1])

# ---
# thread-lock-across-await
import asyncio
import threading

lock = threading.Lock()


async def save():
    with lock:
#   ^^^^ thread-lock-across-await warning
# no fix
        await asyncio.sleep(1)


async def load(urls):
    own = threading.RLock()
    with own:
#   ^^^^ thread-lock-across-await warning
# no fix
        for url in urls:
            await asyncio.sleep(1)
    with lock:
#   ^^^^ thread-lock-across-await warning
# no fix
        async with asyncio.timeout(1):
            return await save()

# ---
# not: thread-lock-across-await — no await inside
# not: thread-lock-across-await — asyncio's lock
# not: thread-lock-across-await — an unknown lock
import asyncio
import threading
from lib import lock as unknown

thread_lock = threading.Lock()
lock = asyncio.Lock()


async def save(given):
    with thread_lock:
        print("short")
    await asyncio.sleep(1)
    async with lock:
        await asyncio.sleep(1)
    with unknown:
        await asyncio.sleep(1)
    with given:
        await asyncio.sleep(1)
