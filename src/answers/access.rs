//! The answer to a person's request for access (GDPR article 15): from the same view as the person's own
//! list, so the two cannot disagree.

use super::{Given, Say, words};
use crate::paper::{Column, Document, Level, Table, Text};
use crate::policy::PolicySet;
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use crate::vocab::relation::Relation;
use crate::vocab::time::Timestamp;
use crate::web::{Asked, Disclosed, Field, Named, Outcome, Party, Shown};
use std::collections::{BTreeMap, BTreeSet};

/// What an answer is made from. The person's number is not in it.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// All entries about the person that may be shown, newest first, in the answer's language.
    pub shown: &'a [Shown],
    /// They are all up to this moment.
    pub complete_at: Timestamp,
    /// The policies of now: how long recipients keep what they got.
    pub policies: &'a PolicySet,
}

/// The answer.
#[must_use]
pub fn access(access: &Access<'_>, given: &Given) -> Document {
    let mut document = given.document(Say::AccessTitle, Say::AccessWhat);
    let complete = access.complete_at.in_norway();
    document.paragraph(Say::AccessFrom.with(given.language, &[("{t}", &complete)]));
    document.note(given.say(Say::AccessHeld));
    document.note(given.say(Say::AccessNoContents));
    document.heading(Level::Section, given.say(Say::Recipients));
    document.table(recipients(access.shown, given));
    document.heading(Level::Section, given.say(Say::Purposes));
    document.table(purposes(access, given));
    document.heading(Level::Section, given.say(Say::Categories));
    document.list(categories(access.shown));
    document.heading(Level::Section, given.say(Say::Readings));
    document.table(readings(access.shown, given));
    document.table(refusals(access.shown, given));
    document.table(looks(access.shown, given));
    document.heading(Level::Section, given.say(Say::Rights));
    let rights = [Say::RightCorrect, Say::RightRestrict, Say::RightObject, Say::RightComplain];
    document.list(rights.iter().map(|right| given.say(*right).into()).collect());
    document.paragraph(given.say(Say::Automated));
    document
}

/// The readings alone: who asked, what came out.
fn disclosed(shown: &[Shown]) -> impl Iterator<Item = (&Shown, Option<&Asked>, &Disclosed)> {
    shown.iter().filter_map(|one| match &one.outcome {
        Outcome::Disclosed(disclosed) => Some((one, one.asked.as_ref(), disclosed)),
        Outcome::Refused { .. } | Outcome::Looked(_) | Outcome::Opened(_) => None,
    })
}

fn name(party: &Party) -> String {
    let number = || party.number.as_ref().map(ToString::to_string).unwrap_or_default();
    party.name.clone().unwrap_or_else(number)
}

/// What a purpose or a service is called, or its identifier.
fn title(named: &Named, given: &Given) -> Text {
    let said = named.title.as_ref().map(|it| Text::said(it, given.language));
    said.unwrap_or_else(|| named.id.as_str().into())
}

/// What a field is called, or its path.
fn label(field: &Field) -> String {
    field.name.as_ref().map_or_else(|| field.path.to_string(), |it| it.text.clone())
}

fn columns(heads: &[Say], given: &Given) -> Vec<Column> {
    let column = |head: &Say| match head {
        Say::Count => Column::numbers(given.say(*head)),
        _ => Column::text(given.say(*head)),
    };
    heads.iter().map(column).collect()
}

/// Every recipient by name (CJEU C-154/21: not only by category), with who asked on its behalf.
fn recipients(shown: &[Shown], given: &Given) -> Table {
    let mut found: BTreeMap<Organisation, (&Party, BTreeSet<String>, u64, Timestamp)> =
        BTreeMap::new();
    for (one, asked, _) in disclosed(shown) {
        let Some(asked) = asked else { continue };
        // An answer to an access request hides no places, so each has a number.
        let Some(number) = &asked.consumer.number else { continue };
        let first = (&asked.consumer, BTreeSet::new(), 0, one.at);
        let (_, others, count, newest) = found.entry(number.clone()).or_insert(first);
        others.extend(asked.supplier.iter().chain(&asked.customer).map(name));
        *count += 1;
        *newest = one.at.max(*newest);
    }
    let heads = [Say::Organisation, Say::Number, Say::Supplier, Say::Count, Say::Newest];
    let mut table = Table::new(given.say(Say::Recipients), columns(&heads, given));
    for (number, (party, others, count, newest)) in found {
        table.row([
            name(party).into(),
            number.to_string().into(),
            others.into_iter().collect::<Vec<_>>().join(", ").into(),
            count.to_string().into(),
            newest.in_norway().into(),
        ]);
    }
    table
}

