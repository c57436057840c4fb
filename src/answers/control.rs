//! The internal control report (eForvaltningsforskriften section 15): what the ledger tells of a period.

use super::{Given, Kind, Say, kind_of};
use crate::ledger::entry::{Author, Breadth, Entry, Erasure, Event, Look};
use crate::paper::{Column, Document, Level, Table, Text};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use std::collections::BTreeMap;

/// From a moment on, and before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment in it.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

impl Period {
    fn has(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// What entries of a period say, gathered one after the other.
#[derive(Debug, Clone)]
pub struct Control {
    period: Period,
    /// The entries of all times.
    all: u64,
    kinds: BTreeMap<Kind, u64>,
    refusals: BTreeMap<String, u64>,
    warnings: BTreeMap<(Organisation, String, String), u64>,
    erasures: Vec<(EntryIndex, Timestamp, Box<Erasure>)>,
    looks: BTreeMap<(Organisation, Sight), u64>,
    activations: Vec<(EntryIndex, Timestamp, Option<Author>, String)>,
}

/// How much a look could see, in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sight {
    Whole,
    Own,
}

/// Whether entries and trees were computed again before the report was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// All of them, and they agree with the ledger's signature.
    Whole,
    /// None of them: the service read its own entries.
    NotHere,
}

/// The ledger that the report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTold {
    /// The ledger's name.
    pub origin: String,
    /// How many entries its checkpoint covers.
    pub size: u64,
    /// The names of the witnesses that signed its newest cosigned checkpoint.
    pub witnesses: Vec<String>,
    /// Whether it was verified.
    pub checked: Checked,
}

/// The names on a note beside the ledger's own. Whose keys they are is for the witness policy to say
/// (`sluse ledger verify-proof --policy`); here they are names.
#[must_use]
pub fn signers(note: &[u8], own: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(note);
    let lines = text.lines().filter_map(|line| line.strip_prefix("\u{2014} "));
    let names = lines.filter_map(|line| line.split(' ').next()).filter(|name| *name != own);
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.dedup();
    names
}

impl Control {
    /// Nothing yet.
    #[must_use]
    pub const fn new(period: Period) -> Self {
        Self {
            period,
            all: 0,
            kinds: BTreeMap::new(),
            refusals: BTreeMap::new(),
            warnings: BTreeMap::new(),
            erasures: Vec::new(),
            looks: BTreeMap::new(),
            activations: Vec::new(),
        }
    }

    /// Takes in an entry.
    pub fn hear(&mut self, index: EntryIndex, entry: &Entry) {
        self.all += 1;
        if !self.period.has(entry.at) {
            return;
        }
        *self.kinds.entry(kind_of(&entry.event)).or_default() += 1;
        match &entry.event {
            Event::Refusal(refusal) => {
                *self.refusals.entry(refusal.reason.clone()).or_default() += 1;
            }
            Event::TokenRefusal(refusal) => {
                *self.refusals.entry(refusal.reason.clone()).or_default() += 1;
            }
            Event::LimitWarning(warning) => {
                let purpose = warning.purpose.to_string();
                let key = (warning.consumer.clone(), purpose, warning.limit.clone());
                *self.warnings.entry(key).or_default() += 1;
            }
            Event::Erasure(erasure) => {
                self.erasures.push((index, entry.at, erasure.clone()));
            }
            Event::Look(look) => {
                let key = (look.asker.consumer.clone(), sight(look));
                *self.looks.entry(key).or_default() += 1;
            }
            Event::PoliciesActivated(activated) => {
                let digest = activated.digest.clone();
                self.activations.push((index, entry.at, activated.author.clone(), digest));
            }
            Event::Reading(_)
            | Event::Token(_)
            | Event::PolicyFile(_)
            | Event::PolicyList(_)
            | Event::Registration(_)
            | Event::Release(_)
            | Event::Expired(_)
            | Event::Digest(_)
            | Event::Inquiry(_)
            | Event::InquiryAnswer(_)
            | Event::Consent(_)
            | Event::ConsentWithdrawn(_)
            | Event::Reservation(_)
            | Event::ReservationEnded(_)
            | Event::NoticeSetting(_)
            | Event::Notice(_)
            | Event::RelativeLook(_)
            | Event::IdentityRequest(_)
            | Event::IdentityOpened(_)
            | Event::IdentityDeclined(_)
            | Event::Alarm(_) => {}
        }
    }
}

