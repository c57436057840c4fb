//! What all houses log, kept for tests to look into.

use std::io::Write;
use std::sync::{Mutex, Once};

/// Everything that any test logged.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct LogToMemory;

impl Write for LogToMemory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Collects logs of every level, of this program and of its libraries.
pub(super) fn log_to_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| LogToMemory)
            .try_init()
            .unwrap();
    });
}

/// Everything logged so far.
pub fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}
