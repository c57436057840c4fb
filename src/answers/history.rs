//! "What could this organisation read on that day, and who changed it?": from the activations in the
//! ledger, each with its author.

use super::{Given, Say, words};
use crate::ledger::entry::Author;
use crate::paper::{Column, Document, Level, Table, Text};
use crate::policy::{PolicySet, Purpose, Reader, Service, reach};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Day, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One set of policies that was put into force.
#[derive(Debug, Clone)]
pub struct Activation {
    /// The entry that says so.
    pub entry: EntryIndex,
    /// When.
    pub at: Timestamp,
    /// By whom; none in entries of a time when only a start activated.
    pub author: Option<Author>,
    /// The set; none when the program of today cannot read it.
    pub set: Option<Arc<PolicySet>>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// About whom.
    pub consumer: &'a Organisation,
    /// At which moment.
    pub at: Timestamp,
    /// Of whose services alone; none: of all.
    pub provider: Option<&'a Organisation>,
    /// Every activation of the ledger, oldest first.
    pub activations: &'a [Activation],
}

impl Question<'_> {
    fn is_of(&self, service: &Service) -> bool {
        self.provider.is_none_or(|provider| service.provider == *provider)
    }
}

/// What may be read: by purpose and item, in which form.
type Reach = BTreeMap<(String, String), String>;

/// The answer.
#[must_use]
pub fn history(question: &Question<'_>, given: &Given) -> Document {
    let mut document = given.document(Say::HistoryTitle, Say::HistoryWhat);
    let who = format!("{}: {}", given.say(Say::Organisation), question.consumer);
    document.paragraph(who);
    document.note(given.say(Say::GroupNote));
    let then = question.at.in_norway();
    let title = Say::AtThatTime.with(given.language, &[("{t}", &then)]);
    document.heading(Level::Section, title.clone());
    let found = question.activations.iter().rev().find(|one| one.at <= question.at);
    match found {
        None => document.paragraph(given.say(Say::NothingInForce)),
        Some(activation) => {
            document.paragraph(in_force(activation, given));
            match &activation.set {
                None => document.note(given.say(Say::NotReadable)),
                Some(set) => document.table(reached(&title, set, question, given)),
            }
        }
    }
    document.heading(Level::Section, given.say(Say::Changes));
    document.table(changes(question, given));
    document
}

fn author(author: Option<&Author>, given: &Given) -> String {
    author.map_or_else(|| given.say(Say::AtAStart).to_owned(), ToString::to_string)
}

fn in_force(activation: &Activation, given: &Given) -> String {
    let (since, entry) = (activation.at.in_norway(), activation.entry.to_string());
    let author = author(activation.author.as_ref(), given);
    let values = [("{t}", since.as_str()), ("{n}", entry.as_str()), ("{w}", author.as_str())];
    Say::InForceSince.with(given.language, &values)
}

/// Whether a purpose names the organisation, and the groups through which it may.
fn ways(purpose: &Purpose, consumer: &Organisation) -> Option<Vec<String>> {
    let named = purpose.consumers().contains(consumer);
    let groups: Vec<String> = purpose.groups().iter().map(ToString::to_string).collect();
    (named || !groups.is_empty()).then(|| if named { Vec::new() } else { groups })
}

fn reached(title: &str, set: &PolicySet, question: &Question<'_>, given: &Given) -> Table {
    let heads = [Say::Purpose, Say::Source, Say::Field, Say::Form, Say::Basis, Say::Readers];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(title, columns);
    let day = question.at.day_in_norway();
    for purpose in set.purposes().iter().filter(|it| it.valid.holds_on(day)) {
        let Some(groups) = ways(purpose, question.consumer) else { continue };
        let Some(service) = set.service(&purpose.service) else { continue };
        if !question.is_of(service) {
            continue;
        }
        let through = |group: &String| Say::ThroughGroup.with(given.language, &[("{n}", group)]);
        let ways: Vec<String> = groups.iter().map(through).collect();
        let who = Reader::Organisation(question.consumer.clone()).to_string();
        let who = if ways.is_empty() { who } else { ways.join("; ") };
        for reached in reach(purpose).into_iter().filter(|it| !it.never()) {
            let field = service.fields.iter().find(|field| reached.is_field(&field.path));
            let name = field.map(|field| Text::translated(&field.name, given.language));
            table.row([
                words::purpose(purpose, given.language).into(),
                words::service(service, given.language).into(),
                name.unwrap_or_else(|| reached.item.to_string().into()),
                reached.form.in_words(given.language).into(),
                words::bases(purpose, given),
                who.clone().into(),
            ]);
        }
    }
    table
}

/// What each activation changed for the organisation. One that changed nothing for it has a row too: who
/// looks for a change must see that there was none.
fn changes(question: &Question<'_>, given: &Given) -> Table {
    let heads = [Say::Time, Say::Entry, Say::Who, Say::Purpose, Say::Field, Say::What];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Changes), columns);
    let mut before = Reach::new();
    for activation in question.activations {
        let head = || {
            [
                Text::from(activation.at.in_norway()),
                activation.entry.to_string().into(),
                author(activation.author.as_ref(), given).into(),
            ]
        };
        let Some(set) = &activation.set else {
            let unread = Text::from(given.say(Say::NotReadable));
            table.row(head().into_iter().chain([Text::new(), Text::new(), unread]));
            continue;
        };
        let now = reach_of(set, question, activation.at.day_in_norway(), given);
        let told = differences(&before, &now);
        if told.is_empty() {
            table.row(head());
        }
        for ((purpose, item), what) in told {
            let cells = [purpose.into(), item.into(), given.say(what).into()];
            table.row(head().into_iter().chain(cells));
        }
        before = now;
    }
    table
}

fn reach_of(set: &PolicySet, question: &Question<'_>, day: Day, given: &Given) -> Reach {
    let mut all = Reach::new();
    for purpose in set.purposes().iter().filter(|it| it.valid.holds_on(day)) {
        let is_of = set.service(&purpose.service).is_some_and(|it| question.is_of(it));
        if !is_of || ways(purpose, question.consumer).is_none() {
            continue;
        }
        for reached in reach(purpose).into_iter().filter(|it| !it.never()) {
            let form = reached.form.in_words(given.language);
            let told = format!("{form} {:?} {:?}", reached.conditions, reached.without);
            all.insert((purpose.id.to_string(), reached.item.to_string()), told);
        }
    }
    all
}

fn differences(before: &Reach, now: &Reach) -> Vec<((String, String), Say)> {
    let lost = before.keys().filter(|key| !now.contains_key(*key));
    let lost = lost.map(|key| (key.clone(), Say::Lost));
    let gained = now.iter().filter_map(|(key, form)| match before.get(key) {
        None => Some((key.clone(), Say::Gained)),
        Some(old) if old != form => Some((key.clone(), Say::Changed)),
        Some(_) => None,
    });
    gained.chain(lost).collect()
}
