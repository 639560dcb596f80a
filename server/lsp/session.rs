//! The session: messages go in to the service, answers and our own messages go out.
//!
//! Owns the order of what comes in and of what goes out, and how much may wait on either side. One
//! future does it all, without a task or a channel between reading, handling and writing: most
//! answers are ready at once, and then each further hand that they pass through is most of what they
//! cost. Must not know methods, but for `exit`, nor documents.

use super::at_once::Handled;
use super::framing::{Message, MessageReader};
use super::mending;
use super::publish::Outbound;
use super::stdio::{Input, Output};
use futures_util::stream::FuturesUnordered;
use futures_util::{Sink, Stream};
use serde::Serialize;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, ExitedError};
use tower_service::Service;

/// So many messages are read ahead of the one that is handed on.
const READ_AHEAD: usize = 64;

/// While so many bytes wait for the client to read them, nothing more is handed on nor taken from the
/// handlers.
const UNREAD_BYTES: usize = 1 << 20;

/// Room for outgoing bytes that is kept for the next messages.
const KEPT_BYTES: usize = 64 << 10;

/// What the session tells whoever waits for its end.
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

    /// Waits until no more messages will come: after `exit`, or at the end of the input.
    pub async fn over(&self) {
        self.over.notified().await;
    }
}

/// How many messages have come and have not been handed on. While there are some, more is to be done
/// than what is being done now.
#[derive(Clone, Default)]
pub struct Backlog(Arc<AtomicUsize>);

impl Backlog {
    /// Whether nothing is waiting.
    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// A session over stdin and stdout, as a future that is over when the client has ended the session and
/// has been sent all answers.
pub struct Session<S: Service<Request>, A> {
    service: S,
    /// Handles some messages itself.
    at_once: A,
    /// Answers in the making.
    answers: FuturesUnordered<S::Future>,
    /// What handlers ask of the client, and where its answers go.
    socket: ClientSocket,
    /// What the client is told.
    outbound: Outbound,
    incoming: Incoming,
    outgoing: Outgoing,
}

impl<S, A> Session<S, A>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Unpin,
    A: FnMut(&Request) -> Handled,
{
    /// A session of `service`. Messages go to `at_once` first; the last two are what handlers send.
    pub fn new(service: S, (incoming, at_once): (Incoming, A), (socket, outbound): (ClientSocket, Outbound)) -> Self {
        let (answers, outgoing) = (FuturesUnordered::new(), Outgoing::stdout());
        Session { service, at_once, answers, socket, outbound, incoming, outgoing }
    }

    /// Does what can be done now; whether that was something.
    fn advance(&mut self, context: &mut Context<'_>) -> std::io::Result<bool> {
        let read = self.incoming.read(context);
        let handled = self.hand_on(context).and_then(|handed| Ok(self.gather(context)? || handed));
        let handled = handled.unwrap_or_else(|ExitedError { .. }| self.incoming.stop());
        Ok(self.outgoing.write(context)? || handled || read)
    }

    /// Hands messages on in their order; each is handled until it has to wait for something.
    fn hand_on(&mut self, context: &mut Context<'_>) -> Result<bool, ExitedError> {
        let mut progress = false;
        while self.outgoing.has_room() && self.incoming.has_next() {
            let Poll::Ready(ready) = self.service.poll_ready(context) else { break };
            ready?;
            let Some(message) = self.incoming.next() else { break };
            progress = true;
            match message {
                Message::Request(request) => {
                    match (self.at_once)(&request) {
                        Handled::No => {}
                        Handled::Notification => continue,
                        Handled::Request(answer) => {
                            self.outgoing.put_body(answer.as_bytes());
                            continue;
                        }
                    }
                    let mut answer = self.service.call(mending::mend(request));
                    match Pin::new(&mut answer).poll(context) {
                        Poll::Ready(answer) => {
                            // What the handler told the client comes first.
                            self.gather_messages(context);
                            self.outgoing.answer(answer?);
                        }
                        Poll::Pending => self.answers.push(answer),
                    }
                }
                Message::Response(response) => Pin::new(&mut self.socket).start_send(response)?,
                Message::Unreadable(answer) => self.outgoing.put(&answer),
            }
        }
        Ok(progress)
    }

    /// Takes what handlers have to send: an answer after what was told before it.
    fn gather(&mut self, context: &mut Context<'_>) -> Result<bool, ExitedError> {
        let mut progress = self.gather_messages(context);
        while self.outgoing.has_room()
            && let Poll::Ready(Some(answer)) = Pin::new(&mut self.answers).poll_next(context)
        {
            self.gather_messages(context);
            self.outgoing.answer(answer?);
            progress = true;
        }
        Ok(progress)
    }

    /// Takes what handlers send by themselves.
    fn gather_messages(&mut self, context: &mut Context<'_>) -> bool {
        let mut progress = false;
        while self.outgoing.has_room() {
            if let Poll::Ready(Some(request)) = Pin::new(&mut self.socket).poll_next(context) {
                self.outgoing.put(&request);
            } else if let Poll::Ready(notification) = self.outbound.poll_next(context) {
                self.outgoing.put_body(notification.as_bytes());
            } else {
                break;
            }
            progress = true;
        }
        progress
    }
}

impl<S, A> Future for Session<S, A>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError> + Unpin,
    S::Future: Unpin,
    A: FnMut(&Request) -> Handled + Unpin,
{
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            match this.advance(context) {
                Ok(true) => {}
                Ok(false) if this.incoming.is_over() && this.answers.is_empty() => {
                    return this.outgoing.poll_end(context);
                }
                Ok(false) => return Poll::Pending,
                Err(error) => {
                    tracing::error!("the client cannot be written to: {error}");
                    return Poll::Ready(());
                }
            }
        }
    }
}

