# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# coroutine-not-awaited: a statement of its own, in and outside of a coroutine.
import asyncio


async def save():
#<^^^ gloss async-def: calling `save(…)` only makes a coroutine; nothing of it runs until that is awaited or made a task. It never waits inside, so once started it runs to its end in one go.
    return 1


async def main():
#<^^^ gloss async-def: The event loop can run other tasks only at line 
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
    x = save()
#       ^^^^^^ coroutine-not-awaited error
# fix:     x = await save()
    x.json()
    while not save():
#             ^^^^^^ coroutine-not-awaited error
        pass
    await save()
#   ^^^^^ gloss async-def: runs `save()` as a part of this task


class Store:
    async def flush(self):
        pass

    async def close(self):
        self.flush()
#       ^^^^^^^^^^^^ coroutine-not-awaited error
# fix:         await self.flush()


def script():
    save()
#   ^^^^^^ coroutine-not-awaited error
# fix:     asyncio.run(save())

# ---
# not: coroutine-not-awaited — awaited, returned, given to somebody
# not: coroutine-not-awaited — assigned and awaited later
# not: coroutine-not-awaited — a decorator may make something else of it
# not: coroutine-not-awaited — the warning is what is tested
# not: coroutine-not-awaited — a function of that name that is no coroutine function
import asyncio
from elsewhere import sync


async def save():
    return 1


@sync
async def decorated():
    return 1


class Other:
    def save(self):
        pass


class Both:
    async def push(self):
        pass

    def __init__(self, push):
        self.push = push

    def go(self):
        self.push()


async def main(other: Other):
    await save()
    job = save()
    await job
    task = asyncio.create_task(save())
    await asyncio.gather(save(), save(), task)
    later = save()
    later.close()
    decorated()
    other.save()
    with assertWarns(RuntimeWarning):
        save()
    return save()

# ---
# not: coroutine-not-awaited — the name is bound to something else, too
async def save():
    pass


if FAST:
    def save():
        pass


async def main():
    save()

# ---
# blocking-call-in-async: the whole loop waits.
import asyncio
import subprocess
import time
import requests
from urllib.request import urlopen


def helper():
    print("waiting")
    time.sleep(1)


async def fetch(url):
    time.sleep(1)
#   ^^^^^^^^^^ blocking-call-in-async warning
# fix:     await asyncio.sleep(1)
    page = requests.get(url, timeout=3)
#          ^^^^^^^^^^^^ blocking-call-in-async warning
# fix:     page = await asyncio.to_thread(requests.get, url, timeout=3)
    text = requests.get(url).text
#          ^^^^^^^^^^^^ blocking-call-in-async warning
# fix:     text = (await asyncio.to_thread(requests.get, url)).text
    subprocess.run(["ls"])
#   ^^^^^^^^^^^^^^ blocking-call-in-async warning
    answer = input()
#            ^^^^^ blocking-call-in-async warning
# fix:     answer = await asyncio.to_thread(input)
    helper()
#   ^^^^^^ blocking-call-in-async warning
# fix:     await asyncio.to_thread(helper)
    return urlopen(url), page, text, answer
#          ^^^^^^^ blocking-call-in-async warning

# ---
# blocking-call-in-async: under trio the advice is another one.
import time
import trio


async def nap():
    time.sleep(1)
#   ^^^^^^^^^^ blocking-call-in-async warning
# fix:     await trio.sleep(1)

# ---
# not: blocking-call-in-async — in a function that a thread runs
# not: blocking-call-in-async — passed on, not called
# not: blocking-call-in-async — no coroutine
# not: blocking-call-in-async — a comment says that it is meant
# not: blocking-call-in-async — the helper waits only sometimes, or not for long
import asyncio
import time
import requests


def helper(slow):
    if slow:
        time.sleep(1)


def plain():
    time.sleep(1)


async def fetch(url, session):
    def blocking():
        time.sleep(1)
        return requests.get(url)

    await asyncio.to_thread(blocking)
    await asyncio.to_thread(time.sleep, 1)
    await asyncio.get_running_loop().run_in_executor(None, lambda: time.sleep(1))
    await session.get(url)
    helper(False)
    time.sleep(0)
    # Pretend that the loop is busy.
    time.sleep(1)

# ---
# thread-target-called: the call is made right here.
import asyncio
import atexit
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process
from threading import Thread, Timer


def work():
    print("working")


def add(a, b=1):
    return a + b


def stop():
    return None


