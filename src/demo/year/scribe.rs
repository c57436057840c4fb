//! Makes entries of what was asked: a reading discloses what its purpose lets out of the person's
//! document, by the same plan and the same redaction as at the gateway.

use super::directory::reader_for;
use super::failed;
use super::planned::Visit;
use crate::app::past::Past;
use crate::demo::DemoError;
use crate::demo::freg_document::{Selection, document};
use crate::demo::persons::{Person, Population, Position};
use crate::demo::providers::income::Assessment;
use crate::ledger::entry::{Asker, Draft, Event, FieldSet, Held, Reading, Refusal, Token, Whom};
use crate::policy::{Method, Purpose, Service};
use crate::redact::{Account, Piece, Pseudonyms, Redactor, Setting};
use crate::vocab::field::FieldPath;
use crate::vocab::ids::EntryIndex;
use crate::vocab::method::ClientMethod;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scopes;
use crate::vocab::time::{Day, Timestamp};
use crate::watch::{Sighting, Watcher};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// How long a grant is good, in seconds.
const GRANT: Duration = Duration::from_secs(120);

/// What came out of one person's document for one purpose.
#[derive(Clone)]
struct Disclosed {
    fields: Vec<FieldPath>,
    withheld: FieldSet,
    unnamed: u32,
}

/// Writes the year down.
pub(super) struct Scribe<'a> {
    past: &'a Past,
    population: &'a Population,
    today: Day,
    watcher: Watcher,
    /// By person and purpose: documents do not change in a year.
    disclosed: HashMap<(Position, &'static str), Option<Disclosed>>,
    grants: u64,
}

impl<'a> Scribe<'a> {
    /// Whoever watches the gateway looks over the shoulder.
    pub(super) fn new(
        past: &'a Past,
        population: &'a Population,
        today: Day,
        watcher: Watcher,
    ) -> Self {
        Self { past, population, today, watcher, disclosed: HashMap::new(), grants: 0 }
    }

    /// One person: the token, then what was asked with it.
    pub(super) async fn read(&mut self, visit: &Visit, at: Timestamp) -> Result<(), DemoError> {
        self.run(std::slice::from_ref(visit), at).await
    }

