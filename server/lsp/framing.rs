//! The base protocol on the way in: frames that the LSP crate can read, and nothing else.
//!
//! The crate ends the session at the first byte it cannot decode, so each frame is read and
//! validated here first. A bad body is answered with an error of id `null`, garbage
//! between frames is skipped up to the next `Content-Length`, and both leave a log line. Must
//! not know methods (but for `exit`, which the crate keeps to itself) nor documents.

use super::mending;
use super::stdio::Input;
use serde_json::json;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::Request;

/// The method that a bad frame is turned into; its handler answers with the error in its params.
pub const UNREADABLE: &str = "pygloss/unreadable";

/// A body larger than this is taken for a broken header. Reading it would swallow the stream.
const LONGEST_BODY: usize = 512 << 20;

/// Names the header that starts a frame; compared without regard to case.
const LENGTH: &[u8] = b"content-length:";

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// What the task that reads frames tells the rest.
#[derive(Clone, Default)]
pub struct Ended {
    exit: Arc<AtomicBool>,
    over: Arc<tokio::sync::Notify>,
}

impl Ended {
    /// Whether the client sent `exit`.
    pub fn by_exit(&self) -> bool {
        self.exit.load(Ordering::Acquire)
    }

    /// Waits until no more frames will come: after `exit`, or at the end of the input.
    pub async fn over(&self) {
        self.over.notified().await;
    }
}

/// How many frames have come and have not been handed on. While there are some, more is to be done
/// than what is being done now.
#[derive(Clone, Default)]
pub struct Backlog(Arc<AtomicUsize>);

impl Backlog {
    /// Whether nothing is waiting.
    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// Starts the task that reads `input`; the result yields valid frames only. The task reads on
/// while handlers wait, so that `exit` is seen whatever they wait for.
pub fn frames_of(input: Input, ended: Ended, backlog: Backlog) -> FrameSource {
    let (sender, frames) = mpsc::channel(64);
    tokio::spawn(read_on(input, sender, ended, backlog.clone()));
    FrameSource { frames, backlog, current: Vec::new(), sent: 0, rested: false }
}

async fn read_on(mut input: Input, sender: mpsc::Sender<Vec<u8>>, ended: Ended, backlog: Backlog) {
    let mut reader = FrameReader::default();
    'input: while let Some(bytes) = input.read().await {
        reader.push(bytes);
        let frames: Vec<Frame> = std::iter::from_fn(|| reader.next()).collect();
        backlog.0.fetch_add(frames.len(), Ordering::AcqRel);
        for frame in frames {
            let is_exit = frame.is_exit;
            if is_exit {
                ended.exit.store(true, Ordering::Release);
            }
            if sender.send(frame.bytes).await.is_err() || is_exit {
                break 'input;
            }
        }
    }
    reader.end();
    ended.over.notify_one();
}

/// The frames of an input as the server takes them, which arrives in chunks of some bytes: each with its
/// header, bad ones turned into requests that are answered with the error. For tests that feed it anything.
pub fn frames_in(input: &[u8], chunk: usize) -> Vec<Vec<u8>> {
    let mut reader = FrameReader::default();
    let mut frames = Vec::new();
    for bytes in input.chunks(chunk.max(1)) {
        reader.push(bytes);
        frames.extend(std::iter::from_fn(|| reader.next()).map(|frame| frame.bytes));
    }
    reader.end();
    frames
}

/// Valid frames as a byte stream, never more than one frame at a time.
pub struct FrameSource {
    frames: mpsc::Receiver<Vec<u8>>,
    backlog: Backlog,
    current: Vec<u8>,
    sent: usize,
    rested: bool,
}

