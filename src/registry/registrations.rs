//! The registry as all doors share it: whoever asks gets the newest, and keeps it as it was.

use super::Registry;
use super::record::Registered;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the registry that counts now.
#[derive(Debug, Default)]
pub struct Registrations {
    current: RwLock<Arc<Registry>>,
    generation: AtomicU64,
}

impl Registrations {
    /// Begins with this registry.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Self { current: RwLock::new(Arc::new(registry)), generation: AtomicU64::new(0) }
    }

    /// The registry as it is now. It does not change under whoever holds it.
    #[must_use]
    pub fn current(&self) -> Arc<Registry> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A number that grows with each change: whoever knows the answer to a question of an earlier
    /// moment, and finds the number that it had *before* it asked, need not ask again.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Takes in changed records; who asks from now on gets a registry with all of them. Only one
    /// thread may do this: changes in between would be lost.
    pub fn apply<'r>(&self, changed: impl Iterator<Item = &'r Registered>) {
        let mut changed = changed.peekable();
        if changed.peek().is_none() {
            return;
        }
        let mut registry = Registry::clone(&self.current());
        changed.for_each(|one| registry.apply(one.clone()));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registry);
        // After the registry: who sees the new number sees the new registry.
        self.generation.fetch_add(1, Ordering::Release);
    }
}
