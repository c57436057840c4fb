//! How the ledger stands.

use prometheus::{IntGauge, Registry};

/// Gauges of the ledger.
pub(super) struct LedgerGauges {
    entries: IntGauge,
    published: IntGauge,
    not_indexed: IntGauge,
}

impl LedgerGauges {
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let gauge = |name, help| {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        Ok(Self {
            entries: gauge("sluse_ledger_entries", "Entries sequenced: durable")?,
            published: gauge("sluse_ledger_published", "Entries under the newest checkpoint")?,
            not_indexed: gauge(
                "sluse_ledger_not_indexed",
                "Entries that the index does not know because it is being rebuilt",
            )?,
        })
    }

    pub(super) fn set(&self, entries: u64, published: u64, not_indexed: u64) {
        let set = |gauge: &IntGauge, to: u64| gauge.set(i64::try_from(to).unwrap_or(i64::MAX));
        set(&self.entries, entries);
        set(&self.published, published);
        set(&self.not_indexed, not_indexed);
    }
}