impl AsyncRead for FrameSource {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = &mut *self;
        if this.sent == this.current.len() {
            // The handlers of the frame before get their turn first. Without this a client that
            // sends `initialized` without waiting for the answer to `initialize` would find a
            // server that calls itself uninitialized.
            if !this.rested {
                this.rested = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let Some(frame) = ready!(this.frames.poll_recv(context)) else {
                return Poll::Ready(Ok(()));
            };
            this.backlog.0.fetch_sub(1, Ordering::AcqRel);
            (this.current, this.sent, this.rested) = (frame, 0, false);
        }
        let length = buffer.remaining().min(this.current.len() - this.sent);
        buffer.put_slice(&this.current[this.sent..this.sent + length]);
        this.sent += length;
        Poll::Ready(Ok(()))
    }
}

/// A frame that the crate can read.
struct Frame {
    bytes: Vec<u8>,
    is_exit: bool,
}

/// Takes frames off the bytes that it is given, skipping what is none.
#[derive(Default)]
struct FrameReader {
    /// Bytes that were not yet used: those from `start` on.
    buffer: Vec<u8>,
    start: usize,
    /// So many of them are known to hold no line's end.
    searched: usize,
    header: Header,
    /// The length of the body that is being waited for.
    body: Option<usize>,
}

/// What the lines of a header said so far.
#[derive(Default)]
struct Header {
    length: Option<usize>,
    lines: usize,
}

impl FrameReader {
    /// Takes what was read.
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that nothing more will come.
    fn end(&self) {
        if let Some(length) = self.body {
            tracing::warn!("the input ended inside a message of {length} bytes");
        }
    }

    /// The next frame to hand on; `None` when more bytes are needed for it.
    fn next(&mut self) -> Option<Frame> {
        let length = match self.body {
            Some(length) => length,
            None => match self.header()? {
                Ok(length) => *self.body.insert(length),
                Err(problem) => {
                    tracing::error!("{}", problem.message);
                    return Some(problem.into_frame());
                }
            },
        };
        let body = self.buffer.get(self.start..self.start + length)?;
        self.body = None;
        match validate(body) {
            Ok(message) => {
                let bytes = framed(message.repaired.as_deref().unwrap_or(body));
                self.start += length;
                Some(Frame { bytes, is_exit: message.is_exit })
            }
            Err(problem) => {
                tracing::error!("a message was dropped: {}", problem.message);
                // A length that was too long swallowed the next frame's start.
                self.start += frame_start(body).unwrap_or(length);
                Some(problem.into_frame())
            }
        }
    }

    /// Reads a header up to its blank line: the body's length, or what is wrong. `None` when more
    /// bytes are needed.
    fn header(&mut self) -> Option<Result<usize, Problem>> {
        loop {
            let line = self.line()?;
            let text = line.trim_ascii();
            if text.is_empty() {
                let Header { length, lines } = std::mem::take(&mut self.header);
                match length {
                    Some(length) => return Some(Ok(length)),
                    // Blank lines between frames are harmless.
                    None if lines == 0 => continue,
                    None => return Some(Err(Problem::parse("a header without Content-Length"))),
                }
            }
            self.header.lines += 1;
            match length_in(text) {
                Some((garbage, Ok(found))) => {
                    if garbage > 0 {
                        tracing::warn!("skipped {garbage} bytes in front of a header");
                    }
                    self.header.length = Some(found);
                }
                Some((_, Err(()))) => {
                    self.header = Header::default();
                    return Some(Err(Problem::parse("a header whose Content-Length is no length")));
                }
                None if is_header(text) => {}
                None => tracing::warn!("skipped {} bytes that are no header", line.len()),
            }
        }
    }

    /// Takes a line with its end off the buffer; `None` when it has not ended yet.
    fn line(&mut self) -> Option<Vec<u8>> {
        let unread = &self.buffer[self.start..];
        let Some(at) = memchr::memchr(b'\n', &unread[self.searched..]) else {
            self.searched = unread.len();
            return None;
        };
        let line = unread[..self.searched + at + 1].to_vec();
        (self.start, self.searched) = (self.start + line.len(), 0);
        Some(line)
    }
}

