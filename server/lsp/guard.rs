//! A panic in a handler ends that one message: a request is answered with an error, and the session
//! goes on.
//!
//! Must not know methods. The panic itself is reported by the hook in `logging`.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_service::Service;

/// A service whose panics are answers.
pub struct Guarded<S>(pub S);

impl<S, F> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Option<Response>, Future = F>,
    F: Future<Output = Result<Option<Response>, S::Error>> + Unpin,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = GuardedFuture<F>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let id = request.id().cloned();
        let answer = catch_unwind(AssertUnwindSafe(|| self.0.call(request))).ok();
        GuardedFuture { id, answer }
    }
}

/// An answer in the making; `None` when its beginning panicked.
pub struct GuardedFuture<F> {
    id: Option<Id>,
    answer: Option<F>,
}

impl<F, E> Future for GuardedFuture<F>
where
    F: Future<Output = Result<Option<Response>, E>> + Unpin,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let polled = this.answer.as_mut().map(|answer| {
            // What the handlers share stays whole at every point where they can panic.
            catch_unwind(AssertUnwindSafe(|| Pin::new(answer).poll(context)))
        });
        match polled {
            Some(Ok(polled)) => polled,
            Some(Err(_)) | None => {
                this.answer = None;
                let error = |id| Response::from_error(id, Error::internal_error());
                Poll::Ready(Ok(this.id.take().map(error)))
            }
        }
    }
}