/// What the client sends.
pub struct Incoming {
    /// `None` when no more is to be read.
    input: Option<Input>,
    reader: MessageReader,
    /// What was read and not handed on.
    messages: VecDeque<Message>,
    backlog: Backlog,
    ended: Ended,
}

impl Incoming {
    /// The messages of `input`.
    pub fn new(input: Input, ended: Ended, backlog: Backlog) -> Self {
        Incoming { input: Some(input), reader: MessageReader::default(), messages: VecDeque::new(), backlog, ended }
    }

    /// Reads what has come, so that `exit` is seen whatever handlers wait for; whether that was
    /// something.
    fn read(&mut self, context: &mut Context<'_>) -> bool {
        let mut progress = false;
        while self.messages.len() < READ_AHEAD
            && let Some(input) = &mut self.input
            && let Poll::Ready(bytes) = input.poll_read(context)
        {
            progress = true;
            let Some(bytes) = bytes else {
                self.reader.end();
                self.finish();
                break;
            };
            self.reader.push(bytes);
            while let Some(message) = self.reader.next() {
                let is_exit = matches!(&message, Message::Request(request) if request.method() == "exit");
                self.messages.push_back(message);
                self.backlog.0.fetch_add(1, Ordering::AcqRel);
                if is_exit {
                    self.ended.exit.store(true, Ordering::Release);
                    self.finish();
                    break;
                }
            }
        }
        progress
    }

    /// Reads no more.
    fn finish(&mut self) {
        self.input = None;
        self.ended.over.notify_one();
    }

    /// Forgets what was not handed on either; whether there was anything to stop.
    fn stop(&mut self) -> bool {
        let progress = !self.is_over();
        while self.next().is_some() {}
        self.finish();
        progress
    }

    fn has_next(&self) -> bool {
        !self.messages.is_empty()
    }

    fn next(&mut self) -> Option<Message> {
        let message = self.messages.pop_front()?;
        self.backlog.0.fetch_sub(1, Ordering::AcqRel);
        Some(message)
    }

    fn is_over(&self) -> bool {
        self.input.is_none() && self.messages.is_empty()
    }
}

/// What goes to the client.
struct Outgoing {
    output: Output,
    /// Framed messages.
    bytes: Vec<u8>,
    /// So many of the bytes are written.
    sent: usize,
}

impl Outgoing {
    fn stdout() -> Self {
        Outgoing { output: Output::stdout(), bytes: Vec::new(), sent: 0 }
    }

    fn has_room(&self) -> bool {
        self.bytes.len() - self.sent < UNREAD_BYTES
    }

    /// Puts an answer in; a notification has none.
    fn answer(&mut self, answer: Option<Response>) {
        if let Some(answer) = answer {
            self.put(&answer);
        }
    }

    /// Puts a message in.
    fn put(&mut self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.put_body(&body),
            Err(error) => tracing::error!("a message cannot be written: {error}"),
        }
    }

    /// Puts a message in that is JSON, with its header (LSP, "Base Protocol").
    fn put_body(&mut self, body: &[u8]) {
        tracing::trace!("-> {}", String::from_utf8_lossy(body));
        self.bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        self.bytes.extend_from_slice(body);
    }

    /// Writes what the client takes now; whether that was something.
    fn write(&mut self, context: &mut Context<'_>) -> std::io::Result<bool> {
        let before = self.sent;
        while self.sent < self.bytes.len() {
            match self.output.poll_write(context, &self.bytes[self.sent..]) {
                Poll::Ready(Ok(0)) => return Err(std::io::ErrorKind::WriteZero.into()),
                Poll::Ready(length) => self.sent += length?,
                Poll::Pending => return Ok(self.sent > before),
            }
        }
        let progress = self.sent > before;
        self.sent = 0;
        self.bytes.clear();
        self.bytes.shrink_to(KEPT_BYTES);
        Ok(progress)
    }

    /// Waits until everything has left.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.bytes.is_empty() { self.output.poll_flush(context).map(drop) } else { Poll::Pending }
    }
}