/// What is wrong with a frame.
struct Problem {
    code: i64,
    message: String,
}

impl Problem {
    fn parse(message: impl Into<String>) -> Self {
        Problem { code: PARSE_ERROR, message: message.into() }
    }

    /// The request that makes the server answer with this problem.
    fn into_frame(self) -> Frame {
        let request = json!({
            "jsonrpc": "2.0",
            "id": null,
            "method": UNREADABLE,
            "params": {"code": self.code, "message": self.message},
        });
        Frame { bytes: framed(request.to_string().as_bytes()), is_exit: false }
    }
}

/// A body that the crate will be able to read.
struct Valid {
    is_exit: bool,
    /// The body to use instead, when the original one had to be mended.
    repaired: Option<Vec<u8>>,
}

impl Valid {
    fn new(request: &Request, repaired: Option<Vec<u8>>) -> Self {
        let mended = mending::mended(request).map(|message| message.to_string().into_bytes());
        Valid { is_exit: request.method() == "exit", repaired: mended.or(repaired) }
    }
}

/// Whether the crate can read this body. All that it accepts has the shape of its `Request`,
/// answers included, since every member but `jsonrpc` is optional there.
fn validate(body: &[u8]) -> Result<Valid, Problem> {
    let parse = serde_json::from_slice::<Request>;
    let error = match parse(body) {
        Ok(request) => return Ok(Valid::new(&request, None)),
        Err(error) => error,
    };
    // JavaScript's strings may hold half a surrogate pair, and so may an edit from an editor
    // written in it. To drop such an edit would put the document out of step.
    if let Some(repaired) = without_lone_surrogates(body)
        && let Ok(request) = parse(&repaired)
    {
        return Ok(Valid::new(&request, Some(repaired)));
    }
    if std::str::from_utf8(body).is_err() {
        return Err(Problem::parse("the message is not valid UTF-8"));
    }
    let code = if error.is_data() { INVALID_REQUEST } else { PARSE_ERROR };
    Err(Problem { code, message: format!("the message cannot be read: {error}") })
}

/// `body` with each escaped half of a surrogate pair that stands alone replaced by U+FFFD, which
/// is as long in UTF-16; `None` when there is none.
fn without_lone_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let unit = |at: usize| -> Option<u16> {
        let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut repaired = Vec::with_capacity(body.len());
    let (mut at, mut changed) = (0, false);
    while at < body.len() {
        let length = match (body[at], unit(at)) {
            (b'\\', Some(0xD800..=0xDBFF)) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => 12,
            (b'\\', Some(0xD800..=0xDFFF)) => {
                repaired.extend_from_slice(b"\\uFFFD");
                (at, changed) = (at + 6, true);
                continue;
            }
            (b'\\', _) => 2.min(body.len() - at),
            _ => 1,
        };
        repaired.extend_from_slice(&body[at..at + length]);
        at += length;
    }
    changed.then_some(repaired)
}

/// The length that a header line gives, and how many bytes of garbage stand before it. A body
/// that came without header ends in no line break, so the next header may stand behind it.
fn length_in(line: &[u8]) -> Option<(usize, Result<usize, ()>)> {
    let at = line.windows(LENGTH.len()).rposition(|name| name.eq_ignore_ascii_case(LENGTH))?;
    let digits = line[at + LENGTH.len()..].trim_ascii();
    let length = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
    Some((at, length.filter(|length| (1..=LONGEST_BODY).contains(length)).ok_or(())))
}