fn purposes(access: &Access<'_>, given: &Given) -> Table {
    let mut found: BTreeMap<&str, (Text, Option<Text>, u64)> = BTreeMap::new();
    for (one, _, disclosed) in disclosed(access.shown) {
        let Some(purpose) = &one.purpose else { continue };
        let title = title(purpose, given);
        let basis = disclosed.basis.as_ref().map(|it| words::basis(it, given));
        found.entry(&purpose.id).or_insert((title, basis, 0)).2 += 1;
    }
    let heads = [Say::Purpose, Say::Basis, Say::Periods, Say::Count];
    let mut table = Table::new(given.say(Say::Purposes), columns(&heads, given));
    for (id, (title, basis, count)) in found {
        let purpose = PurposeId::parse(id).ok().and_then(|id| access.policies.purpose(&id));
        let kept = purpose.and_then(|it| it.retention.as_ref()).map(|it| it.as_str().to_owned());
        let unsaid = || given.say(Say::NotStated).to_owned();
        table.row([
            title,
            basis.unwrap_or_else(|| unsaid().into()),
            kept.unwrap_or_else(unsaid).into(),
            count.to_string().into(),
        ]);
    }
    table
}

/// Every field that came out of each source, once.
fn categories(shown: &[Shown]) -> Vec<Text> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (one, _, disclosed) in disclosed(shown) {
        let Some(source) = &one.source else { continue };
        let said = source.service.title.as_ref();
        let title = said.map_or(source.service.id.as_str(), |it| &it.text);
        let holder = source.provider.as_ref().map(|it| format!(" ({})", name(it)));
        let fields = found.entry(format!("{title}{}", holder.unwrap_or_default())).or_default();
        fields.extend(disclosed.fields.iter().map(label));
    }
    let line = |(source, fields): (String, BTreeSet<String>)| {
        let fields: Vec<String> = fields.into_iter().collect();
        format!("{source}: {}", fields.join(", ")).into()
    };
    found.into_iter().map(line).collect()
}

fn readings(shown: &[Shown], given: &Given) -> Table {
    let heads = [Say::Time, Say::Organisation, Say::Purpose, Say::Source, Say::Data, Say::Entry];
    let mut table = Table::new(given.say(Say::Readings), columns(&heads, given));
    for (one, asked, disclosed) in disclosed(shown) {
        let field = |field: &Field| {
            let name = label(field);
            let form = field.form.as_ref().map(|form| form.in_words(given.language));
            form.map_or_else(|| name.clone(), |form| format!("{name} ({form})"))
        };
        let fields: Vec<String> = disclosed.fields.iter().map(field).collect();
        table.row([
            one.at.in_norway().into(),
            asked.map(|it| name(&it.consumer)).unwrap_or_default().into(),
            one.purpose.as_ref().map(|it| title(it, given)).unwrap_or_default(),
            one.source.as_ref().map(|it| title(&it.service, given)).unwrap_or_default(),
            fields.join(", ").into(),
            one.index.to_string().into(),
        ]);
    }
    table
}

/// What was asked for and not given: nobody received anything, and the person should know.
fn refusals(shown: &[Shown], given: &Given) -> Table {
    let heads = [Say::Time, Say::Organisation, Say::Reason, Say::Entry];
    let mut table = Table::new(given.say(Say::Refused), columns(&heads, given));
    for one in shown {
        let Outcome::Refused { reason, .. } = &one.outcome else { continue };
        table.row([
            one.at.in_norway().into(),
            one.asked.as_ref().map(|it| name(&it.consumer)).unwrap_or_default().into(),
            reason.in_language(given.language).into(),
            one.index.to_string().into(),
        ]);
    }
    table
}

/// Who saw the list itself, or was told whom an entry is about: they are recipients, too.
fn looks(shown: &[Shown], given: &Given) -> Table {
    let heads = [Say::Time, Say::Who, Say::What, Say::Entry];
    let mut table = Table::new(given.say(Say::ListLooks), columns(&heads, given));
    for one in shown {
        let (who, what) = match &one.outcome {
            Outcome::Looked(Relation::Parent) => (given.say(Say::Parent).into(), Say::SawTheList),
            Outcome::Looked(Relation::Guardian) => {
                (given.say(Say::Guardian).into(), Say::SawTheList)
            }
            Outcome::Opened(opened) => (name(&opened.by).into(), Say::WasToldWho),
            Outcome::Disclosed(_) | Outcome::Refused { .. } => continue,
        };
        let what = given.say(what).into();
        table.row([one.at.in_norway().into(), who, what, one.index.to_string().into()]);
    }
    table
}
