//! What several answers say in the same words.

use super::{Given, Say};
use crate::paper::Text;
use crate::policy::{Activity, Ceiling, Counted, Item, Purpose, Reader, Sensitivity, Service};
use crate::vocab::basis::LegalBasis;
use crate::vocab::translated::Language;

/// The letter of the GDPR, then the statute.
pub(super) fn basis(basis: &LegalBasis, given: &Given) -> Text {
    let law = basis.law.as_str();
    let article = format!("{} {}, ", given.say(Say::GdprArticle), basis.gdpr);
    Text::new().with(article).with_link(format!("{} {}", short(law), basis.section), law)
}

fn short(law: &str) -> &str {
    law.trim_start_matches("https://")
}

/// All bases, one after the other, for a cell.
pub(super) fn bases(purpose: &Purpose, given: &Given) -> Text {
    let all: Vec<String> = purpose.bases().map(|it| basis(it, given).plain()).collect();
    all.join("; ").into()
}

/// What a purpose is called, and its name.
pub(super) fn purpose(purpose: &Purpose, language: Language) -> String {
    format!("{} ({})", purpose.title.in_language(language), purpose.id)
}

/// What a service is called, its name, and whose it is.
pub(super) fn service(service: &Service, language: Language) -> String {
    format!("{} ({}), {}", service.title.in_language(language), service.id, service.provider)
}

pub(super) const fn class(sensitivity: Sensitivity) -> Say {
    match sensitivity {
        Sensitivity::Ordinary => Say::Ordinary,
        Sensitivity::Identifying => Say::Identifying,
        Sensitivity::Confidential => Say::Confidential,
        Sensitivity::SpecialCategory => Say::SpecialCategory,
        Sensitivity::Convictions => Say::Convictions,
    }
}

/// The readers of a purpose, for a cell.
pub(super) fn readers<'r>(readers: impl IntoIterator<Item = &'r Reader>) -> String {
    readers.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// How much may be read, one line for each limit.
pub(super) fn limits(purpose: &Purpose, given: &Given) -> Vec<String> {
    let one = |(counted, ceiling): (Counted, Ceiling)| {
        let most = |number: u64| format!("{} {number}", given.say(Say::AtMost));
        let warn = |number: u64| format!("{} {number}", given.say(Say::WarnAbove));
        let said: Vec<String> =
            ceiling.hard.map(most).into_iter().chain(ceiling.soft.map(warn)).collect();
        format!("{}: {}", counted.as_str(), said.join(", "))
    };
    purpose.limits.iter().map(one).collect()
}

/// For how long the person is not told.
pub(super) fn delay(purpose: &Purpose, given: &Given) -> Option<Text> {
    let delay = purpose.delay.as_ref()?;
    let days = delay.days.to_string();
    let told = Say::DelayDays.with(given.language, &[("{n}", &days)]);
    let law = delay.basis.law.as_str();
    let place = format!("{} {}", short(law), delay.basis.section);
    Some(Text::new().with(format!("{told}, ")).with_link(place, law))
}

/// What each ask must bring, and what always holds.
pub(super) fn measures(purpose: &Purpose, given: &Given) -> Vec<Text> {
    let requires = &purpose.requires;
    let all = [
        (true, Say::MeasureOnly),
        (true, Say::MeasureLedger),
        (requires.case_reference, Say::MeasureCase),
        (requires.end_user, Say::MeasureEndUser),
        (requires.token_person, Say::MeasurePerson),
        (requires.consent, Say::MeasureConsent),
    ];
    let mut lines: Vec<Text> =
        all.iter().filter(|(so, _)| *so).map(|(_, phrase)| given.say(*phrase).into()).collect();
    let hours = requires.hours.map(|hours| format!("{}: {hours}", given.say(Say::Hours)));
    lines.extend(hours.map(Text::from));
    lines.extend(limits(purpose, given).into_iter().map(Text::from));
    lines
}

/// Whose data it is: of the persons in the source, and of others that its fields are about.
pub(super) fn subjects(activity: &Activity<'_>, given: &Given) -> Vec<Text> {
    let language = given.language;
    let source = activity.service.title.in_language(language);
    let mut first = format!("{} {source}", given.say(Say::PersonsIn));
    let relations = &activity.purpose.requires.relations;
    if !relations.is_empty() {
        first.push_str(&format!(" ({})", relations.join(", ")));
    }
    let others: Vec<&str> =
        activity.about_others().map(|field| field.name.in_language(language)).collect();
    let others = (!others.is_empty())
        .then(|| format!("{} ({})", given.say(Say::OtherPersons), others.join(", ")));
    std::iter::once(first).chain(others).map(Text::from).collect()
}

/// A whole document that comes out, in words.
pub(super) fn document(item: &Item, given: &Given) -> String {
    match item {
        Item::Type(media) => format!("{}: {media}", given.say(Say::WholeDocuments)),
        other => format!("{}: {other}", given.say(Say::WholeDocuments)),
    }
}