Thread(target=work())
#             ^^^^^^ thread-target-called error
# fix: Thread(target=work)
Process(target=add(1, 2))
#<^^^^^ gloss process-constructor: an interpreter of its own
#              ^^^^^^^^^ thread-target-called error
# fix: Process(target=add, args=(1, 2))
threading.Thread(name="x", target=add(1))
#                                 ^^^^^^ thread-target-called error
# fix: threading.Thread(name="x", target=add, args=(1,))
Timer(5, work())
#        ^^^^^^ thread-target-called error
# fix: Timer(5, work)
atexit.register(stop())
#               ^^^^^^ thread-target-called error
signal.signal(signal.SIGINT, stop())
#                            ^^^^^^ thread-target-called error
with ThreadPoolExecutor() as pool:
    pool.submit(add(1, b=2))
#               ^^^^^^^^^^^ thread-target-called error
# fix:     pool.submit(add, 1, b=2)


async def main():
    await asyncio.to_thread(work())
#                           ^^^^^^ thread-target-called error
# fix:     await asyncio.to_thread(work)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, add(1))
#                                    ^^^^^^ thread-target-called error
# fix:     await loop.run_in_executor(None, add, 1)

# ---
# not: thread-target-called — the callee gives back a function
# not: thread-target-called — nobody knows what it gives back
# not: thread-target-called — a coroutine is wanted
import asyncio
import functools
import threading
from elsewhere import load, make


def factory(n):
    def inner():
        print(n)
    return inner


def pick(table, name):
    return table[name]


def choose():
    return make()


async def job():
    pass


threading.Thread(target=factory(1))
threading.Thread(target=functools.partial(print, 1))
threading.Thread(target=pick(TABLE, "x"))
threading.Thread(target=choose())
threading.Thread(target=load())
threading.Thread(target=factory)


async def main(pool):
    asyncio.create_task(job()).add_done_callback(print)
    await asyncio.gather(job(), job())
    pool.submit(factory(2))

# ---
# asyncio-run-in-async: the loop is running already.
import asyncio


async def g():
    return [1]


async def f():
    asyncio.run(g())
#   ^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:     await g()
    x = asyncio.run(g())[0]
#       ^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:     x = (await g())[0]
    asyncio.get_event_loop().run_until_complete(g())
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ asyncio-run-in-async error
# fix:     await g()
    loop = asyncio.get_event_loop()
    loop.run_until_complete(g())
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ asyncio-run-in-async error
    return x

# ---
# not: asyncio-run-in-async — in a function that a thread runs
# not: asyncio-run-in-async — the error is what is tested
# not: asyncio-run-in-async — at the top of a script
# not: asyncio-run-in-async — another thing that runs
import asyncio
import runner


async def g():
    return 1


async def f(loop):
    def inside():
        return asyncio.run(g())
    await asyncio.to_thread(inside)
    with raises(RuntimeError):
        asyncio.run(g())
    try:
        asyncio.run(g())
    except RuntimeError:
        pass  # on purpose
    runner.run(g())
    loop.run_until_complete(g())


asyncio.run(f(None))
#       ^^^ gloss gather-taskgroup: makes an event loop

# ---
# dangling-task: nobody keeps the task.
import asyncio


async def f():
    pass


async def main():
    asyncio.create_task(f())
#           ^^^^^^^^^^^ gloss gather-taskgroup: schedules the coroutine
#   ^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
# fix: background_tasks = set()
# fix:
# fix:
# fix:     task = asyncio.create_task(f())
# fix:     background_tasks.add(task)
# fix:     task.add_done_callback(background_tasks.discard)


async def second():
    _ = asyncio.ensure_future(f())
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
    asyncio.get_running_loop().create_task(f())
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning


async def third():
    t = asyncio.create_task(f())
#       ^^^^^^^^^^^^^^^^^^^^^^^^ dangling-task warning
    await asyncio.sleep(1)

# ---
# not: dangling-task — awaited, kept, returned
# not: dangling-task — a TaskGroup keeps its tasks
# not: dangling-task — the name is bound in two branches, and awaited
# not: dangling-task — it outlives the function
# not: dangling-task — a future that somebody has already
# not: dangling-task — in a test
import asyncio

kept = None


async def f():
    pass


async def test_tasks():
    asyncio.create_task(f())


class Server:
    async def main(self, tasks, quick, future):
        asyncio.ensure_future(future)
        task = asyncio.create_task(f())
        await task
        tasks.append(asyncio.create_task(f()))
        self.task = asyncio.create_task(f())
        async with asyncio.TaskGroup() as tg:
#                          ^^^^^^^^^ gloss gather-taskgroup: waits for all tasks of the group
            tg.create_task(f())
        if quick:
            one = asyncio.create_task(f())
        else:
            one = asyncio.create_task(f())
        await one
        global kept
        kept = asyncio.create_task(f())
        return asyncio.create_task(f())

