//! Commands that answer and end.

use super::Token;
use crate::app::clock::SystemClock;
use crate::app::{VKEY, policies};
use crate::demo::client::{self, Card, Wish};
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::ledger::verify;
use crate::policy::explain;
use crate::serve::tls;
use crate::vocab::party::Organisation;
use crate::vocab::time::Clock;
use crate::vocab::translated::Language;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// `sluse token`
pub(super) fn token(ask: &Token) -> Result<ExitCode, Box<dyn Error>> {
    let file = ask.demo.join("demo.json");
    let text = fs::read_to_string(&file).map_err(|error| {
        format!("{}: {}: is the demonstration running?", file.display(), error.kind())
    })?;
    let card: Card = serde_json::from_str(&text)?;
    let found = card.clients.iter().find(|client| client.client_id == ask.client);
    let client = found.ok_or_else(|| {
        let known: Vec<_> = card.clients.iter().map(|client| client.client_id.as_str()).collect();
        format!("no client `{}`; there are {}", ask.client, known.join(", "))
    })?;
    let all_scopes = client.scopes.join(" ");
    let on_behalf_of = client.supplier.as_ref().map(|_| client.consumer.as_str());
    let wish = Wish {
        client_id: &client.client_id,
        issuer: &card.issuer,
        scope: ask.scope.as_deref().unwrap_or(&all_scopes),
        consumer_org: ask.consumer_org.as_deref().or(on_behalf_of),
    };
    let key = client::read_key(&client.key, Algorithm::Rs256)?;
    let grant = client::grant(&wish, &key, SystemClock.now())?;
    let endpoint = ask.endpoint.as_deref().unwrap_or(&card.token_endpoint);
    let dialer = Dialer::new(&tls::certificates(&card.ca)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let token = runtime.block_on(client::token(&dialer, endpoint, &grant))?;
    writeln!(io::stdout(), "{token}")?;
    Ok(ExitCode::SUCCESS)
}

/// `sluse policy check`
pub(super) fn policy_check(dir: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(dir)?;
    writeln!(
        io::stdout(),
        "{} services and {} purposes are in order; digest {}",
        set.services().len(),
        set.purposes().len(),
        set.digest()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// `sluse policy explain`
pub(super) fn policy_explain(
    dir: &Path,
    purpose: &str,
    consumer: &str,
    language: &str,
) -> Result<ExitCode, Box<dyn Error>> {
    let language = match language {
        "nb" => Language::Bokmaal,
        "en" => Language::English,
        _ => return Err("--lang must be nb or en".into()),
    };
    let set = policies::check(dir)?;
    let consumer = Organisation::parse(consumer)?;
    let explanation = explain(&set, purpose, Some(&consumer), language)?;
    writeln!(io::stdout(), "{explanation}")?;
    Ok(ExitCode::SUCCESS)
}

/// `sluse ledger verify`
pub(super) fn ledger_verify(dir: &Path, vkey: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    let report = verify::verify(dir, &key_or_own(dir, vkey)?)?;
    write!(io::stdout(), "{report}")?;
    Ok(ExitCode::SUCCESS)
}

/// The key to verify with: the one given, or the one that stands beside the ledger. The latter
/// proves that the files agree with each other, not whose they are, and that is said.
fn key_or_own(dir: &Path, vkey: Option<&str>) -> Result<String, Box<dyn Error>> {
    if let Some(vkey) = vkey {
        return Ok(vkey.to_owned());
    }
    let file = dir.join(VKEY);
    let own = fs::read_to_string(&file).map_err(|error| {
        format!("{}: {}: give the log's key with --vkey", file.display(), error.kind())
    })?;
    writeln!(io::stderr(), "verified with the key beside the ledger; --vkey proves whose it is")?;
    Ok(own.trim_end().to_owned())
}

/// `sluse ledger show`
pub(super) fn ledger_show(
    dir: &Path,
    vkey: Option<&str>,
    index: u64,
) -> Result<ExitCode, Box<dyn Error>> {
    let shown = verify::show(dir, &key_or_own(dir, vkey)?, index)?;
    writeln!(io::stdout(), "{shown}")?;
    Ok(ExitCode::SUCCESS)
}
