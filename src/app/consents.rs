//! The source of consents, from the configuration.

use super::{StartError, failed};
use crate::config;
use crate::dial::Dialer;
use crate::serve::tls;
use crate::token::consents::Consents;
use std::time::Duration;

/// The source that the configuration names.
///
/// # Errors
/// When its address or its certificate authority cannot be used.
pub(super) fn source(consents: &config::Consents) -> Result<Consents, StartError> {
    let roots = consents.ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("token.consents.ca"))?.unwrap_or_default();
    if roots.is_empty() && consents.url.starts_with("https://") {
        let needed = "an https source needs `ca`: what its certificate is from";
        return Err(failed("token.consents")(needed));
    }
    let dialer = Dialer::new(&roots).map_err(failed("token.consents.ca"))?;
    let deadline = Duration::from_millis(consents.timeout_ms);
    Consents::new(&consents.url, dialer, deadline).map_err(failed("token.consents.url"))
}