# ---
# gather-not-unpacked: one argument for each awaitable.
import asyncio


async def f(u=1):
    return u + 1


async def main(us):
    tasks = [f(u) for u in us]
    await asyncio.gather(tasks)
#                        ^^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(*tasks)
    await asyncio.gather([f(u) for u in us])
#                        ^^^^^^^^^^^^^^^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(*[f(u) for u in us])
    await asyncio.gather(f(u) for u in us)
#                       ^^^^^^^^^^^^^^^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(*(f(u) for u in us))
    await asyncio.gather(await f(), f())
#                        ^^^^^^^^^ gather-not-unpacked error
# fix:     await asyncio.gather(f(), f())
    await asyncio.wait(f(), f())
#                           ^^^ gather-not-unpacked error
# no fix

# ---
# not: gather-not-unpacked — unpacked, or single awaitables
# not: gather-not-unpacked — the collection that `wait` wants
# not: gather-not-unpacked — what is awaited may give something to await
import asyncio


async def f():
    return other()


async def main(tasks, task):
    await asyncio.gather(*tasks)
#                 ^^^^^^ gloss gather-taskgroup: all of them run concurrently; the results come as a list in the order of the arguments. The first exception
    await asyncio.gather(task)
    await asyncio.gather(tasks)
    await asyncio.gather(f(), f(), return_exceptions=True)
#                 ^^^^^^ gloss gather-taskgroup: these 2 run concurrently; the results come as a list in the order of the arguments. An exception becomes one of the results.
    await asyncio.wait([task])
    await asyncio.gather(await f(), await f())

# ---
# thread-args-not-tuple: parentheses make no tuple.
import threading
from multiprocessing import Pool, Process


def get(url):
    threading.Thread(target=get, args=(url)).start()
#                                     ^^^^^ thread-args-not-tuple error
# fix:     threading.Thread(target=get, args=(url,)).start()


Process(target=get, args=(5))
#                        ^^^ thread-args-not-tuple error
# fix: Process(target=get, args=(5,))
threading.Thread(target=get, args="abc")
#                                 ^^^^^ thread-args-not-tuple error
# fix: threading.Thread(target=get, args=("abc",))
if __name__ == "__main__":
    with Pool() as pool:
#        ^^^^ gloss process-constructor: each worker is an interpreter of its own
        pool.apply_async(get, ("x"))
#                             ^^^^^ thread-args-not-tuple error
# fix:         pool.apply_async(get, ("x",))
        pool.apply(get, 3)
#                       ^ thread-args-not-tuple error

# ---
# not: thread-args-not-tuple — a tuple, a list
# not: thread-args-not-tuple — a name without parentheses may be one
# not: thread-args-not-tuple — a name that is one, or promises to be
# not: thread-args-not-tuple — another `args`
import threading
from elsewhere import Task


def start(params, url, args, pair: tuple):
    both = (url, 1)
    threading.Thread(target=print, args=(url, 1))
    threading.Thread(target=print, args=[url])
    threading.Thread(target=print, args=tuple(params))
    threading.Thread(target=print, args=params)
    threading.Thread(target=print, args=(*params,))
    threading.Thread(target=print, args=(both))
    threading.Thread(target=print, args=(args))
    threading.Thread(target=print, args=(pair))
    Task(target=print, args=("abc"))

# ---
# thread-run-not-start: the work is done right here.
import threading
from multiprocessing import Process


class Worker(threading.Thread):
    def run(self):
        print("work")


t = threading.Thread(target=print)
t.run()
# ^^^ thread-run-not-start warning
# fix: t.start()
Process(target=print).run()
#                     ^^^ thread-run-not-start warning
# fix: Process(target=print).start()
Worker().run()
#        ^^^ thread-run-not-start warning
# fix: Worker().start()

# ---
# not: thread-run-not-start — inside the class
# not: thread-run-not-start — in a test
# not: thread-run-not-start — something else that runs
# not: thread-run-not-start — it is started as well
import subprocess
import threading
from elsewhere import App


class Worker(threading.Thread):
    def run(self):
        super().run()

    def again(self):
        self.run()


def test_worker():
    Worker().run()


def main(app):
    app.run()
    App().run()
    subprocess.run(["ls"])
    t = Worker()
    t.start()
#     ^^^^^ gloss start-join: starts a thread and returns
    t.run()
    t.join()
#     ^^^^ gloss start-join: waits here until the thread has ended
    print(",".join([]))
#             ^^^^ no gloss start-join

# ---
# start-join-same-loop: one after another.
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process


def get(u):
    return u


def main(us):
    for u in us:
        t = threading.Thread(target=get, args=(u,))
        t.start()
        t.join()
