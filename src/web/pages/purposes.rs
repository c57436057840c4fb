//! What may be read about the person, by whom, and where they can say yes or no to it.

use super::asking::csrf;
use super::frame::Frame;
use super::reading::{called, given_field, party, section};
use crate::login::session::Session;
use crate::page::Html;
use crate::vocab::party::Organisation;
use crate::web::phrases::{ActPhrase, Phrase, day_in_words, letter_in_words};
use crate::web::purposes::{Asker, Consented, Held, Readable};

/// Writes the page.
#[must_use]
pub fn purposes(frame: Frame<'_>, session: &Session, held: &[Held]) -> String {
    frame.page(ActPhrase::PurposesTitle, |html| {
        html.element("h1", &[], frame.say(ActPhrase::PurposesTitle));
        html.element("p", &[("class", "lead")], frame.say(ActPhrase::PurposesLead));
        for of_one in held {
            let number = of_one.provider.number.as_ref().map_or("", |number| number.as_str());
            let id = format!("from-{number}");
            html.line();
            html.within("section", &[("class", "day"), ("aria-labelledby", &id)], |html| {
                let who = called(&of_one.provider, frame);
                let title = frame.say(ActPhrase::From).replace("{who}", &who);
                html.element("h2", &[("id", &id)], &title);
                for readable in &of_one.purposes {
                    one(html, frame, session, readable);
                }
            });
        }
    })
}

fn one(html: &mut Html, frame: Frame<'_>, session: &Session, readable: &Readable) {
    let id = format!("p-{}", readable.purpose.id);
    html.line();
    html.within("details", &[("class", "card"), ("id", &id)], |html| {
        html.within("summary", &[], |html| {
            html.within("h3", &[], |html| match &readable.purpose.title {
                Some(title) => html.said(title, frame.language),
                None => html.element("code", &[], &readable.purpose.id),
            });
        });
        if let Some(description) = &readable.description {
            html.within("p", &[], |html| html.said(description, frame.language));
        }
        html.within("dl", &[], |html| facts(html, frame, readable));
        told(html, frame, readable);
        if let Some(consents) = &readable.consents {
            consent(html, frame, session, readable, consents);
        }
        if let Some((statute, stands)) = &readable.reservation {
            html.element("h4", &[], frame.say(ActPhrase::ReservationTitle));
            html.within("p", &[], |html| {
                html.text(frame.say(ActPhrase::ReservationRight));
                html.text(" ");
                section(html, frame, &statute.law, &statute.section);
                html.text(".");
            });
            reservation(html, frame, session, &readable.purpose.id, *stands);
        }
    });
}

fn facts(html: &mut Html, frame: Frame<'_>, readable: &Readable) {
    html.fact(frame.say(ActPhrase::MayAsk), |html| {
        html.within("ul", &[("class", "plain")], |html| {
            for asker in &readable.askers {
                html.within("li", &[], |html| match asker {
                    Asker::One(organisation) => party(html, frame, organisation),
                    Asker::Group(group) => {
                        html.text(&frame.say(ActPhrase::MembersOf).replace("{group}", group));
                    }
                });
            }
        });
    });
    html.fact(frame.say(Phrase::Law), |html| {
        section(html, frame, &readable.basis.law, &readable.basis.section);
    });
    html.fact(frame.say(Phrase::WhyLawful), |html| {
        html.text(frame.say(letter_in_words(&readable.basis.gdpr)));
    });
    html.fact(frame.say(Phrase::Source), |html| html.said(&readable.service, frame.language));
    if let Some(days) = readable.delay_days {
        html.fact(frame.say(Phrase::ShownLater), |html| {
            html.text(&frame.say(ActPhrase::ShownLater).replace("{n}", &days.to_string()));
        });
    }
}

fn told(html: &mut Html, frame: Frame<'_>, readable: &Readable) {
    html.element("h4", &[], frame.say(ActPhrase::MaySee));
    if readable.conditional {
        html.element("p", &[("class", "small")], frame.say(ActPhrase::OnCondition));
    }
    html.within("ul", &[("class", "fields")], |html| {
        for field in &readable.fields {
            html.within("li", &[], |html| given_field(html, frame, field));
        }
        if readable.whole {
            html.element("li", &[], frame.say(ActPhrase::WholeDocument));
        }
    });
}

