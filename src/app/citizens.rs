//! What the citizens' service is given: the ledger, the policies that were in force, names.

use super::relations::{self, Known};
use super::{Login, StartError, failed, files, sessions};
use crate::activation::past::History;
use crate::acts::Acts;
use crate::config::{Citizens, Config};
use crate::dial::Dialer;
use crate::ledger::{About, IndexError, Ledger, ReadError};
use crate::login::session::Sessions;
use crate::login::store::{self, Folder};
use crate::login::{Credential, Providers};
use crate::notify::Outbox;
use crate::registry::Registrations;
use crate::serve::tls;
use crate::token::sender::Senders;
use crate::vocab::cause::Told;
use crate::vocab::issuer::IssuerUrl;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::SharedClock;
use crate::web::{
    Access, Look, Proof, Readings, Record, STYLESHEET_BYTES, Sources, Telling, Unreadable, Web,
    WebOptions, Witnessed,
};
use ring::hmac;
use ring::rand::SystemRandom;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The citizens' service over this ledger.
pub(super) fn service(
    citizens: &Citizens,
    config: &Config,
    login: Login,
    (ledger, acts, telling): (&Ledger, Arc<Acts>, Option<Arc<Outbox>>),
    clock: &SharedClock,
    (history, registrations): (History, Arc<Registrations>),
) -> Result<Web, StartError> {
    let roots = tls::certificates(&citizens.ca).map_err(failed("citizens.ca"))?;
    let dialer = Dialer::new(&roots).map_err(failed("citizens.ca"))?;
    let random = SystemRandom::new();
    let (sessions, login_key) = kept_sessions(citizens, &random, clock)?;
    let names = Arc::new(Known::new(registrations, citizens.relations.as_ref()));
    let web = Web::new(WebOptions {
        base_url: config.doors.people_url.clone(),
        issuer: citizens.issuer.clone(),
        client_id: citizens.client_id.clone(),
        credential: credential(citizens)?,
        providers: match login {
            Login::Real => Providers::Real,
            Login::Demonstration => Providers::DemonstrationToo,
        },
        acr_accepted: citizens.acr.clone(),
        acr_sensitive: citizens.acr_sensitive.clone(),
        sessions: Arc::new(sessions),
        login_key,
        access: access(citizens, &config.doors.people_url, &random)?,
        dialer: Arc::new(dialer),
        clock: clock.clone(),
        sources: Sources { readings: Arc::new(ledger.clone()), policies: Arc::new(history), names },
        acts,
        telling: telling.map(|outbox| outbox as Arc<dyn Telling>),
        random: random.clone(),
        look: look(citizens)?,
    })
    .map_err(failed("citizens"))?;
    match &citizens.relations {
        Some(wanted) => Ok(web.with_others(relations::others(wanted, ledger, &random)?)),
        None => Ok(web),
    }
}

/// Forgets what has run out, again and again until the house stops.
pub(super) fn follow(
    web: &Web,
    clock: &SharedClock,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) {
    tasks.spawn(sessions::follow(web.sessions(), clock.clone(), stopping.clone()));
    if let Some(others) = web.lists_of_others() {
        let with = (web.sessions(), clock.clone());
        tasks.spawn(relations::let_go(others, with, stopping.clone()));
    }
}

/// The operator's look, its stylesheets read once.
fn look(citizens: &Citizens) -> Result<Look, StartError> {
    let failed = failed("citizens.stylesheets");
    let read = |path: &PathBuf| files::limited(path, STYLESHEET_BYTES.most);
    let stylesheets = citizens.stylesheets.iter().map(read).collect::<Result<Vec<_>, _>>();
    let stylesheets = stylesheets.map_err(failed)?;
    let (statement, contact) = (&citizens.accessibility_statement, &citizens.security_contact);
    Look::parse(stylesheets, statement.clone(), contact.clone()).map_err(self::failed("citizens"))
}

/// What proves to the provider that it is us: a secret or a key, and never a choice of both.
fn credential(citizens: &Citizens) -> Result<Credential, StartError> {
    match (&citizens.client_secret, &citizens.client_key) {
        (Some(secret), None) => {
            let secret = files::secret(secret).map_err(failed("citizens.client_secret"))?;
            Ok(Credential::Secret(secret))
        }
        (None, Some(key)) => {
            let key = files::signing_key(key).map_err(failed("citizens.client_key"))?;
            let key = match &citizens.client_key_id {
                Some(name) => key.named(name),
                None => key,
            };
            Ok(Credential::Key(Arc::new(key)))
        }
        (None, None) | (Some(_), Some(_)) => {
            Err(failed("citizens")("must have either client_secret or client_key"))
        }
    }
}

