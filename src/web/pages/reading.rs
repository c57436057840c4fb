//! One reading as a card: purpose first, then who, on which law, what, and what was held back.

use super::frame::Frame;
use super::looked::looked;
use super::opened::opened;
use crate::page::{Html, counted};
use crate::policy::Form;
use crate::vocab::basis::{LawUrl, LegalBasis};
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use crate::web::list::Witnessed;
use crate::web::phrases::{
    ActPhrase, ListPhrase, Phrase, day_in_words, law_in_words, letter_in_words,
};
use crate::web::readings::{
    Asked, Delayed, Disclosed, Field, Named, Outcome, Party, Shown, Source,
};

/// How cards are written.
#[derive(Clone, Copy)]
pub struct Cards<'c> {
    /// The page.
    pub frame: Frame<'c>,
    /// Whether all that can be opened is open.
    pub open: bool,
    /// Who has witnessed the ledger.
    pub witnessed: Option<&'c Witnessed>,
    /// Whether whom it is about looks: nobody asks in another's name.
    pub is_own: bool,
}

/// Writes one card for readings that differ in nothing but when they were.
pub fn reading(html: &mut Html, cards: Cards<'_>, alike: &[&Shown]) {
    let Some(shown) = alike.first().copied() else { return };
    let frame = cards.frame;
    let id = format!("r{}", shown.index);
    let class = match shown.outcome {
        Outcome::Disclosed(_) | Outcome::Looked(_) | Outcome::Opened(_) => "card",
        Outcome::Refused { .. } => "card refused",
    };
    html.line();
    html.within("article", &[("class", class), ("aria-labelledby", &id)], |html| {
        let is_request = match &shown.outcome {
            Outcome::Looked(relation) => {
                looked(html, frame, shown, *relation);
                false
            }
            Outcome::Opened(by) => {
                opened(html, frame, shown, by);
                false
            }
            Outcome::Disclosed(_) | Outcome::Refused { .. } => true,
        };
        if !is_request {
            return html.within("p", &[("class", "proof")], |html| proof(html, cards, shown));
        }
        html.within("h3", &[("id", &id)], |html| match &shown.purpose {
            Some(purpose) => named(html, frame, purpose),
            None => html.text(frame.say(Phrase::PurposeNotKnown)),
        });
        summary(html, frame, alike, shown);
        html.within("dl", &[], |html| facts(html, frame, shown));
        if let Outcome::Disclosed(disclosed) = &shown.outcome {
            given(html, cards, &disclosed.fields);
            withheld(html, cards, disclosed);
        }
        proofs(html, cards, alike, shown);
    });
}

/// The one sentence that says it all: who got how much, and when.
fn summary(html: &mut Html, frame: Frame<'_>, alike: &[&Shown], shown: &Shown) {
    let did = match &shown.outcome {
        Outcome::Refused { .. } | Outcome::Looked(_) | Outcome::Opened(_) => {
            frame.say(Phrase::GotNothing).to_owned()
        }
        Outcome::Disclosed(disclosed) => match disclosed.fields.len() {
            0 => frame.say(Phrase::GotNothing).to_owned(),
            number => counted(Phrase::GotOne, Phrase::GotMany, number, frame.language),
        },
    };
    if matches!(shown.outcome, Outcome::Refused { .. }) {
        html.element("p", &[("class", "badge")], frame.say(Phrase::RefusedBadge));
    }
    html.within("p", &[("class", "said")], |html| {
        html.within("strong", &[], |html| match &shown.asked {
            Some(asked) => html.text(&called(&asked.consumer, frame)),
            None => html.text(frame.say(Phrase::Somebody)),
        });
        html.text(&format!(" {did} "));
        if alike.len() > 1 {
            let times = ListPhrase::Times.words().with_number(alike.len(), frame.language);
            html.within("strong", &[], |html| html.text(&times));
            html.text(" ");
        }
        // The clock stays on the line of its "at".
        html.text(&format!("{}\u{A0}", frame.say(Phrase::AtTime)));
        for (place, one) in alike.iter().enumerate() {
            if place > 0 {
                html.text(", ");
            }
            clock(html, one.at);
        }
        html.text(".");
    });
}