    /// Many, with one token.
    pub(super) async fn run(&mut self, visits: &[Visit], at: Timestamp) -> Result<(), DemoError> {
        let mut drafts = Vec::with_capacity(visits.len() + 1);
        if let Some(first) = visits.first() {
            let purpose = self.purpose(first)?;
            drafts.push(self.token(&purpose, at)?);
        }
        for visit in visits {
            drafts.push(self.draft(visit, at)?);
        }
        let said: Vec<_> = drafts.iter().map(said).collect();
        let entries = self.past.ledger.append_all(drafts).await.map_err(failed)?;
        for (entry, said) in entries.into_iter().zip(said) {
            if let Some((reading, whom)) = said {
                self.watcher.look(&sighting(entry, at, &reading, whom)).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    fn purpose(&self, visit: &Visit) -> Result<Arc<Purpose>, DemoError> {
        let named = self.past.policies.set().purpose_named(visit.purpose);
        named.cloned().ok_or_else(|| failed(format!("no purpose {}", visit.purpose)))
    }

    fn token(&mut self, purpose: &Purpose, at: Timestamp) -> Result<Draft, DemoError> {
        self.grants += 1;
        let grant = digest(&SHA256, format!("sluse demo, grant {}", self.grants).as_bytes());
        let (asker, method) = asker(purpose.id.as_str())?;
        let scope = Scopes::parse(purpose.scope.as_str()).map_err(failed)?;
        let token = Token {
            asker,
            scope,
            method,
            purpose: None,
            grant: URL_SAFE_NO_PAD.encode(grant),
            grant_expires: at.plus(GRANT),
            bound: Vec::new(),
        };
        Ok(Draft::new(Event::Token(token)))
    }

    fn draft(&mut self, visit: &Visit, at: Timestamp) -> Result<Draft, DemoError> {
        let purpose = self.purpose(visit)?;
        let person = self.population.at(visit.person).ok_or_else(|| failed("nobody there"))?;
        let asker = asker(visit.purpose)?.0;
        let shown = match visit.refused {
            Some(_) => None,
            None => self.disclosed(person, visit.purpose, &purpose, &asker.consumer),
        };
        let event = match shown {
            Some(Disclosed { fields, withheld, unnamed }) => Event::Reading(Reading {
                asker,
                service: purpose.service.clone(),
                purpose: purpose.id.clone(),
                scope: purpose.scope.clone(),
                policies: self.past.policies.entry(),
                narrowed: false,
                counted: purpose.limits.iter().next().is_some(),
                whole: false,
                fields,
                withheld,
                withheld_unnamed: unnamed,
            }),
            None => Event::Refusal(Refusal {
                reason: visit.refused.unwrap_or("provider-has-nothing").to_owned(),
                asker: Some(asker),
                service: Some(purpose.service.clone()),
                purpose: Some(purpose.id.clone()),
                policies: Some(self.past.policies.entry()),
            }),
        };
        let whom = Whom {
            case_reference: visit.case.clone(),
            end_user: visit.end_user.clone(),
            relation: visit.relation.map(str::to_owned),
            ..Whom::just(person.number().clone())
        };
        let delay = purpose.delay.as_ref();
        Ok(Draft {
            held: delay.map(|delay| Held::since(at, delay.days, &delay.basis)),
            expires: purpose.log_retention.as_ref().map(|keep| keep.ends(at)),
            ..Draft::about(event, whom)
        })
    }

    /// None: the provider has nothing about the person.
    fn disclosed(
        &mut self,
        person: &Person,
        name: &'static str,
        purpose: &Purpose,
        consumer: &Organisation,
    ) -> Option<Disclosed> {
        let key = (person.position(), name);
        if let Some(known) = self.disclosed.get(&key) {
            return known.clone();
        }
        let service = self.past.policies.set().service(&purpose.service)?.clone();
        let disclosed = match service.id.as_str() {
            "folkeregisteret.person" => {
                let document = self.register_document(person, purpose);
                self.redacted(purpose, &service, consumer, &document)
            }
            "skatteetaten.inntekt" => {
                let income = self.population.income(person, self.population.year() - 1);
                let document = income
                    .and_then(|income| serde_json::to_vec(&Assessment::of(person, &income)).ok());
                document.and_then(|it| self.redacted(purpose, &service, consumer, &it))
            }
            _ => Some(everything(purpose, &service)),
        };
        self.disclosed.insert(key, disclosed.clone());
        disclosed
    }

    /// The parts that can come out, and that which tells whether an address is protected.
    fn register_document(&self, person: &Person, purpose: &Purpose) -> Vec<u8> {
        let first = |path: &FieldPath| {
            path.as_str().split(['.', '[']).next().unwrap_or_default().to_owned()
        };
        let paths = purpose.permits.iter().map(|permit| first(&permit.path));
        let parts: BTreeSet<String> = paths.chain(["adressebeskyttelse".to_owned()]).collect();
        let selection = Selection::parse(parts.iter().map(String::as_str));
        let basis = || Selection::parse([]);
        let Ok(selection) = selection.or_else(|_| basis()) else { return Vec::new() };
        document(self.population, person, &selection).to_string().into_bytes()
    }

    fn redacted(
        &self,
        purpose: &Purpose,
        service: &Service,
        consumer: &Organisation,
        document: &[u8],
    ) -> Option<Disclosed> {
        let single = |route: &&crate::policy::Route| route.method() == Method::Get && !route.many();
        let route = service.routes.iter().find(single)?;
        let plan = self.past.policies.plan(&purpose.id, route.shape())?;
        let key = self.past.ledger.pseudonyms();
        let pseudonyms = Pseudonyms::derive(key, consumer, &purpose.id).ok();
        let setting = Setting { today: self.today, mask: None, pseudonyms: pseudonyms.as_ref() };
        let mut redactor = Redactor::new(plan, setting);
        redactor.feed(document).ok()?;
        redactor.finish().ok()?;
        redactor.take().into_iter().find_map(|piece| match piece {
            Piece::Record(record) => Some(accounted(purpose, &record.account)),
            Piece::Frame(_) => None,
        })
    }
}

/// What who watches is told of a draft; none of what is no reading.
fn said(draft: &Draft) -> Option<(Reading, Whom)> {
    match &draft.event {
        Event::Reading(reading) => Some((reading.clone(), draft.whom.clone()?)),
        _ => None,
    }
}

fn sighting(entry: EntryIndex, at: Timestamp, reading: &Reading, whom: Whom) -> Sighting {
    Sighting {
        entry,
        at,
        consumer: reading.asker.consumer.clone(),
        purpose: reading.purpose.clone(),
        service: reading.service.clone(),
        policies: reading.policies,
        whom,
    }
}

fn accounted(purpose: &Purpose, account: &Account) -> Disclosed {
    let permits = account.released.iter().filter_map(|place| purpose.permits.get(*place));
    Disclosed {
        fields: permits.map(|permit| permit.path.clone()).collect(),
        withheld: account.withheld.iter().copied().collect(),
        unnamed: account.withheld_unnamed,
    }
}

/// Of registers that nobody plays: all that is permitted came out, the rest of the service's fields did not.
fn everything(purpose: &Purpose, service: &Service) -> Disclosed {
    let permitted = |path: &FieldPath| purpose.permits.iter().any(|it| it.path.overlaps(path));
    let others = service.fields.iter().enumerate().filter(|(_, field)| !permitted(&field.path));
    Disclosed {
        fields: purpose.permits.iter().map(|permit| permit.path.clone()).collect(),
        withheld: others.map(|(place, _)| place).collect(),
        unnamed: 0,
    }
}

/// Who reads for a purpose, and how their program proves itself.
fn asker(purpose: &str) -> Result<(Asker, ClientMethod), DemoError> {
    let (client, consumer) =
        reader_for(purpose).ok_or_else(|| failed(format!("nobody reads for {purpose}")))?;
    let asker = Asker {
        consumer: Organisation::parse(consumer).map_err(failed)?,
        supplier: None,
        client: ClientId::parse(client).map_err(failed)?,
        customer: None,
        sub_client: None,
        issuer: None,
    };
    Ok((asker, ClientMethod::default()))
}