/// Who is logged in, and what seals logins under way: in a folder, or until the process ends.
fn kept_sessions(
    citizens: &Citizens,
    random: &SystemRandom,
    clock: &SharedClock,
) -> Result<(Sessions, Key32), StartError> {
    let wrong = failed("citizens.sessions");
    let Some(folder) = &citizens.sessions else {
        return Ok((Sessions::in_memory(), store::passing_key(random).map_err(wrong)?));
    };
    let folder = Folder::open(folder).map_err(&wrong)?;
    let key = folder.login_key(random).map_err(&wrong)?;
    Ok((Sessions::kept_in(folder, clock.now()), key))
}

/// What programs must bring that act for a person.
fn access(
    citizens: &Citizens,
    people_url: &str,
    random: &SystemRandom,
) -> Result<Option<Access>, StartError> {
    let Some(scope) = &citizens.api_scope else { return Ok(None) };
    if scope.is_empty() || !scope.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(failed("citizens.api_scope")("must be one scope"));
    }
    let audience = people_url.trim_end_matches('/').to_owned();
    let address = IssuerUrl::parse(&format!("{audience}/")).map_err(failed("doors.people_url"))?;
    // Proofs must hold a nonce of this very process: its memory of used ones is then complete.
    let key = store::passing_key(random).map_err(failed("citizens"))?;
    let senders = Senders::new(address, None, &key);
    Ok(Some(Access { scope: scope.clone(), audience, senders }))
}

impl Readings for Ledger {
    fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Record>, Unreadable> {
        let found = Self::about(self, person, before, most).map_err(unreadable)?;
        Ok(found.into_iter().map(record).collect())
    }

    fn published(&self) -> u64 {
        self.witnessed().map_or_else(|| Self::published(self), |standing| standing.size)
    }

    fn witnessed(&self) -> Option<Witnessed> {
        let standing = Self::witnessed(self)?;
        Some(Witnessed {
            by: standing.shown_by().into_iter().map(str::to_owned).collect(),
            of: standing.witnesses.len(),
            late: standing.late,
        })
    }

    fn proof(&self, person: &PersonNumber, count: u64) -> Result<Option<Proof>, Unreadable> {
        own_proof(self, person, count).map_err(|error| {
            tracing::error!(error = %Told(&error), "the proof of a person's entry cannot be read");
            Unreadable
        })
    }

    fn log_key(&self) -> String {
        self.vkey()
    }

    fn bundle(&self, person: &PersonNumber) -> Result<Vec<u8>, Unreadable> {
        Self::bundle(self, person).map_err(|error| {
            tracing::error!(error = %Told(&error), "a person's bundle cannot be made");
            Unreadable
        })
    }
}

/// What is in the way of a person's list is for the log.
fn unreadable(error: ReadError) -> Unreadable {
    match error {
        ReadError::Index(IndexError::Rebuilding) => {
            tracing::info!("a person's list must wait until the index is rebuilt");
        }
        error => tracing::error!(error = %Told(&error), "a person's entries cannot be read"),
    }
    Unreadable
}

/// The proof of the person's entry of this count, found by the person's own key: no other can be.
fn own_proof(
    ledger: &Ledger,
    person: &PersonNumber,
    count: u64,
) -> Result<Option<Proof>, ReadError> {
    let about = Ledger::about(ledger, person, Some(count.saturating_add(1)), 1)?;
    let found = about.into_iter().find(|about| about.count == count);
    let Some(mut about) = found else { return Ok(None) };
    // Of an entry that releases another, the person is shown that other, and gets its proof.
    if let Some(held) = about.shows.take() {
        about = *held;
    }
    let proof = ledger.inclusion(about.index)?;
    let whole = proof.and_then(|proof| proof.with_extra(&about.bytes).ok());
    Ok(Some(Proof { index: about.index, file: whole.map(|whole| whole.format()) }))
}

/// An entry as the person is shown it: a release as what it releases.
fn record(about: About) -> Record {
    let About { index, entry, whom, count, shows, key, .. } = about;
    match shows {
        Some(held) => {
            let (index, released, mark) = (held.index, Some(entry.at), mark(&held.key));
            Record { index, count, entry: held.entry, whom: held.whom, mark, released }
        }
        None => Record { index, count, entry, whom, mark: mark(&key), released: None },
    }
}

/// HMAC-SHA-256 under the entry's own key, which nobody has who was not given it.
fn mark(key: &Key32) -> [u8; 16] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
    hmac::sign(&key, b"sluse/entry-mark/v1").as_ref().first_chunk().copied().unwrap_or_default()
}
