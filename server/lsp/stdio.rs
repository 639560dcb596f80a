//! The two ends of the session: bytes from stdin, bytes to stdout.
//!
//! Owns that neither takes a thread of its own where the system can tell when a pipe or socket is
//! ready (Unix): handing each message to another thread and back costs more than most answers.
//! Neither descriptor is made non-blocking, which whoever shares it would notice. Linux can be told
//! with each call not to wait; where it cannot, and on other systems, a `poll` before each read, and
//! before each write of what a pipe takes whole, is enough. Files, and what is no Unix, are read and
//! written by threads. Must not know what the bytes mean.

use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::AsyncWrite;
use tokio::sync::mpsc;

/// The most bytes that one read takes.
const CHUNK: usize = 64 << 10;

/// Where the client's bytes come from.
pub struct Input {
    source: Source,
    /// What was read last; a buffer of its own for each message would have to be cleared.
    chunk: Vec<u8>,
}

enum Source {
    /// The runtime says when there is something to read.
    #[cfg(unix)]
    Polled(tokio::io::unix::AsyncFd<std::io::Stdin>),
    /// A thread reads.
    Thread(mpsc::Receiver<Vec<u8>>),
}

impl Input {
    /// Stdin.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn stdin() -> std::io::Result<Input> {
        #[cfg(unix)]
        if let Ok(polled) = polled::input() {
            return Ok(Input { source: Source::Polled(polled), chunk: vec![0; CHUNK] });
        }
        let (sender, chunks) = mpsc::channel(4);
        std::thread::Builder::new().name("stdin".into()).spawn(move || {
            let mut chunk = vec![0; CHUNK];
            loop {
                match std::io::stdin().read(&mut chunk) {
                    Ok(0) => return,
                    Ok(length) if sender.blocking_send(chunk[..length].to_vec()).is_err() => return,
                    Ok(_) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return tracing::error!("the input cannot be read: {error}"),
                }
            }
        })?;
        Ok(Input { source: Source::Thread(chunks), chunk: Vec::new() })
    }

    /// The next bytes, as soon as there are some; `None` at the end of the input.
    pub fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Option<&[u8]>> {
        match &mut self.source {
            #[cfg(unix)]
            Source::Polled(input) => match ready!(polled::read(input, context, &mut self.chunk)) {
                Ok(length) => Poll::Ready((length > 0).then_some(&self.chunk[..length])),
                Err(error) => {
                    tracing::error!("the input cannot be read: {error}");
                    Poll::Ready(None)
                }
            },
            Source::Thread(chunks) => match ready!(chunks.poll_recv(context)) {
                Some(chunk) => {
                    self.chunk = chunk;
                    Poll::Ready(Some(&self.chunk))
                }
                None => Poll::Ready(None),
            },
        }
    }
}

/// Whether the other end of stdout is closed, as far as the system tells.
pub fn is_reader_gone() -> bool {
    #[cfg(unix)]
    return polled::is_reader_gone();
    #[cfg(not(unix))]
    false
}

/// Where the client reads.
pub enum Output {
    /// The runtime says when there is room.
    #[cfg(unix)]
    Polled(tokio::io::unix::AsyncFd<std::io::Stdout>),
    /// The runtime's threads write.
    Threads(tokio::io::Stdout),
}

impl Output {
    /// Stdout.
    pub fn stdout() -> Output {
        #[cfg(unix)]
        if let Ok(polled) = polled::output() {
            return Output::Polled(polled);
        }
        Output::Threads(tokio::io::stdout())
    }
}

impl Output {
    /// Writes some of `bytes` once there is room; the result is how many.
    pub fn poll_write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        match self {
            #[cfg(unix)]
            Output::Polled(output) => polled::write(output, context, bytes),
            Output::Threads(output) => Pin::new(output).poll_write(context, bytes),
        }
    }

    /// Waits until all that was written is with the system.
    pub fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self {
            #[cfg(unix)]
            Output::Polled(_) => Poll::Ready(Ok(())),
            Output::Threads(output) => Pin::new(output).poll_flush(context),
        }
    }
}

