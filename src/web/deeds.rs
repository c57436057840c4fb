//! What a person does here: asks and objects, consents and withdraws, reserves; and sees what may be read
//! about them.
//!
//! A browser's form must bring the session's token; a program with an access token needs none. What is
//! done counts once it is in the ledger: the answer comes after.

use super::others::Whose;
use super::pages::{self, Wrong};
use super::phrases::RelativePhrase;
use super::purposes::{Held, Sight};
use super::readings::{Record, Shown};
use super::receipt::receipt;
use super::threads::{Thread, threads};
use super::veil::{Naming, Places};
use super::visit::{Ending, Known, Reader, Reply};
use super::{Unreadable, Web, json, notices};
use crate::acts::{ActError, Given, Regarding, Words};
use crate::ledger::entry::{Event, Matter};
use crate::login::random;
use crate::page::Form;
use crate::policy::{PolicySet, Purpose};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::translated::Language;
use std::sync::Arc;

/// What is to be done.
#[derive(Debug)]
pub enum Deed {
    /// To see the form for asking about the person's entry of this count.
    AskForm(u64),
    /// To ask.
    Ask(u64, Form),
    /// To see what was asked and answered.
    Questions,
    /// To see when one is told.
    Notices,
    /// To choose that.
    Tell(Form),
    /// To see what may be read.
    Purposes,
    /// To do something about a purpose.
    About(PurposeId, Choice, Form),
    /// To get the receipt of a consent.
    Receipt(EntryIndex),
}

/// What can be done about a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// To consent.
    Consent,
    /// To withdraw that.
    Withdraw,
    /// To reserve.
    Reserve,
    /// To end that.
    EndReservation,
}

impl Choice {
    /// The word of it in an address.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "consent" => Some(Self::Consent),
            "withdraw" => Some(Self::Withdraw),
            "reserve" => Some(Self::Reserve),
            "unreserve" => Some(Self::EndReservation),
            _ => None,
        }
    }
}

/// For how many months one may consent.
const MONTHS: [u16; 3] = [3, 12, 36];

impl Web {
    /// Does it, or shows it.
    pub(super) async fn deed(&self, deed: Deed, known: &Known) -> Reply {
        // Another's entries have the other's numbers, so nothing may be done about them in one's own name.
        let (title, text) = (RelativePhrase::OwnDeedsTitle, RelativePhrase::OwnDeedsText);
        let whose = match self.own_list(known, (title, text)).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        let (person, places) = (whose.person(), whose.places());
        match deed {
            Deed::AskForm(count) => self.ask_form(&whose, count, known).await,
            Deed::Ask(count, form) => self.ask(&whose, count, &form, known).await,
            Deed::Questions => self.questions((person, places), known).await,
            Deed::Notices => self.telling(person, false, known).await,
            Deed::Tell(form) if Self::is_own(&form, known) => self.tell(person, &form, known).await,
            Deed::Tell(_) => known.notice(Ending::FormRefused, notices::FORM_REFUSED),
            Deed::Purposes => self.purposes(person, known).await,
            Deed::About(purpose, choice, form) => {
                self.choose(person, (&purpose, choice), &form, known).await
            }
            Deed::Receipt(index) => self.receipt(person, index, known).await,
        }
    }

    /// The view of the person's entry of this count.
    async fn one(
        &self,
        (whose, places): (&Whose, Places),
        count: u64,
        known: &Known,
    ) -> Result<Option<Shown>, Unreadable> {
        let (sources, _) = self.sources_of(whose, known.now);
        let (person, language) = (whose.person().clone(), known.language);
        let read =
            tokio::task::spawn_blocking(move || sources.one((&person, places), count, language));
        read.await.map_err(|_| Unreadable)?
    }

    /// Whether a form was sent by who is logged in, and not by another's page.
    fn is_own(form: &Form, known: &Known) -> bool {
        match known.session() {
            None => true,
            Some(session) => {
                let sent = form.once("csrf").ok().flatten().unwrap_or_default();
                random::same(session.form_token(), sent)
            }
        }
    }

