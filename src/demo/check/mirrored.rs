//! The supervisory authority's copy of the ledger: whole, verified, and one look in the ledger.

use super::super::DemoError;
use super::super::client::{ClientCard, credential};
use super::super::run::Demonstration;
use crate::app::clock::SystemClock;
use crate::audit::rights::WHOLE;
use crate::client::{ClientError, Credential, Token, Wish, exchange, grant};
use crate::dial::Dialer;
use crate::jose::jws::SigningKey;
use crate::merkle::note::NoteVerifier;
use crate::mirror::http::{Http, Patience, Tickets};
use crate::mirror::progress::Progress;
use crate::mirror::{Folder, Options, Trust, round};
use crate::vocab::time::Clock;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Where the copy is, in the demonstration's folder.
const COPY: &str = "copy";

/// The authority's tokens.
struct Authority {
    dialer: Dialer,
    client_id: String,
    credential: Credential,
    issuer: String,
    endpoint: String,
}

impl Tickets for Authority {
    async fn token(&self) -> Result<Token, ClientError> {
        let wish = Wish::new(&self.client_id, &self.issuer, WHOLE);
        let grant = grant(&wish, &self.credential, SystemClock.now())?;
        exchange(&self.dialer, &self.endpoint, &grant).await
    }

    fn key(&self) -> Option<&SigningKey> {
        None
    }
}

/// Brings the copy up to the ledger's checkpoint.
pub(super) async fn check(dialer: &Dialer, running: &Demonstration) -> Result<String, DemoError> {
    let wrong = |text: String| DemoError::Request(text);
    let card = &running.card;
    let is_authority = |client: &&ClientCard| client.client_id == "provetilsynet";
    let client = card.clients.iter().find(is_authority);
    let client = client.ok_or_else(|| wrong("no such client".into()))?;
    let authority = Authority {
        dialer: dialer.clone(),
        client_id: client.client_id.clone(),
        credential: credential(client)?,
        issuer: card.issuer.clone(),
        endpoint: card.token_endpoint.clone(),
    };
    let clock = Arc::new(SystemClock);
    let verifier =
        NoteVerifier::parse(&card.ledger.vkey).map_err(|error| wrong(error.to_string()))?;
    let source =
        Http::new(dialer.clone(), &card.ledger.url, authority, clock.clone(), Patience::default());
    let options = Options {
        trust: Trust::log(verifier),
        parallel: 4,
        again: Duration::from_secs(1),
        recheck: false,
        clock,
    };
    let beside = card.ledger.dir.parent().unwrap_or(Path::new("."));
    let folder = Folder::open(&beside.join(COPY)).map_err(|error| wrong(error.to_string()))?;
    let progress = Arc::new(Progress::default());
    let report = round(&Arc::new(source), &Arc::new(folder), &options, &progress).await;
    let report = report.map_err(|error| wrong(error.to_string()))?;
    Ok(format!("{} entries, {} of them new", report.size, report.size - report.before))
}
