//! The base protocol on the way in: bytes become messages, whatever the bytes are.
//!
//! A body that cannot be read is answered with an error of id `null`, garbage between frames is
//! skipped up to the next `Content-Length`, and both leave a log line. Must not know methods nor
//! documents, nor where the bytes come from.

use super::mending;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// A body larger than this is taken for a broken header. Reading it would swallow the stream.
const LONGEST_BODY: usize = 512 << 20;

/// What is read into is given back beyond this many bytes.
const KEPT_BYTES: usize = 64 << 10;

/// Names the header that starts a frame; compared without regard to case.
const LENGTH: &[u8] = b"content-length:";

/// What the client sent.
#[derive(Debug)]
pub enum Message {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
    /// What could not be read, as the answer to it.
    Unreadable(Response),
}

/// The messages of an input which arrives in chunks of some bytes, each as JSON and mended; for what cannot be read,
/// the answer to it. For tests that feed it anything.
pub fn messages_in(input: &[u8], chunk: usize) -> Vec<String> {
    let mut reader = MessageReader::default();
    let mut messages = Vec::new();
    for bytes in input.chunks(chunk.max(1)) {
        reader.push(bytes);
        messages.extend(std::iter::from_fn(|| reader.next()).map(|message| match message {
            Message::Request(request) => mending::mend(request).to_string(),
            Message::Response(response) | Message::Unreadable(response) => {
                serde_json::to_string(&response).unwrap_or_default()
            }
        }));
    }
    reader.end();
    messages
}

/// Takes messages off the bytes that it is given, skipping what is none.
#[derive(Default)]
pub struct MessageReader {
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

impl MessageReader {
    /// Takes what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.is_empty() {
            self.buffer.shrink_to(KEPT_BYTES);
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that nothing more will come.
    pub fn end(&self) {
        if let Some(length) = self.body {
            tracing::warn!("the input ended inside a message of {length} bytes");
        }
    }

    /// The next message; `None` when more bytes are needed for it.
    pub fn next(&mut self) -> Option<Message> {
        let length = match self.body {
            Some(length) => length,
            None => match self.header()? {
                Ok(length) => *self.body.insert(length),
                Err(problem) => {
                    tracing::error!("{}", problem.message);
                    return Some(unreadable(problem));
                }
            },
        };
        let body = self.buffer.get(self.start..self.start + length)?;
        self.body = None;
        match read(body) {
            Ok(message) => {
                self.start += length;
                Some(message)
            }
            Err(problem) => {
                tracing::error!("a message was dropped: {}", problem.message);
                // A length that was too long swallowed the next frame's start.
                self.start += frame_start(body).unwrap_or(length);
                Some(unreadable(problem))
            }
        }
    }

    /// Reads a header up to its blank line: the body's length, or what is wrong. `None` when more
    /// bytes are needed.
    fn header(&mut self) -> Option<Result<usize, Error>> {
        loop {
            let line = self.line()?;
            let text = line.trim_ascii();
            if text.is_empty() {
                let Header { length, lines } = std::mem::take(&mut self.header);
                match length {
                    Some(length) => return Some(Ok(length)),
                    // Blank lines between frames are harmless.
                    None if lines == 0 => continue,
                    None => return Some(Err(parse_error("a header without Content-Length"))),
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
                    return Some(Err(parse_error("a header whose Content-Length is no length")));
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

fn parse_error(message: &'static str) -> Error {
    Error { code: ErrorCode::ParseError, message: message.into(), data: None }
}

/// The answer to what cannot be read.
fn unreadable(problem: Error) -> Message {
    Message::Unreadable(Response::from_error(Id::Null, problem))
}

/// The message in a body. All have the shape of a `Request`, answers included, since every member
/// but `jsonrpc` is optional there.
fn read(body: &[u8]) -> Result<Message, Error> {
    tracing::trace!("<- {}", String::from_utf8_lossy(body));
    let parse = serde_json::from_slice::<Request>;
    let error = match parse(body) {
        Ok(request) => return Ok(message(request, body)),
        Err(error) => error,
    };
    // JavaScript's strings may hold half a surrogate pair, and so may an edit from an editor
    // written in it. To drop such an edit would put the document out of step.
    if let Some(repaired) = without_lone_surrogates(body)
        && let Ok(request) = parse(&repaired)
    {
        return Ok(message(request, &repaired));
    }
    if std::str::from_utf8(body).is_err() {
        return Err(parse_error("the message is not valid UTF-8"));
    }
    let code = if error.is_data() { ErrorCode::InvalidRequest } else { ErrorCode::ParseError };
    Err(Error { code, message: format!("the message cannot be read: {error}").into(), data: None })
}

/// A request of the client, or its answer (JSON-RPC 2.0, section 5: an answer has no method).
fn message(request: Request, body: &[u8]) -> Message {
    if request.method().is_empty()
        && let Ok(response) = serde_json::from_slice(body)
    {
        return Message::Response(response);
    }
    Message::Request(request)
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"jsonrpc":"2.0","method":"m","id":7}"#;

    /// The messages that come out: as they are, for an unreadable one its error code.
    fn read(input: &[u8]) -> Vec<String> {
        let whole = messages_in(input, input.len());
        assert_eq!(messages_in(input, 1), whole, "however it is cut");
        whole.into_iter().map(|message| code_of(&message).unwrap_or(message)).collect()
    }

    fn code_of(message: &str) -> Option<String> {
        let value: serde_json::Value = serde_json::from_str(message).expect("JSON");
        value.pointer("/error/code").map(ToString::to_string)
    }

    fn frame(body: &[u8]) -> Vec<u8> {
        let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        bytes
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
        assert_eq!(
            read,
            ["{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[\"\\\\ud800 \u{1F600} \u{FFFD}x\u{FFFD}\"]}"]
        );
    }

    #[test]
    fn an_answer_is_told_from_a_request() {
        let bodies: [&[u8]; 3] = [
            br#"{"jsonrpc":"2.0","id":1,"result":null}"#,
            br#"{"jsonrpc":"2.0","id":2,"error":{"code":-1,"message":"m"}}"#,
            GOOD.as_bytes(),
        ];
        let mut reader = MessageReader::default();
        reader.push(&bodies.map(frame).concat());
        let messages: Vec<Message> = std::iter::from_fn(|| reader.next()).collect();
        assert!(matches!(
            messages.as_slice(),
            [Message::Response(first), Message::Response(second), Message::Request(third)]
                if first.is_ok() && second.is_error() && third.method() == "m"
        ));
    }
}