    async fn ask_form(&self, whose: &Whose, count: u64, known: &Known) -> Reply {
        let Some(session) = known.session() else {
            return known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN);
        };
        match self.one((whose, whose.places()), count, known).await {
            Ok(Some(shown)) => known.page(&format!("/readings/{count}/ask"), |frame| {
                pages::asking(frame, session, &shown, None, "")
            }),
            Ok(None) => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Err(Unreadable) => known.notice(Ending::Unreadable, notices::UNREADABLE),
        }
    }

    async fn ask(&self, whose: &Whose, count: u64, form: &Form, known: &Known) -> Reply {
        if !Self::is_own(form, known) {
            return known.notice(Ending::FormRefused, notices::FORM_REFUSED);
        }
        let shown = match self.one((whose, whose.places()), count, known).await {
            Ok(Some(shown)) => shown,
            Ok(None) => return known.notice(Ending::NotFound, notices::NOT_FOUND),
            Err(Unreadable) => return known.notice(Ending::Unreadable, notices::UNREADABLE),
        };
        // To whom it goes must be known here also where the page does not name it.
        let named = self.one((whose, Places::Told), count, known).await;
        let asked = named.ok().flatten().and_then(|named| named.asked);
        let Some(consumer) = asked.and_then(|asked| asked.consumer.number) else {
            return known.notice(Ending::NotTaken, notices::NOBODY_TO_ASK);
        };
        let text = form.once("text").ok().flatten().unwrap_or_default();
        let matter = match form.once("matter") {
            Ok(Some("question")) => Some(Matter::Question),
            Ok(Some("objection")) => Some(Matter::Objection),
            Ok(_) | Err(_) => None,
        };
        let regarding = Regarding {
            entry: shown.index,
            consumer,
            purpose: shown.purpose.as_ref().and_then(|it| PurposeId::parse(&it.id).ok()),
        };
        let taken = match (matter, Words::parse(text)) {
            (Some(matter), Ok(words)) => {
                self.acts.ask(whose.person(), regarding, matter, words).await
            }
            _ => return self.wrong(&shown, Wrong::Unreadable, text, known),
        };
        match taken {
            Ok(index) => done(known, "/questions", index),
            Err(ActError::TooManyOpen) => self.wrong(&shown, Wrong::TooMany, text, known),
            Err(error) => not_taken(error, known),
        }
    }

    fn wrong(&self, shown: &Shown, wrong: Wrong, text: &str, known: &Known) -> Reply {
        match (known.reader, known.session()) {
            (Reader::Person, Some(session)) => {
                let here = format!("/readings/{}/ask", shown.count);
                let page = known
                    .page(&here, |frame| pages::asking(frame, session, shown, Some(wrong), text));
                Reply { ending: Ending::Malformed, ..page }
            }
            _ => known.notice(Ending::Malformed, notices::of_wrong(wrong)),
        }
    }

    async fn questions(&self, whose: (&PersonNumber, Places), known: &Known) -> Reply {
        let all = match self.threads((whose.0.clone(), whose.1), known).await {
            Ok(all) => all,
            Err(Unreadable) => return known.notice(Ending::Unreadable, notices::UNREADABLE),
        };
        match known.reader {
            Reader::Person => known.page("/questions", |frame| pages::threads(frame, &all)),
            Reader::Program => known.json(json::questions(&all)),
        }
    }

    async fn threads(
        &self,
        (person, places): (PersonNumber, Places),
        known: &Known,
    ) -> Result<Vec<Thread>, Unreadable> {
        let (sources, today) = (self.sources.clone(), known.now.day_in_norway());
        let language = known.language;
        let read = tokio::task::spawn_blocking(move || {
            let is_said =
                |event: &Event| matches!(event, Event::Inquiry(_) | Event::InquiryAnswer(_));
            let records = sources.newest(&person, |record| is_said(&record.entry.event))?;
            let policies = sources.policies.in_force_at(EntryIndex(u64::MAX));
            let naming = Naming { names: sources.names.as_ref(), places };
            Ok(threads(&records, policies.as_deref(), naming, today, language))
        });
        read.await.map_err(|_| Unreadable)?
    }

    async fn purposes(&self, person: &PersonNumber, known: &Known) -> Reply {
        let held = match self.held(person.clone(), known).await {
            Some(held) => held,
            None => return known.notice(Ending::Unreadable, notices::RULES_UNKNOWN),
        };
        match (known.reader, known.session()) {
            (Reader::Person, Some(session)) => {
                known.page("/purposes", |frame| pages::purposes(frame, session, &held))
            }
            _ => known.json(json::purposes(&held)),
        }
    }

    async fn held(&self, person: PersonNumber, known: &Known) -> Option<Vec<Held>> {
        let (sources, acts) = (self.sources.clone(), self.acts.clone());
        let (today, language) = (known.now.day_in_norway(), known.language);
        let read = tokio::task::spawn_blocking(move || {
            let policies = sources.policies.in_force_at(EntryIndex(u64::MAX))?;
            let names = sources.names.as_ref();
            let sight = Sight { policies: &policies, names, acts: &acts, today, language };
            Some(sight.of(&person))
        });
        read.await.ok().flatten()
    }

    /// The policies in force now; reading them may block.
    async fn policies(&self) -> Option<Arc<PolicySet>> {
        let policies = self.sources.policies.clone();
        let read = tokio::task::spawn_blocking(move || policies.in_force_at(EntryIndex(u64::MAX)));
        read.await.ok().flatten()
    }

    async fn choose(
        &self,
        person: &PersonNumber,
        (id, choice): (&PurposeId, Choice),
        form: &Form,
        known: &Known,
    ) -> Reply {
        if !Self::is_own(form, known) {
            return known.notice(Ending::FormRefused, notices::FORM_REFUSED);
        }
        let Some(policies) = self.policies().await else {
            return known.notice(Ending::Unreadable, notices::RULES_UNKNOWN);
        };
        let consumer = || {
            let number = form.once("consumer").ok().flatten()?;
            Organisation::parse(number).ok()
        };
        let purpose = policies.purpose(id);
        let taken = match choice {
            Choice::Consent => {
                let given = purpose
                    .zip(consumer())
                    .and_then(|(purpose, consumer)| self.given(purpose, consumer, form, known));
                match given {
                    Some(given) => self.acts.consent(person, given).await,
                    None => return known.notice(Ending::NotTaken, notices::NOT_POSSIBLE),
                }
            }
            // What was given under former policies can be withdrawn and ended whatever they say now.
            Choice::Withdraw => match consumer() {
                Some(consumer) => self.acts.withdraw(person, &consumer, id).await,
                None => return known.notice(Ending::NotTaken, notices::NOT_POSSIBLE),
            },
            Choice::Reserve => match purpose.filter(|purpose| purpose.reservation.is_some()) {
                Some(purpose) => self.acts.reserve(person, &purpose.id).await,
                None => return known.notice(Ending::NotTaken, notices::NOT_POSSIBLE),
            },
            Choice::EndReservation => self.acts.end_reservation(person, id).await,
        };
        match taken {
            Ok(index) => done(known, &format!("/purposes#p-{id}"), index),
            Err(error) => not_taken(error, known),
        }
    }

    /// What a form consents to; none when the purpose does not rest on consent, or not for this
    /// organisation, or for another time than is offered.
    fn given(
        &self,
        purpose: &Purpose,
        consumer: Organisation,
        form: &Form,
        known: &Known,
    ) -> Option<Given> {
        let months: u16 = form.once("months").ok().flatten()?.parse().ok()?;
        let fits = purpose.requires.consent
            && purpose.consumers().contains(&consumer)
            && MONTHS.contains(&months);
        let policies = self.sources.policies.newest()?;
        fits.then(|| Given {
            consumer,
            purpose: purpose.id.clone(),
            until: known.now.day_in_norway().plus_days(months * 30 + months / 2),
            covers: purpose.requires.consent_covers.clone(),
            policies,
        })
    }

    async fn receipt(&self, person: &PersonNumber, index: EntryIndex, known: &Known) -> Reply {
        let (sources, person) = (self.sources.clone(), person.clone());
        let base = self.base_url.clone();
        let read = tokio::task::spawn_blocking(move || {
            let is_of_it = |record: &Record| {
                record.index == index || matches!(record.entry.event, Event::ConsentWithdrawn(_))
            };
            let records = sources.newest(&person, is_of_it)?;
            Ok::<_, Unreadable>(receipt(&records, index, &sources, &base, Language::English))
        });
        match read.await {
            Ok(Ok(Some(receipt))) => known.file(
                format!("sluse-consent-{index}.json"),
                "application/json",
                receipt.to_string().into_bytes(),
            ),
            Ok(Ok(None)) => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Ok(Err(Unreadable)) | Err(_) => known.notice(Ending::Unreadable, notices::UNREADABLE),
        }
    }
}

/// What was done is in the ledger: a person is sent on, a program is told where it stands.
pub(super) fn done(known: &Known, to: &str, index: EntryIndex) -> Reply {
    match known.reader {
        Reader::Person => known.sent(to.to_owned()),
        Reader::Program => known.json(serde_json::json!({ "entry": index })),
    }
}

pub(super) fn not_taken(error: ActError, known: &Known) -> Reply {
    tracing::info!(reason = error.code(), "an act was not taken in");
    let (ending, notice) = match error {
        ActError::StandsAlready => (Ending::NotTaken, notices::STANDS_ALREADY),
        ActError::StandsNot => (Ending::NotTaken, notices::STANDS_NOT),
        ActError::TooManyOpen | ActError::NoSuchInquiry | ActError::OtherMatter => {
            (Ending::NotTaken, notices::NOT_POSSIBLE)
        }
        ActError::TooOften => (Ending::NotTaken, notices::TOO_OFTEN),
        ActError::Full | ActError::Busy | ActError::Unwritable | ActError::Unreadable => {
            (Ending::Unreadable, notices::NOT_WRITTEN)
        }
    };
    known.notice(ending, notice)
}
