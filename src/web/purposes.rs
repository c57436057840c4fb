//! What may be read about a person, by whom, and what the person has said to it: a view model of the
//! policies in force.

use super::readings::{Field, Named, Names, Party};
use crate::acts::Acts;
use crate::policy::{Item, PolicySet, Purpose, Reader, Service, reach};
use crate::vocab::basis::{LegalBasis, Statute};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use crate::vocab::translated::{Language, Said};

/// The purposes of one provider.
#[derive(Debug)]
pub struct Held {
    /// Who holds the data.
    pub provider: Party,
    /// What may be read of it, in the order of their titles.
    pub purposes: Vec<Readable>,
}

/// One purpose.
#[derive(Debug)]
pub struct Readable {
    /// What it is called.
    pub purpose: Named,
    /// What it is, at more length.
    pub description: Option<Said>,
    /// The law.
    pub basis: LegalBasis,
    /// The register that is read.
    pub service: Said,
    /// Who may ask.
    pub askers: Vec<Asker>,
    /// What they are told; none when it is whole documents.
    pub fields: Vec<Field>,
    /// Whether some of it depends on conditions.
    pub conditional: bool,
    /// Whether whole documents are given.
    pub whole: bool,
    /// After how many days the person is shown it, when not at once.
    pub delay_days: Option<u16>,
    /// What the person has consented to; none when it does not rest on consent.
    pub consents: Option<Vec<Consented>>,
    /// Against what law the person may reserve, and whether they have.
    pub reservation: Option<(Statute, bool)>,
}

/// Who may ask.
#[derive(Debug)]
pub enum Asker {
    /// One organisation.
    One(Party),
    /// All of a group.
    Group(String),
}

/// A consent that stands.
#[derive(Debug)]
pub struct Consented {
    /// Its entry.
    pub index: EntryIndex,
    /// To whom.
    pub to: Party,
    /// The last day that it holds.
    pub until: Day,
}

/// What the view is made of.
pub struct Sight<'s> {
    /// The policies in force.
    pub policies: &'s PolicySet,
    /// What organisations are called.
    pub names: &'s dyn Names,
    /// What the person has done.
    pub acts: &'s Acts,
    /// Today, in Norway.
    pub today: Day,
    /// The language of the page.
    pub language: Language,
}

impl Sight<'_> {
    /// All that may be read about this person today, by who holds it.
    #[must_use]
    pub fn of(&self, person: &PersonNumber) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        let mut purposes: Vec<_> = self.policies.purposes().iter().collect();
        purposes.sort_by_cached_key(|purpose| purpose.title.in_language(self.language).to_owned());
        for purpose in purposes.into_iter().filter(|purpose| purpose.valid.holds_on(self.today)) {
            let Some(service) = self.policies.service(&purpose.service) else { continue };
            let readable = self.readable(purpose, service, person);
            match held.iter_mut().find(|held| held.provider.number == service.provider) {
                Some(held) => held.purposes.push(readable),
                None => held.push(Held {
                    provider: self.party(&service.provider),
                    purposes: vec![readable],
                }),
            }
        }
        held
    }

    fn party(&self, number: &Organisation) -> Party {
        Party { number: number.clone(), name: self.names.name(number) }
    }

    fn readable(&self, purpose: &Purpose, service: &Service, person: &PersonNumber) -> Readable {
        let reached = reach(purpose);
        let fields = reached.iter().filter(|one| !one.never()).filter_map(|one| match &one.item {
            Item::Field(path) => Some(Field {
                path: path.clone(),
                name: super::readings::name_of(path, service, self.language),
                form: Some(one.form.clone()),
                need: one.need.clone(),
            }),
            Item::Type(_) | Item::Digest(_) => None,
        });
        let askers = Reader::of(purpose).map(|reader| match reader {
            Reader::Organisation(number) => Asker::One(self.party(&number)),
            Reader::Group(group) => Asker::Group(group.to_string()),
        });
        let title = Some(purpose.title.said(self.language));
        Readable {
            purpose: Named { id: purpose.id.to_string(), title },
            description: purpose.description.as_ref().map(|text| text.said(self.language)),
            basis: purpose.basis.clone(),
            service: service.title.said(self.language),
            askers: askers.collect(),
            fields: fields.collect(),
            conditional: reached.iter().any(|one| !one.conditions.is_empty()),
            whole: purpose.whole.is_some(),
            delay_days: purpose.delay.as_ref().map(|delay| delay.days),
            consents: purpose.requires.consent.then(|| self.consents(purpose, person)),
            reservation: purpose
                .reservation
                .clone()
                .map(|statute| (statute, self.acts.reserved(person, &purpose.id).is_some())),
        }
    }

    fn consents(&self, purpose: &Purpose, person: &PersonNumber) -> Vec<Consented> {
        let consented = purpose.consumers().iter().filter_map(|consumer| {
            let (index, said) = self.acts.consented(person, consumer, &purpose.id)?;
            Some(Consented { index, to: self.party(consumer), until: said.until })
        });
        consented.collect()
    }
}
