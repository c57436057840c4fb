//! The year before the first start: each of the ten sees what happened to them, no more and no less.

use super::Finding;
use crate::app::clock::SystemClock;
use crate::demo::DemoError;
use crate::demo::login::log_in;
use crate::demo::persons::Role;
use crate::demo::run::Demonstration;
use crate::demo::year::{LIVES, expected};
use crate::dial::Dialer;
use crate::ledger::About;
use crate::ledger::entry::Event;
use crate::vocab::field::FieldPath;
use crate::vocab::limits::Limit;
use crate::vocab::time::Clock;
use std::collections::BTreeMap;

/// The newest entries about one person that are looked at: the year's and those of some hundred checks.
const LOOKED_AT: Limit = Limit { name: "demo_lives_entries_looked_at", most: 5_000 };

/// What the entries about one person are, of those from before the folder's day.
#[derive(Debug, Default)]
struct Lived {
    readings: usize,
    refusals: usize,
    /// Acts and what came of them, by their kind.
    acts: BTreeMap<&'static str, usize>,
    /// The sections of law that let released entries wait.
    released: Vec<String>,
    /// Fields of an address that came out.
    addresses: usize,
}

impl Lived {
    fn of(running: &Demonstration, role: Role) -> Result<Self, String> {
        let person = running.population.playing(role).ok_or("the cast is not complete")?;
        let about = running.house().ledger().about(person.number(), None, LOOKED_AT.most);
        let today = running.made.begins_in_norway();
        let mut lived = Self::default();
        for one in about.map_err(|error| error.to_string())? {
            if one.entry.at < today {
                lived.count(&one);
            }
        }
        Ok(lived)
    }

    fn count(&mut self, one: &About) {
        match &one.entry.event {
            Event::Reading(reading) => {
                self.readings += 1;
                let at_home = |path: &FieldPath| path.as_str().starts_with("bostedsadresse");
                self.addresses += reading.fields.iter().filter(|path| at_home(path)).count();
            }
            Event::Refusal(_) => self.refusals += 1,
            Event::Release(release) => {
                self.released.push(release.held.basis.section.clone());
                one.shows.iter().for_each(|shown| self.count(shown));
            }
            Event::Inquiry(_) => self.act("inquiry"),
            Event::InquiryAnswer(_) => self.act("answer"),
            Event::Consent(_) => self.act("consent"),
            Event::ConsentWithdrawn(_) => self.act("withdrawal"),
            Event::NoticeSetting(_) => self.act("notice setting"),
            _ => {}
        }
    }

    fn act(&mut self, kind: &'static str) {
        *self.acts.entry(kind).or_default() += 1;
    }

    fn has(&self, acts: &[&str]) -> bool {
        acts.iter().all(|act| self.acts.contains_key(act)) && self.acts.len() == acts.len()
    }
}

/// One finding for each of the ten; none when the demonstration began without a year.
pub(super) async fn check(dialer: &Dialer, running: &Demonstration) -> Vec<Finding> {
    if running.began_empty() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = LIVES
        .iter()
        .map(|life| {
            let name = format!("the year of the role {}", life.role.name());
            Finding { name, outcome: one(running, life.role) }
        })
        .collect();
    let shown = investigated(dialer, running).await;
    findings.push(Finding::new("an investigation that was just released is shown", shown));
    findings.push(Finding { name: "an answer is overdue".into(), outcome: overdue(running) });
    findings
}

/// One of the ten.
fn one(running: &Demonstration, role: Role) -> Result<String, String> {
    let lived = Lived::of(running, role)?;
    let (readings, refusals) = expected(&running.population, running.made, role);
    if (lived.readings, lived.refusals) != (readings, refusals) {
        let (seen, no) = (lived.readings, lived.refusals);
        return Err(format!("{seen} readings and {no} refusals, not {readings} and {refusals}"));
    }
    let acts: &[&str] = match role {
        Role::Mother => &["inquiry", "answer"],
        Role::Single => &["inquiry"],
        Role::NewNumber => &["consent", "withdrawal"],
        Role::Newcomer => &["consent"],
        Role::Widow => &["notice setting"],
        _ => &[],
    };
    if !lived.has(acts) {
        return Err(format!("the acts are {:?}, not {acts:?}", lived.acts));
    }
    if (role == Role::SelfEmployed) == lived.released.is_empty() {
        return Err("what was released is not the investigation's".into());
    }
    if role == Role::StrictlyProtected && lived.addresses > 0 {
        return Err(format!("{} fields of a home came out", lived.addresses));
    }
    Ok(format!("{readings} readings, {refusals} refusals, acts {:?}", lived.acts))
}

/// The self-employed one logs in and reads which law let the readings wait.
async fn investigated(dialer: &Dialer, running: &Demonstration) -> Result<String, DemoError> {
    let wrong = |text: &str| DemoError::Request(text.to_owned());
    let role = Role::SelfEmployed;
    let lived = Lived::of(running, role).map_err(DemoError::Request)?;
    let person = running.population.playing(role).ok_or_else(|| wrong("the cast is incomplete"))?;
    let session = log_in(dialer, &running.card.people, person).await?;
    let readings = session.fetch(dialer, "/me/readings").await?;
    let readings = String::from_utf8_lossy(&readings);
    let section = lived.released.first().ok_or_else(|| wrong("nothing was released"))?;
    if !readings.contains("stonadskontroll") || !readings.contains(section.as_str()) {
        return Err(wrong("the released readings are not in the list, or not their law"));
    }
    Ok(format!("{} entries, shown late by {section}", lived.released.len()))
}

/// Whoever lives alone has asked, and nobody has answered in time.
fn overdue(running: &Demonstration) -> Result<String, String> {
    let today = SystemClock.now().day_in_norway();
    let (open, overdue) = running.house().acts().open_and_overdue(today);
    if overdue == 0 {
        return Err(format!("{open} open questions, and none is overdue"));
    }
    Ok(format!("{overdue} of {open} open questions"))
}
