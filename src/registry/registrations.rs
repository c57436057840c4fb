//! The registry as all doors share it: whoever asks gets the newest, and keeps it as it was.

use super::Registry;
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

    /// Puts a newer registry in its place, for all who ask from now on.
    pub fn replace(&self, registry: Registry) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registry);
    }
}
