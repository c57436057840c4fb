//! The way to the provider behind the browser's back.

use crate::dial::{DialError, Dialer};
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::{Request, Response};
use std::pin::Pin;
use std::time::Duration;

/// An answer that is on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, DialError>> + Send + 'a>>;

/// Sends requests to the provider: the program's [`Dialer`], or a test's own provider.
pub trait BackChannel: Send + Sync + 'static {
    /// Sends a request (absolute URI) and reads the whole answer.
    fn send(&self, request: Request<Bytes>, limit: Limit, deadline: Duration) -> Answer<'_>;
}

impl BackChannel for Dialer {
    fn send(&self, request: Request<Bytes>, limit: Limit, deadline: Duration) -> Answer<'_> {
        Box::pin(Self::send(self, request, limit, deadline))
    }
}
