//! The operator's file of registrations on its way into the ledger.

use super::{StartError, failed};
use crate::ledger::Ledger;
use crate::registrar::Registrar;
use crate::registry::Registry;
use std::path::Path;

/// Takes in what the file says, if it is another than the one that was taken in last. What the
/// administration API changed stays as it is.
pub(super) async fn take_in(file: &Path, registrar: &Registrar<Ledger>) -> Result<(), StartError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| failed(&name)(error.kind()))?;
    let records = Registry::records(&name, &text, registrar.now()).map_err(failed("registry"))?;
    if Registry::digest(&text) == registrar.current().file_digest().unwrap_or_default() {
        return Ok(());
    }
    let taken = registrar.take_in(&records).await.map_err(failed("registry"))?;
    for record in &taken.left {
        tracing::warn!(%record, "left as the administration API has it; the registry's file says otherwise");
    }
    tracing::info!(changed = taken.changes.len(), "the registry's file was taken in");
    Ok(())
}