/// Whether a line looks like some other header, such as `Content-Type: …`.
fn is_header(line: &[u8]) -> bool {
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Where a frame begins inside a body that could not be read: a header on a raw line of its own,
/// which no JSON text contains.
fn frame_start(body: &[u8]) -> Option<usize> {
    let at = body.windows(LENGTH.len()).position(|name| name.eq_ignore_ascii_case(LENGTH))?;
    let line = body[at..].split(|&byte| byte == b'\n').next()?;
    let is_length = matches!(length_in(line), Some((0, Ok(_))));
    (is_length && at + line.len() < body.len()).then_some(at)
}

/// A body with the header that the crate wants.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"jsonrpc":"2.0","id":7,"method":"m"}"#;

    /// The bodies that come out: `GOOD` as is, a bad frame as its error code.
    fn read(input: &[u8]) -> Vec<String> {
        let whole = bodies(input.chunks(input.len().max(1)));
        assert_eq!(bodies(input.chunks(1)), whole, "however it is cut");
        whole
    }

    fn bodies<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
        let mut reader = FrameReader::default();
        let frames = chunks.flat_map(|chunk| {
            reader.push(chunk);
            std::iter::from_fn(|| reader.next()).collect::<Vec<_>>()
        });
        frames
            .map(|frame| {
                let text = String::from_utf8(frame.bytes).expect("frames are text");
                let body = text.split_once("\r\n\r\n").expect("a header").1.to_owned();
                let value: serde_json::Value = serde_json::from_str(&body).expect("JSON");
                if value["method"] == UNREADABLE { value["params"]["code"].to_string() } else { body }
            })
            .collect()
    }

    fn frame(body: &[u8]) -> Vec<u8> {
        framed(body)
    }

    #[test]
    fn what_is_no_frame_is_skipped_and_the_next_good_one_is_read() {
        let good = frame(GOOD.as_bytes());
        let cases: &[(&[u8], &[&str])] = &[
            (b"", &[]),
            (b"\r\n\r\n", &[]),
            (b"garbage\r\n", &[]),
            (b"garbage\r\n\r\n", &["-32700"]),
            (b"garbage", &[]),
            (b"Content-Type: x\r\n\r\n", &["-32700"]),
            (b"Content-Length: many\r\n\r\n", &["-32700"]),
            (b"Content-Length: 99999999999999999999\r\n\r\n", &["-32700"]),
            (b"Content-Type: x\r\n\r\n{\"jsonrpc\":\"2.0\"}", &["-32700"]),
            (b"Content-Length: 3\r\n\r\n{\"a", &["-32700"]),
            (b"Content-Length: 2\r\n\r\n\xff\xfe", &["-32700"]),
            (b"Content-Length: 2\r\n\r\n[]", &["-32600"]),
            (b"Content-Length: 7\r\n\r\n{\"a\":1}", &["-32600"]),
            (b"Content-Length: 5\r\n\r\n{\"jsonrpc\":\"2.0\"}", &["-32700"]),
            (b"Content-Length: 60\r\n\r\n{\"jsonrpc\"", &["-32700"]),
        ];
        for (bad, expected) in cases {
            let input = [bad, good.as_slice(), good.as_slice()].concat();
            let mut expected: Vec<String> = expected.iter().map(|&code| code.to_owned()).collect();
            expected.extend([GOOD.to_owned(), GOOD.to_owned()]);
            assert_eq!(read(&input), expected, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn headers_are_read_leniently() {
        let length = GOOD.len();
        for header in [
            format!("content-length: {length}\r\n\r\n"),
            format!("Content-Length:{length}\n\n"),
            format!("Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: {length}\r\n\r\n"),
        ] {
            assert_eq!(read(format!("{header}{GOOD}").as_bytes()), [GOOD]);
        }
    }

    #[test]
    fn half_a_surrogate_pair_does_not_lose_the_message() {
        let body = br#"{"jsonrpc":"2.0","method":"m","params":["\\ud800 \ud83d\ude00 \ud800x\udc00"]}"#;
        let read = read(&frame(body));
        assert_eq!(read, [r#"{"jsonrpc":"2.0","method":"m","params":["\\ud800 \ud83d\ude00 \uFFFDx\uFFFD"]}"#]);
    }
}