/// The clock of a moment, as a person in Norway reads it.
fn clock(html: &mut Html, at: Timestamp) {
    let text = at.in_norway();
    let clock = text.split_once(' ').map_or("", |(_, clock)| clock);
    html.element("time", &[("datetime", &at.to_string())], clock);
}

fn facts(html: &mut Html, frame: Frame<'_>, shown: &Shown) {
    if let Outcome::Refused { reason, .. } = &shown.outcome {
        html.fact(frame.say(Phrase::WhyRefused), |html| html.text(frame.say(*reason)));
    }
    if let Some(delayed) = &shown.delayed {
        later(html, frame, shown, delayed);
    }
    if let Some(description) = &shown.purpose_description {
        html.fact(frame.say(Phrase::Purpose), |html| html.said(description, frame.language));
    }
    if let Some(asked) = &shown.asked {
        who(html, frame, asked);
    }
    let basis = match &shown.outcome {
        Outcome::Disclosed(Disclosed { basis: Some(basis), .. }) => Some(basis),
        _ => None,
    };
    if let Some(basis) = basis {
        law(html, frame, basis);
    }
    if let Some(source) = &shown.source {
        from(html, frame, source, &shown.outcome);
    }
    if let Some(case) = &shown.case_reference {
        html.fact(frame.say(Phrase::CaseReference), |html| html.text(case));
    }
    let by = if shown.by_case_worker { Phrase::CaseWorker } else { Phrase::NoCaseWorker };
    html.fact(frame.say(Phrase::AskedBy), |html| html.text(frame.say(by)));
}

fn who(html: &mut Html, frame: Frame<'_>, asked: &Asked) {
    html.fact(frame.say(Phrase::Organisation), |html| party(html, frame, &asked.consumer));
    if let Some(supplier) = &asked.supplier {
        html.fact(frame.say(Phrase::Supplier), |html| {
            party(html, frame, supplier);
            let (asks, consumer) =
                (frame.say(Phrase::SupplierAsks), called(&asked.consumer, frame));
            html.text(&format!(" {asks} {consumer}."));
        });
    }
    if let Some(customer) = &asked.customer {
        html.fact(frame.say(Phrase::Customer), |html| party(html, frame, customer));
    }
}

/// That the person is told only now, and on which law.
fn later(html: &mut Html, frame: Frame<'_>, shown: &Shown, delayed: &Delayed) {
    html.fact(frame.say(Phrase::ShownLater), |html| {
        let day = day_in_words(shown.at.day_in_norway(), frame.language);
        let until = day_in_words(delayed.until, frame.language);
        let text = frame.say(Phrase::ShownLaterText);
        html.text(&text.replace("{day}", &day).replace("{until}", &until));
        html.text(" ");
        section(html, frame, &delayed.basis.law, &delayed.basis.section);
        html.text(".");
    });
}

pub(super) fn section(html: &mut Html, frame: Frame<'_>, law: &LawUrl, section: &str) {
    html.within("a", &[("href", law.as_str())], |html| {
        html.text(&law_in_words(law, frame.language));
        // A section's number stays on the line of its sign.
        html.text(&format!(" {}", section.replace("§ ", "§\u{A0}")));
    });
}

fn law(html: &mut Html, frame: Frame<'_>, basis: &LegalBasis) {
    html.fact(frame.say(Phrase::Law), |html| section(html, frame, &basis.law, &basis.section));
    html.fact(frame.say(Phrase::WhyLawful), |html| {
        html.text(frame.say(letter_in_words(&basis.gdpr)));
        let article = format!(" ({} {})", frame.say(Phrase::GdprLetter), basis.gdpr);
        html.element("span", &[("class", "small")], &article);
    });
}

