//! What the raw bytes of HTTP/1 heads say, before hyper makes one meaning of them.
//!
//! Some heads can be read in two ways: two statements of the body's length, or lines that end in a
//! bare line feed. hyper decides such a case by itself and tells nobody; a proxy before this program
//! may decide otherwise, and then the two disagree on where the next request begins (RFC 9112 section
//! 11.2). So the bytes are looked at on their way to hyper: nothing is held back, copied or changed,
//! and each head earns one verdict, which its request meets at the door.

use super::Unclear;
use std::collections::VecDeque;
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is kept of one line: no field that is looked at has more, well formed.
const LINE: usize = 256;

/// What a head is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One meaning; the next head begins where the body ends.
    Clear,
    /// One meaning, but where the body ends is not followed here (it is chunked): nothing after it is
    /// served on this connection.
    LastOfConnection,
    /// Two meanings.
    Unclear(Unclear),
}

/// The verdicts on the heads of one connection that have not met their requests yet.
#[derive(Debug, Clone, Default)]
pub struct Verdicts(Arc<Mutex<VecDeque<Verdict>>>);

impl Verdicts {
    /// The verdict on the next request. A request without one was read otherwise by hyper than here.
    #[must_use]
    pub fn next(&self) -> Verdict {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.pop_front().unwrap_or(Verdict::Unclear(Unclear::Length))
    }

    fn push(&self, verdict: Verdict) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(verdict);
    }
}

/// Follows the bytes of one connection from head to head.
#[derive(Debug)]
struct Follower {
    verdicts: Verdicts,
    place: Place,
    /// The line so far, at most [`LINE`] bytes of it; its length; its last byte.
    line: Vec<u8>,
    length: usize,
    last: u8,
    head: Head,
}

/// Where in the stream of bytes the next byte stands.
#[derive(Debug)]
enum Place {
    Head,
    /// In a body with so many bytes left.
    Body(u64),
    /// Behind what is followed.
    Beyond,
}

/// What the lines of the head have said so far.
#[derive(Debug, Default)]
struct Head {
    begun: bool,
    statements: usize,
    malformed: bool,
    chunked: bool,
    length: u64,
}

impl Follower {
    const fn new(verdicts: Verdicts) -> Self {
        let head =
            Head { begun: false, statements: 0, malformed: false, chunked: false, length: 0 };
        Self { verdicts, place: Place::Head, line: Vec::new(), length: 0, last: 0, head }
    }

    fn follow(&mut self, mut fresh: &[u8]) {
        while !fresh.is_empty() {
            match self.place {
                Place::Beyond => return,
                Place::Body(left) => {
                    let taken = usize::try_from(left).unwrap_or(usize::MAX).min(fresh.len());
                    fresh = fresh.get(taken..).unwrap_or_default();
                    self.expect_body(left - taken as u64);
                }
                Place::Head => {
                    let Some((line, rest)) = cut_at_line_feed(fresh) else {
                        return self.keep(fresh);
                    };
                    self.keep(line);
                    fresh = rest;
                    self.end_line();
                }
            }
        }
    }

    fn keep(&mut self, part: &[u8]) {
        let room = LINE.saturating_sub(self.line.len()).min(part.len());
        self.line.extend_from_slice(part.get(..room).unwrap_or_default());
        self.length += part.len();
        self.last = part.last().copied().unwrap_or(self.last);
    }

    fn end_line(&mut self) {
        if self.last != b'\r' {
            return self.judge(Verdict::Unclear(Unclear::LineEnd));
        }
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        match (line.is_empty(), self.head.begun) {
            // Empty lines before the first are passed over (RFC 9112 section 2.2).
            (true, false) => {}
            (true, true) => return self.end_head(),
            (false, false) => self.head.begun = true,
            (false, true) => self.head.read(line, self.length <= LINE),
        }
        self.begin_line();
    }

    fn begin_line(&mut self) {
        self.line.clear();
        (self.length, self.last) = (0, 0);
    }

    fn end_head(&mut self) {
        let head = std::mem::take(&mut self.head);
        self.begin_line();
        if head.statements > 1 || head.malformed {
            self.judge(Verdict::Unclear(Unclear::Length));
        } else if head.chunked {
            self.judge(Verdict::LastOfConnection);
        } else {
            self.verdicts.push(Verdict::Clear);
            self.expect_body(head.length);
        }
    }

    const fn expect_body(&mut self, left: u64) {
        self.place = if left == 0 { Place::Head } else { Place::Body(left) };
    }

    /// The last verdict of this connection.
    fn judge(&mut self, verdict: Verdict) {
        self.verdicts.push(verdict);
        self.place = Place::Beyond;
    }
}

impl Head {
    /// Reads one field, whole or cut off. hyper refuses what is no field at all.
    fn read(&mut self, line: &[u8], whole: bool) {
        let mut halves = line.splitn(2, |byte| *byte == b':');
        let name = halves.next().unwrap_or_default();
        let value = halves.next().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"content-length") {
            self.statements += 1;
            match digits(value).filter(|_| whole) {
                Some(length) => self.length = length,
                None => self.malformed = true,
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.statements += 1;
            self.chunked = value.eq_ignore_ascii_case(b"chunked");
            self.malformed |= !self.chunked;
        }
    }
}

fn cut_at_line_feed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

/// Digits and nothing else: no sign, no list.
fn digits(value: &[u8]) -> Option<u64> {
    let plain = value.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(value).ok().filter(|_| plain)?.parse().ok()
}

/// A stream whose incoming bytes are followed.
pub struct Followed<S> {
    stream: S,
    follower: Follower,
}

impl<S> Followed<S> {
    /// Follows this stream, and puts its verdicts there.
    pub const fn new(stream: S, verdicts: Verdicts) -> Self {
        Self { stream, follower: Follower::new(verdicts) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Followed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.follower.follow(buffer.filled().get(before..).unwrap_or_default());
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Followed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
