//! How far long work has come, on stderr, with an estimate of what is left. Nothing is written when stderr
//! is not a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// How wide the bar is.
const WIDTH: u64 = 24;

/// A line on stderr that is written anew as work goes on, and removed when this is dropped.
pub struct Progress {
    what: &'static str,
    began: Instant,
    written: Option<Instant>,
    is_terminal: bool,
}

impl Progress {
    /// Begins; `what` says in the past tense what is counted.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { what, began: Instant::now(), written: None, is_terminal }
    }

    /// So many of so many are done.
    pub fn at(&mut self, done: u64, of: u64) {
        let due = self.written.is_none_or(|written| written.elapsed() >= EVERY);
        if self.is_terminal && due {
            self.written = Some(Instant::now());
            let line = line(done, of, self.what, self.began.elapsed());
            let _ = write!(io::stderr(), "\r\x1b[K{line}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// `[######..................] 25 %  250 of 1000 entries verified, 50/s, 15 s left`
#[must_use]
pub fn line(done: u64, of: u64, what: &str, took: Duration) -> String {
    let part = |whole: u64| whole.saturating_mul(done.min(of)).checked_div(of).unwrap_or(whole);
    let full = part(WIDTH);
    let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
    let rate = done as f64 / took.as_secs_f64().max(0.001);
    let left = of.saturating_sub(done) as f64 / rate.max(f64::MIN_POSITIVE);
    let left = if done == 0 { "?".to_owned() } else { time(left) };
    format!("[{bar}] {} %  {done} of {of} {what}, {rate:.0}/s, {left} left", part(100))
}

/// A time as people say it: `15 s`, `3 min`, `2.5 h`.
fn time(seconds: f64) -> String {
    if seconds < 100.0 {
        format!("{seconds:.0} s")
    } else if seconds < 6000.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3600.0)
    }
}