fn from(html: &mut Html, frame: Frame<'_>, source: &Source, outcome: &Outcome) {
    let term = match outcome {
        Outcome::Disclosed(_) => Phrase::Source,
        Outcome::Refused { .. } | Outcome::Looked(_) | Outcome::Opened(_) => Phrase::SourceAsked,
    };
    html.fact(frame.say(term), |html| {
        named(html, frame, &source.service);
        if let Some(name) = source.provider.as_ref().and_then(|provider| provider.name.as_ref()) {
            html.text(&format!(" ({name})"));
        }
    });
}

/// What can be opened, or is open already.
fn details(html: &mut Html, cards: Cards<'_>, inside: impl FnOnce(&mut Html)) {
    let open: &[(&str, &str)] = if cards.open { &[("open", "")] } else { &[] };
    html.within("details", open, inside);
}

fn given(html: &mut Html, cards: Cards<'_>, fields: &[Field]) {
    if fields.is_empty() {
        return;
    }
    let frame = cards.frame;
    details(html, cards, |html| {
        let told = counted(Phrase::GivenOne, Phrase::GivenTitle, fields.len(), frame.language);
        html.within("summary", &[], |html| {
            html.element("strong", &[], &told);
            html.text(" ");
            names(html, frame, fields);
        });
        html.within("ul", &[("class", "fields")], |html| {
            for field in fields {
                html.within("li", &[], |html| given_field(html, frame, field));
            }
        });
    });
}

pub(super) fn given_field(html: &mut Html, frame: Frame<'_>, field: &Field) {
    html.within("strong", &[], |html| name(html, frame, field));
    if let Some(form) = field.form.as_ref().filter(|form| **form != Form::Clear) {
        let form = match leaves_out(form) {
            Some(phrase) => {
                let not = frame.say(phrase);
                format!(" – {}, {not}", form.in_words(frame.language))
            }
            None => format!(" – {}", form.in_words(frame.language)),
        };
        html.element("span", &[("class", "form")], &form);
    }
    if let Some(need) = &field.need {
        html.within("p", &[], |html| {
            html.element("span", &[("class", "small")], frame.say(Phrase::NeededBecause));
            html.text(" ");
            match frame.language {
                Language::Bokmaal => html.text(need),
                _ => html.element("span", &[("lang", "nb")], need),
            }
        });
    }
}

/// What a form does not tell of the field; none when that is plain from its words.
const fn leaves_out(form: &Form) -> Option<ListPhrase> {
    match form {
        Form::IsOver(_) | Form::Year | Form::AgeInYears | Form::AgeBand(_) => {
            Some(ListPhrase::NotTheDay)
        }
        Form::IncomeBand(_) | Form::RoundTo(_) => Some(ListPhrase::NotTheAmount),
        Form::IsResidentIn(_) | Form::Municipality | Form::PostcodeArea => {
            Some(ListPhrase::NotThePlace)
        }
        Form::Exists | Form::Equals(_) | Form::InSet(_) => Some(ListPhrase::NotTheText),
        Form::Masked(_) => Some(ListPhrase::NotTheRest),
        Form::Pseudonym | Form::Clear => None,
    }
}

fn withheld(html: &mut Html, cards: Cards<'_>, disclosed: &Disclosed) {
    let unnamed = usize::try_from(disclosed.withheld_unnamed).unwrap_or(usize::MAX);
    let number = disclosed.withheld.len().saturating_add(unnamed);
    if number == 0 {
        return;
    }
    let frame = cards.frame;
    details(html, cards, |html| {
        let held = counted(Phrase::WithheldOne, Phrase::WithheldMany, number, frame.language);
        html.element("summary", &[], &held);
        html.element("p", &[], frame.say(Phrase::WithheldText));
        html.within("ul", &[("class", "held")], |html| {
            for field in &disclosed.withheld {
                html.within("li", &[], |html| name(html, frame, field));
            }
            if unnamed > 0 {
                let more =
                    counted(Phrase::UnnamedOne, Phrase::UnnamedMany, unnamed, frame.language);
                html.element("li", &[], &more);
            }
        });
    });
}