#         ^^^^ start-join-same-loop warning
    for u in us:
        p = Process(target=get, args=(u,))
        p.start()
        p.join()
#         ^^^^ start-join-same-loop warning
    with ThreadPoolExecutor() as pool:
        for u in us:
            us.append(pool.submit(get, u).result())
#                                         ^^^^^^ start-join-same-loop warning

# ---
# not: start-join-same-loop — waiting for a while only
# not: start-join-same-loop — no loop
# not: start-join-same-loop — tried again until it works
# not: start-join-same-loop — work of its own in between
# not: start-join-same-loop — each round looks at what came of it
# not: start-join-same-loop — one at a time is meant
import threading
from multiprocessing import Process


def main(us, check):
    for u in us:
        t = threading.Thread(target=print, args=(u,))
        t.start()
        t.join(timeout=0)
    t = threading.Thread(target=print)
    t.start()
    t.join()
    for attempt in range(3):
        p = Process(target=print)
        p.start()
        p.join()
        if p.exitcode == 0:
            break
    for u in us:
        t = threading.Thread(target=print, args=(u,))
        t.start()
        check(u)
        t.join()
    for u in us:
        t = threading.Thread(target=print, args=(u,))
        t.start()
        t.join()
        check(u)
    for u in us:
        # Each in a process of its own, which gives its memory back.
        p = Process(target=print, args=(u,))
        p.start()
        p.join()

# ---
# process-without-main-guard: a process that is started.
from multiprocessing import Process


def work():
    return 1


process = Process(target=work)
process.start()
#<^^^^^^^^^^^^^ process-without-main-guard warning
process.join()

# ---
# process-without-main-guard: pools.
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


def work(number):
    return number


with Pool() as pool:
#    ^^^^^^ process-without-main-guard warning
    print(pool.map(work, [1]))


def other(number):
    return number


executor = ProcessPoolExecutor(2)
#          ^^^^^^^^^^^^^^^^^^^^^^ process-without-main-guard warning
print(list(executor.map(other, [1])))

# ---
# not: process-without-main-guard — in a function, under the guard, only made, or a thread.
from multiprocessing import Pool, Process
from threading import Thread


def main():
    with Pool() as pool:
        print(pool.map(print, [1]))


later = Process(target=print)
thread = Thread(target=print)
thread.start()
if __name__ == "__main__":
    later.start()
    with Pool() as pool:
        print(pool.map(print, [1]))

# ---
# not: process-without-main-guard — the start method is chosen here.
import multiprocessing

multiprocessing.set_start_method("fork")
process = multiprocessing.Process(target=print)
process.start()

# ---
# not: process-without-main-guard — the context is chosen here.
from multiprocessing import Pool, get_context

context = get_context("fork")
with Pool() as pool:
    print(pool.map(print, [1]))

# ---
# thread-lock-across-await: a name of the module, a name of the function.
import asyncio
import threading

lock = threading.Lock()


async def save():
    with lock:
#        ^^^^ thread-lock-across-await warning
        await asyncio.sleep(1)


async def load(urls):
    own = threading.Semaphore()
    with own:
#        ^^^ thread-lock-across-await warning
        async with asyncio.timeout(1):
            return urls

# ---
# thread-lock-across-await: an attribute.
import threading


class Store:
    def __init__(self):
        self.lock = threading.Lock()

    async def save(self, item):
        with self.lock:
#            ^^^^^^^^^ thread-lock-across-await warning
            await self.write(item)

# ---
# thread-lock-across-await: taken and released by hand.
from threading import Lock

lock = Lock()


async def save(write):
    lock.acquire()
#   ^^^^ thread-lock-across-await warning
    await write()
    lock.release()

# ---
# not: thread-lock-across-await — nothing is awaited while it is held.
import asyncio
import threading

lock = threading.Lock()


async def save(item, items):
    with lock:
        items.append(item)
    await asyncio.sleep(1)
    lock.acquire()
    items.append(item)
    lock.release()
    await asyncio.sleep(1)

# ---
# not: thread-lock-across-await — the lock of asyncio, or one that nobody knows.
import asyncio
from library import lock as unknown

lock = asyncio.Lock()


async def save(given):
    async with lock:
        await asyncio.sleep(1)
    with unknown:
        await asyncio.sleep(1)
    with given:
        await asyncio.sleep(1)

# ---
# not: thread-lock-across-await — an RLock lets its thread in again; a plain function waits for nobody.
import asyncio
import threading

again = threading.RLock()
lock = threading.Lock()


async def save():
    with again:
        await asyncio.sleep(1)


def start():
    with lock:

        async def inner():
            await asyncio.sleep(1)

        return inner
