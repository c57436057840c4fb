//! What citizens did during the year: asked, consented, withdrew, chose to be told; and one answer.

use super::directory::organisation;
use super::planned::{Calendar, Hour, Moment, What};
use super::{failed, snooper};
use crate::acts::{Clerk, Given, Regarding, Setting, When, Words};
use crate::app::past::Past;
use crate::demo::DemoError;
use crate::demo::organisations::FUND;
use crate::demo::persons::{Population, Role};
use crate::ledger::entry::{Event, Matter, Resolution};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;

/// Something that a citizen does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    /// Asks about the newest reading for this purpose.
    Asks { role: Role, purpose: &'static str, words: &'static str },
    /// The organisation answers what the role asked last.
    IsAnswered { role: Role, words: &'static str },
    /// Consents to the fund's check of members.
    Consents(Role),
    /// Withdraws that.
    Withdraws(Role),
    /// Wants to be told.
    Chooses(Role, When),
}

/// How many days before today, at which minute, what.
const DEEDS: &[(u16, u16, Deed)] = &[
    (268, 17 * 60 + 12, Deed::Consents(Role::NewNumber)),
    (
        255,
        20 * 60 + 3,
        Deed::Asks {
            role: Role::Mother,
            purpose: "gratis-kjernetid",
            words: "Vi har ikke søkt om gratis kjernetid. Hvorfor har dere sett på inntekten min?",
        },
    ),
    (
        247,
        10 * 60 + 22,
        Deed::IsAnswered {
            role: Role::Mother,
            words: "Vi ser på inntekten til alle som har barn i den alderen, så ingen må søke. Dere har ikke rett til gratis kjernetid i år.",
        },
    ),
    (202, 9 * 60 + 40, Deed::Chooses(Role::Widow, When::Any)),
    (91, 21 * 60 + 15, Deed::Consents(Role::Newcomer)),
    (85, 18 * 60 + 51, Deed::Withdraws(Role::NewNumber)),
    (
        39,
        7 * 60 + 55,
        Deed::Asks {
            role: Role::Single,
            purpose: snooper::PURPOSE,
            words: "Jeg er født i Norge og går ikke på noe program. Hvem hos dere leser om meg midt på natten?",
        },
    ),
];

pub(super) fn moments(today: Day) -> Vec<Moment> {
    let calendar = &mut Calendar::new(today, 4);
    let deeds = DEEDS.iter().map(|(days_ago, minute, deed)| Moment {
        at: calendar.moment(*days_ago, Hour::At(*minute)),
        what: What::Done(*deed),
    });
    deeds.collect()
}

/// The newest entries about one person that are looked at to find the reading that is asked about.
const LOOKED_AT: Limit = Limit { name: "demo_year_entries_looked_at", most: 200 };

/// Who does it.
pub(super) struct Deeds<'a> {
    past: &'a Past,
    population: &'a Population,
    /// What was asked, by whom, until when an answer is due.
    asked: Vec<(Role, EntryIndex, Organisation)>,
}

impl<'a> Deeds<'a> {
    pub(super) const fn new(past: &'a Past, population: &'a Population) -> Self {
        Self { past, population, asked: Vec::new() }
    }

    pub(super) async fn act(&mut self, deed: &Deed) -> Result<(), DemoError> {
        let fund = organisation(FUND).ok_or_else(|| failed("the fund has no number"))?;
        let members = || "medlemskontroll".parse().map_err(|_| failed("no such purpose"));
        match *deed {
            Deed::Asks { role, purpose, words } => self.ask(role, purpose, words).await?,
            Deed::IsAnswered { role, words } => self.answer(role, words).await?,
            Deed::Consents(role) => {
                let purpose = members()?;
                let given = Given {
                    consumer: fund,
                    purpose,
                    until: self.past.ledger.now().day_in_norway().a_year_later(),
                    covers: vec!["medlemskontroll".to_owned()],
                    policies: self.past.policies.entry(),
                };
                self.past.acts.consent(&self.number(role)?, given).await.map_err(failed)?;
            }
            Deed::Withdraws(role) => {
                let person = self.number(role)?;
                self.past.acts.withdraw(&person, &fund, &members()?).await.map_err(failed)?;
            }
            Deed::Chooses(role, when) => {
                let setting = Setting { when, channel: None };
                self.past.acts.choose(&self.number(role)?, setting).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    fn number(&self, role: Role) -> Result<PersonNumber, DemoError> {
        let person = self.population.playing(role);
        person.map(|person| person.number().clone()).ok_or_else(|| failed("the cast is incomplete"))
    }

    async fn ask(&mut self, role: Role, purpose: &str, words: &str) -> Result<(), DemoError> {
        let person = self.number(role)?;
        let (ledger, number) = (self.past.ledger.clone(), person.clone());
        let look = move || ledger.about(&number, None, LOOKED_AT.most);
        let about = tokio::task::spawn_blocking(look).await.map_err(failed)?.map_err(failed)?;
        let found = about.into_iter().find_map(|one| match one.entry.event {
            Event::Reading(reading) if reading.purpose.as_str() == purpose => {
                Some((one.index, reading.asker.consumer, reading.purpose))
            }
            _ => None,
        });
        let (entry, consumer, purpose) = found.ok_or_else(|| failed("nothing to ask about"))?;
        let words = Words::parse(words).map_err(failed)?;
        let regarding = Regarding { entry, consumer: consumer.clone(), purpose: Some(purpose) };
        let asked = self.past.acts.ask(&person, regarding, Matter::Question, words).await;
        self.asked.push((role, asked.map_err(failed)?, consumer));
        Ok(())
    }

    /// The answer, as the organisation's program would send it.
    async fn answer(&self, role: Role, words: &str) -> Result<(), DemoError> {
        let asked = self.asked.iter().rev().find(|(by, ..)| *by == role);
        let (_, inquiry, consumer) = asked.ok_or_else(|| failed("nothing was asked"))?;
        let client = ClientId::parse("testby-innbyggerservice").map_err(failed)?;
        let clerk = Clerk::of_officer(consumer.clone(), client);
        let words = Words::parse(words).map_err(failed)?;
        let answered = self.past.acts.answer(&clerk, *inquiry, Resolution::Answered, words);
        answered.await.map_err(failed)?;
        Ok(())
    }
}
