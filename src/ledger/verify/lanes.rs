//! Work on numbered parts by several threads, taken in the order of the parts.
//!
//! Lane `i` of `n` does the parts `i`, `i + n`, … and stays at most a few ahead of whoever takes them:
//! memory is bounded however the lanes run, and the first error is the one with the lowest number.

use std::io;
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many done parts a lane may have waiting.
const AHEAD: usize = 4;

/// Does the parts `from` to `until` in `lanes` threads, and takes each in order.
///
/// # Errors
/// The first that a part or the taking has, by the order of parts; what a thread's start says.
pub(crate) fn in_order<Done: Send, Failure: Send + From<io::Error>>(
    from: u64,
    until: u64,
    lanes: usize,
    work: impl Fn(u64) -> Result<Done, Failure> + Sync,
    mut take: impl FnMut(u64, Done) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let work = &work;
    thread::scope(|scope| {
        let mut done = Vec::new();
        for (first, _) in (from..until).zip(0..lanes.max(1)) {
            let (give, receive) = sync_channel(AHEAD);
            let lane = move || {
                for number in (first..until).step_by(lanes.max(1)) {
                    let part = work(number);
                    let failed = part.is_err();
                    // Nobody takes any more once one has failed.
                    if give.send(part).is_err() || failed {
                        return;
                    }
                }
            };
            thread::Builder::new().spawn_scoped(scope, lane)?;
            done.push(receive);
        }
        for (number, lane) in (from..until).zip(done.iter().cycle()) {
            let part = lane.recv().map_err(|_| io::Error::other("a thread has ended early"))?;
            take(number, part?)?;
        }
        Ok(())
    })
}
