//! The registry as all doors share it: whoever asks gets the newest, and keeps it as it was.

use super::Registry;
use super::record::Registered;
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the registry that counts now.
#[derive(Debug, Default)]
pub struct Registrations(RwLock<Arc<Registry>>);

impl Registrations {
    /// Begins with this registry.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Self(RwLock::new(Arc::new(registry)))
    }

    /// The registry as it is now. It does not change under whoever holds it.
    #[must_use]
    pub fn current(&self) -> Arc<Registry> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
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
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registry);
    }
}