/// How it is proved; of several alike, each for itself.
fn proofs(html: &mut Html, cards: Cards<'_>, alike: &[&Shown], first: &Shown) {
    if alike.len() <= 1 {
        return html.within("p", &[("class", "proof")], |html| proof(html, cards, first));
    }
    details(html, cards, |html| {
        let title = cards.frame.say(ListPhrase::ProofOfEach);
        html.element("summary", &[], title);
        html.within("ul", &[("class", "proofs")], |html| {
            for (place, shown) in alike.iter().enumerate() {
                // The first gave the card its own.
                let id = format!("r{}", shown.index);
                let own: &[(&str, &str)] = if place == 0 { &[] } else { &[("id", &id)] };
                html.within("li", own, |html| {
                    html.text(&format!("{}\u{A0}", cards.frame.say(Phrase::AtTime)));
                    clock(html, shown.at);
                    html.text(" · ");
                    proof(html, cards, shown);
                });
            }
        });
    });
}

fn proof(html: &mut Html, cards: Cards<'_>, shown: &Shown) {
    let frame = cards.frame;
    let number = frame.say(Phrase::LedgerNumber).replace("{n}", &shown.index.to_string());
    html.text(&number);
    html.text(" · ");
    let state = if shown.published { Phrase::Published } else { Phrase::Waiting };
    html.text(frame.say(state));
    if shown.published {
        to_check(html, cards, shown);
    }
    // Who was never proven cannot be asked.
    if cards.is_own && shown.asked.is_some() {
        html.text(" · ");
        let to = format!("/readings/{}/ask", shown.count);
        html.element("a", &[("href", &to)], frame.say(ActPhrase::AskLink));
    }
}

/// What can be had of a reading that is under a checkpoint.
fn to_check(html: &mut Html, cards: Cards<'_>, shown: &Shown) {
    let frame = cards.frame;
    if let Some(witnessed) = cards.witnessed {
        // What is published is under the checkpoint that they have seen.
        let text = ListPhrase::WitnessedBy.words().with_number(witnessed.by.len(), frame.language);
        html.text(&format!(" · {}", text.replace("{k}", &witnessed.of.to_string())));
    }
    html.text(" · ");
    let to = format!("/readings/{}/proof", shown.count);
    html.element("a", &[("href", &to), ("download", "")], frame.say(Phrase::ProofLink));
    html.text(" · ");
    html.element("a", &[("href", "/check")], frame.say(Phrase::CheckLink));
}

/// The fields in a row, each with its form when that is less than the field itself.
fn names(html: &mut Html, frame: Frame<'_>, fields: &[Field]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            html.text(", ");
        }
        name(html, frame, field);
        match &field.form {
            Some(Form::Clear) | None => {}
            Some(form) => html.text(&format!(" ({})", form.in_words(frame.language))),
        }
    }
}

fn name(html: &mut Html, frame: Frame<'_>, field: &Field) {
    match &field.name {
        Some(name) => html.said(name, frame.language),
        None => html.element("code", &[], &field.path.to_string()),
    }
}

pub(super) fn named(html: &mut Html, frame: Frame<'_>, named: &Named) {
    match &named.title {
        Some(title) => html.said(title, frame.language),
        None => html.element("code", &[], &named.id),
    }
}

/// What an organisation is called, in running text.
pub(super) fn called(party: &Party, frame: Frame<'_>) -> String {
    party.name.clone().unwrap_or_else(|| {
        let number = party.number.as_ref().map_or("", |number| number.as_str());
        frame.say(Phrase::NumberedOrganisation).replace("{n}", number)
    })
}

pub(super) fn party(html: &mut Html, frame: Frame<'_>, party: &Party) {
    match (&party.name, &party.number) {
        (Some(name), Some(number)) => {
            html.text(name);
            let number = format!(" ({} {number})", frame.say(Phrase::OrganisationNumber));
            html.element("span", &[("class", "small")], &number);
        }
        (None, Some(number)) => {
            html.text(&format!("{} {number}", frame.say(Phrase::OrganisationNumber)));
        }
        (name, None) => html.text(name.as_deref().unwrap_or_default()),
    }
}