#[cfg(unix)]
mod polled {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    #[cfg(target_os = "linux")]
    use rustix::io::{ReadWriteFlags, preadv2, pwritev2};
    #[cfg(target_os = "linux")]
    use std::io::{IoSlice, IoSliceMut};
    use std::io::{Stdin, Stdout};
    use std::os::fd::AsFd;
    use std::task::{Context, Poll, ready};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    /// For `preadv2(2)` and `pwritev2(2)`: where the file is now, as a stream always is.
    #[cfg(target_os = "linux")]
    const PRESENT_OFFSET: u64 = u64::MAX;

    // The successor of `with_interest` is an unsafe function, for the sake of types that may name
    // any descriptor. Those of the standard streams name theirs, which nobody closes.

    /// Fails for regular files, which are always ready and so cannot be waited for.
    #[expect(deprecated)]
    pub fn input() -> std::io::Result<AsyncFd<Stdin>> {
        AsyncFd::with_interest(std::io::stdin(), Interest::READABLE)
    }

    /// Fails for regular files.
    #[expect(deprecated)]
    pub fn output() -> std::io::Result<AsyncFd<Stdout>> {
        AsyncFd::with_interest(std::io::stdout(), Interest::WRITABLE)
    }

    /// Reads what can be read now, once that is something; the result is its length, 0 at the end.
    pub fn read(input: &AsyncFd<Stdin>, context: &mut Context<'_>, chunk: &mut [u8]) -> Poll<std::io::Result<usize>> {
        loop {
            let mut ready = ready!(input.poll_read_ready(context))?;
            match read_now(input.get_ref(), chunk) {
                Ok(length) => {
                    // That was all there is; the next byte is a new event (`epoll(7)`, edge-triggered).
                    // What the runtime knows of a closed end outlives this.
                    if (1..chunk.len()).contains(&length) {
                        ready.clear_ready();
                    }
                    return Poll::Ready(Ok(length));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => ready.clear_ready(),
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
    }

    /// Writes as much as there is room for, once there is some; the result is how much.
    pub fn write(output: &AsyncFd<Stdout>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        loop {
            let mut ready = ready!(output.poll_write_ready(context))?;
            match write_now(output.get_ref(), bytes) {
                Ok(length) => return Poll::Ready(Ok(length)),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => ready.clear_ready(),
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
    }

    /// Reads without waiting; `AGAIN` when there is nothing.
    fn read_now(input: &Stdin, chunk: &mut [u8]) -> Result<usize, Errno> {
        #[cfg(target_os = "linux")]
        match preadv2(input, &mut [IoSliceMut::new(chunk)], PRESENT_OFFSET, ReadWriteFlags::NOWAIT) {
            Err(Errno::OPNOTSUPP) => {}
            done => return done,
        }
        if is_ready(input, PollFlags::IN)? { rustix::io::read(input, chunk) } else { Err(Errno::AGAIN) }
    }

    /// Writes without waiting; `AGAIN` when there is no room. A pipe that is ready takes up to `PIPE_BUF`
    /// bytes without blocking (POSIX, `write`).
    fn write_now(output: &Stdout, bytes: &[u8]) -> Result<usize, Errno> {
        #[cfg(target_os = "linux")]
        match pwritev2(output, &[IoSlice::new(bytes)], PRESENT_OFFSET, ReadWriteFlags::NOWAIT) {
            Err(Errno::OPNOTSUPP) => {}
            done => return done,
        }
        if !is_ready(output, PollFlags::OUT)? {
            return Err(Errno::AGAIN);
        }
        rustix::io::write(output, &bytes[..bytes.len().min(rustix::pipe::PIPE_BUF)])
    }

    /// Whether the other end of stdout is closed: a pipe reports an error then, a socket that it was
    /// hung up (POSIX, `poll`).
    pub fn is_reader_gone() -> bool {
        let output = std::io::stdout();
        let mut asked = [PollFd::new(&output, PollFlags::empty())];
        let polled = poll(&mut asked, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }));
        polled.is_ok() && asked[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
    }

    /// Whether an operation would not block; one that would fail does not block either.
    fn is_ready(descriptor: &impl AsFd, wanted: PollFlags) -> Result<bool, Errno> {
        let mut asked = [PollFd::new(descriptor, wanted)];
        loop {
            match poll(&mut asked, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) {
                Ok(count) => return Ok(count > 0),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