fn consent(
    html: &mut Html,
    frame: Frame<'_>,
    session: &Session,
    readable: &Readable,
    consents: &[Consented],
) {
    html.element("h4", &[], frame.say(ActPhrase::ConsentTitle));
    html.element("p", &[], frame.say(ActPhrase::ConsentNeeded));
    for consented in consents {
        let text = frame.say(ActPhrase::ConsentStands);
        let text = text.replace("{who}", &called(&consented.to, frame));
        let text = text.replace("{day}", &day_in_words(consented.until, frame.language));
        html.element("p", &[], &text);
        html.within("p", &[], |html| {
            let receipt = format!("/me/consents/{}/receipt", consented.index);
            let link = [("href", receipt.as_str()), ("download", "")];
            html.element("a", &link, frame.say(ActPhrase::ConsentReceipt));
        });
        let action = format!("/purposes/{}/withdraw", readable.purpose.id);
        html.within("form", &[("method", "post"), ("action", &action)], |html| {
            csrf(html, session);
            let number = consented.to.number.as_ref().map_or("", |number| number.as_str());
            html.void("input", &[("type", "hidden"), ("name", "consumer"), ("value", number)]);
            submit(html, frame, ActPhrase::ConsentWithdraw);
        });
    }
    give(html, frame, session, readable, consents);
}

/// The form by which one consents, to those who may ask and have no consent yet.
fn give(
    html: &mut Html,
    frame: Frame<'_>,
    session: &Session,
    readable: &Readable,
    consents: &[Consented],
) {
    let has = |number: &Organisation| {
        consents.iter().any(|consented| consented.to.number.as_ref() == Some(number))
    };
    let left: Vec<_> = readable
        .askers
        .iter()
        .filter_map(|asker| match asker {
            Asker::One(one) if !one.number.as_ref().is_some_and(has) => Some(one),
            Asker::One(_) | Asker::Group(_) => None,
        })
        .collect();
    if left.is_empty() {
        return;
    }
    let purpose = &readable.purpose.id;
    let action = format!("/purposes/{purpose}/consent");
    html.within("form", &[("class", "ask"), ("method", "post"), ("action", &action)], |html| {
        csrf(html, session);
        let to: Vec<(String, String)> = left
            .iter()
            .map(|one| {
                (
                    one.number.as_ref().map(ToString::to_string).unwrap_or_default(),
                    called(one, frame),
                )
            })
            .collect();
        choice(html, (purpose, "consumer"), frame.say(ActPhrase::ConsentTo), &to);
        let months =
            [("3", ActPhrase::Months3), ("12", ActPhrase::Months12), ("36", ActPhrase::Months36)];
        let months: Vec<(String, String)> = months
            .iter()
            .map(|(value, phrase)| ((*value).to_owned(), frame.say(*phrase).to_owned()))
            .collect();
        choice(html, (purpose, "months"), frame.say(ActPhrase::ConsentFor), &months);
        submit(html, frame, ActPhrase::ConsentGive);
    });
}

fn choice(
    html: &mut Html,
    (purpose, name): (&str, &'static str),
    label: &str,
    options: &[(String, String)],
) {
    let id = format!("{name}-{purpose}");
    html.within("div", &[("class", "field")], |html| {
        html.element("label", &[("for", &id)], label);
        html.within("select", &[("id", &id), ("name", name)], |html| {
            for (value, text) in options {
                html.element("option", &[("value", value)], text);
            }
        });
    });
}

fn reservation(html: &mut Html, frame: Frame<'_>, session: &Session, purpose: &str, stands: bool) {
    if stands {
        html.element("p", &[], frame.say(ActPhrase::ReservationStands));
    }
    let (act, phrase) = match stands {
        true => ("unreserve", ActPhrase::ReservationEnd),
        false => ("reserve", ActPhrase::ReservationMake),
    };
    let action = format!("/purposes/{purpose}/{act}");
    html.within("form", &[("method", "post"), ("action", &action)], |html| {
        csrf(html, session);
        submit(html, frame, phrase);
    });
}

fn submit(html: &mut Html, frame: Frame<'_>, phrase: ActPhrase) {
    html.element("button", &[("type", "submit"), ("class", "button")], frame.say(phrase));
}