const fn sight(look: &Look) -> Sight {
    match look.sight {
        Breadth::Whole => Sight::Whole,
        Breadth::Own | Breadth::OwnServices | Breadth::OwnReadings => Sight::Own,
    }
}

/// The report.
#[must_use]
pub fn control(control: &Control, ledger: &LedgerTold, given: &Given) -> Document {
    let mut document = given.document(Say::ControlTitle, Say::ControlWhat);
    let (from, until) = (control.period.from.in_norway(), control.period.until.in_norway());
    let period = [("{t}", from.as_str()), ("{u}", until.as_str())];
    document.paragraph(Say::PeriodIs.with(given.language, &period));
    document.heading(Level::Section, given.say(Say::LedgerState));
    document.definitions(state(control, ledger, given));
    document.paragraph(given.say(match ledger.checked {
        Checked::Whole => Say::Verified,
        Checked::NotHere => Say::NotVerified,
    }));
    if ledger.witnesses.is_empty() {
        document.note(given.say(Say::NoWitness));
    }
    document.heading(Level::Section, given.say(Say::InPeriod));
    document.table(events(control, given));
    document.table(counted(Say::Refused, &[Say::Reason], &control.refusals, given, |reason| {
        vec![reason.clone().into()]
    }));
    let heads = [Say::Organisation, Say::Purpose, Say::Limits];
    document.table(counted(Say::Warnings, &heads, &control.warnings, given, |key| {
        vec![key.0.to_string().into(), key.1.clone().into(), key.2.clone().into()]
    }));
    let heads = [Say::Organisation, Say::Sight];
    document.table(counted(Say::Looks, &heads, &control.looks, given, |(who, sight)| {
        let seen = match sight {
            Sight::Whole => Say::SightWhole,
            Sight::Own => Say::SightOwn,
        };
        vec![who.to_string().into(), given.say(seen).into()]
    }));
    document.table(erasures(control, given));
    document.table(activations(control, given));
    document
}

fn state(control: &Control, ledger: &LedgerTold, given: &Given) -> Vec<(Text, Vec<Text>)> {
    let term = |phrase: Say, said: Vec<Text>| (Text::from(given.say(phrase)), said);
    vec![
        term(Say::LedgerName, vec![ledger.origin.as_str().into()]),
        term(Say::Entries, vec![ledger.size.max(control.all).to_string().into()]),
        term(Say::Witnesses, ledger.witnesses.iter().map(|it| it.as_str().into()).collect()),
    ]
}

fn events(control: &Control, given: &Given) -> Table {
    let columns =
        vec![Column::text(given.say(Say::Events)), Column::numbers(given.say(Say::Count))];
    let mut table = Table::new(given.say(Say::Events), columns);
    for kind in Kind::ALL {
        let count = control.kinds.get(kind).copied().unwrap_or_default();
        table.row([given.say(kind.what()).into(), count.to_string().into()]);
    }
    table
}

/// A table of counts.
fn counted<Key>(
    caption: Say,
    heads: &[Say],
    counts: &BTreeMap<Key, u64>,
    given: &Given,
    cells: impl Fn(&Key) -> Vec<Text>,
) -> Table {
    let heads = heads.iter().map(|head| Column::text(given.say(*head)));
    let columns = heads.chain([Column::numbers(given.say(Say::Count))]).collect();
    let mut table = Table::new(given.say(caption), columns);
    for (key, count) in counts {
        table.row(cells(key).into_iter().chain([count.to_string().into()]));
    }
    table
}

fn erasures(control: &Control, given: &Given) -> Table {
    let heads = [Say::Time, Say::Entry, Say::AskedBy, Say::ConfirmedBy, Say::Basis];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Erasures), columns);
    for (index, at, erasure) in &control.erasures {
        table.row([
            at.in_norway().into(),
            index.to_string().into(),
            erasure.requested_by.as_str().into(),
            erasure.confirmed_by.as_str().into(),
            erasure.basis.as_str().into(),
        ]);
    }
    table
}

fn activations(control: &Control, given: &Given) -> Table {
    let heads = [Say::Time, Say::Entry, Say::Who, Say::What];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::PolicyChanges), columns);
    for (index, at, author, digest) in &control.activations {
        let who = author
            .as_ref()
            .map_or_else(|| given.say(Say::AtAStart).to_owned(), ToString::to_string);
        table.row([
            at.in_norway().into(),
            index.to_string().into(),
            who.into(),
            format!("SHA-256 {digest}").into(),
        ]);
    }
    table
}
