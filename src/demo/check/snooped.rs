//! The case worker who snoops is found: the officer of the municipality logs in, reads the alarms, and comes
//! from one of them to a reading at night.

use crate::demo::DemoError;
use crate::demo::login::log_in;
use crate::demo::officers;
use crate::demo::persons::Role;
use crate::demo::run::Demonstration;
use crate::demo::year::WORKER;
use crate::dial::Dialer;
use crate::ledger::About;
use crate::vocab::limits::Limit;
use crate::vocab::translated::Language;
use crate::watch::heading;
use std::collections::HashSet;

/// The newest entries about the former partner that are looked at.
const LOOKED_AT: Limit = Limit { name: "demo_snooped_entries_looked_at", most: 5_000 };

fn wrong(text: impl Into<String>) -> DemoError {
    DemoError::Request(text.into())
}

/// Finds the case worker as the officer does.
pub(super) async fn check(dialer: &Dialer, running: &Demonstration) -> Result<String, DemoError> {
    let officer = officers::municipal(&running.population);
    let officer = officer.ok_or_else(|| wrong("nobody plays the officer"))?;
    let session = log_in(dialer, &running.card.audit, officer).await?;
    let page = session.fetch(dialer, "/audit/alarms?lang=en").await?;
    let page = String::from_utf8_lossy(&page);
    let nights = heading(crate::anomaly::Detector::OffHours, Language::English);
    let alarms: Vec<&str> = page.split("<article").filter(|part| part.contains(nights)).collect();
    let snooped = snooped(running)?;
    let mut named = alarms.iter().flat_map(|alarm| entries(alarm));
    let one = named.find(|entry| snooped.contains(entry));
    let one = one.ok_or_else(|| wrong("no alarm names a reading of the case worker who snoops"))?;
    let entry = session.fetch(dialer, &format!("/audit/entry?index={one}&lang=en")).await?;
    if !String::from_utf8_lossy(&entry).contains("introduksjonsprogram") {
        return Err(wrong("the entry behind the alarm is not the reading"));
    }
    let feed = session.fetch(dialer, "/audit/alarms.atom").await?;
    if !String::from_utf8_lossy(&feed).contains("off-hours") {
        return Err(wrong("the feed does not tell of the nights"));
    }
    let person = running.population.playing(Role::Single);
    if person.is_some_and(|person| page.contains(person.number().expose()) || page.contains(WORKER))
    {
        return Err(wrong("an alarm says whom, or who"));
    }
    Ok(format!("{} alarms about nights, the entry {one} behind one of them", alarms.len()))
}

/// The entries by the case worker about the former partner.
fn snooped(running: &Demonstration) -> Result<HashSet<u64>, DemoError> {
    let person = running.population.playing(Role::Single).ok_or_else(|| wrong("no such person"))?;
    let about = running.house().ledger().about(person.number(), None, LOOKED_AT.most);
    let about = about.map_err(|error| wrong(error.to_string()))?;
    let own = |one: &&About| one.whom.end_user.as_deref() == Some(WORKER);
    Ok(about.iter().filter(own).map(|one| one.index.0).collect())
}

/// The entries that an alarm on the page names.
fn entries(alarm: &str) -> impl Iterator<Item = u64> {
    let links = alarm.split("/audit/entry?index=").skip(1);
    links.filter_map(|rest| rest.split('"').next()?.parse().ok())
}
