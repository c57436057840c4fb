//! What became of each field of a service in one record, and why.

use crate::policy::{Condition, Field, Forbidden, Permitted, Purpose, Service};
use crate::redact::Account;
use crate::vocab::field::FieldPath;
use crate::vocab::translated::Language;

/// What became of one field.
#[derive(Debug)]
pub struct Fate<'s> {
    /// The field.
    pub field: &'s Field,
    /// The permits by which it came out, wholly or in part.
    pub released: Vec<&'s Permitted>,
    /// Why something of it was withheld; empty when nothing was.
    pub withheld: Vec<Reason<'s>>,
}

/// Why something was withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'s> {
    /// The purpose permits nothing of it.
    NoPermit,
    /// A forbid, and the fact that it depends on; always, when none.
    Forbidden(Option<&'s Condition>),
    /// The permit's own condition is not met.
    NotMet(&'s Condition),
    /// The permit's form does not fit the value.
    Unfit(&'s Permitted),
    /// The caller asked for less.
    Narrowed,
    /// It stands in a version that is not current.
    NotCurrent,
    /// It is not the scalar value that the policy describes.
    NotAsDescribed,
}

impl Reason<'_> {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPermit => "no-permit",
            Self::Forbidden(_) => "forbidden",
            Self::NotMet(_) => "condition-not-met",
            Self::Unfit(_) => "unfit",
            Self::Narrowed => "narrowed",
            Self::NotCurrent => "not-current",
            Self::NotAsDescribed => "not-as-described",
        }
    }

    /// The reason in words: the end of a sentence that begins with "withheld".
    #[must_use]
    pub fn in_words(&self, service: &Service, language: Language) -> String {
        let bokmaal = language == Language::Bokmaal;
        let say = |nb: &str, en: &str| if bokmaal { nb.to_owned() } else { en.to_owned() };
        let fact = |condition: &Condition| {
            let fact = service.fact(&condition.fact);
            fact.map_or("", |fact| fact.name.in_language(language)).to_owned()
        };
        match self {
            Self::NoPermit => {
                say("formålet gir ikke tilgang til det", "the purpose does not permit it")
            }
            Self::Forbidden(None) => say("det er alltid forbudt", "it is always forbidden"),
            Self::Forbidden(Some(one)) if one.holds => {
                let before = say("det er forbudt når", "it is forbidden when");
                let after = say("og det ble ikke avkreftet", "and nothing spoke against that");
                format!("{before} {}, {after}", fact(one))
            }
            Self::Forbidden(Some(one)) => {
                let before = say("det er forbudt med mindre", "it is forbidden unless");
                let after = say("og det ble ikke bekreftet", "and that was not certain");
                format!("{before} {}, {after}", fact(one))
            }
            Self::NotMet(one) if one.holds => {
                let before = say("det gis bare når", "it is given only when");
                let after = say("og det ble ikke bekreftet", "and that was not certain");
                format!("{before} {}, {after}", fact(one))
            }
            Self::NotMet(one) => {
                let before = say("det gis ikke når", "it is not given when");
                let after = say("og det ble ikke avkreftet", "and nothing spoke against that");
                format!("{before} {}, {after}", fact(one))
            }
            Self::Unfit(permit) => {
                let before = say("verdien kan ikke gis", "the value cannot be given");
                format!("{before} {}", permit.form.in_words(language))
            }
            Self::Narrowed => say("det ble ikke bedt om", "it was not asked for"),
            Self::NotCurrent => {
                say("opplysningen gjelder ikke lenger", "it is no longer the current version")
            }
            Self::NotAsDescribed => {
                say("verdien er ikke som beskrevet", "the value is not as it is described")
            }
        }
    }
}

/// What became of every field of which something stood in the record, in the order of the service's
/// file. `fields` is what the caller narrowed to.
#[must_use]
pub fn fates<'s>(
    purpose: &'s Purpose,
    service: &'s Service,
    account: &Account,
    fields: Option<&[FieldPath]>,
) -> Vec<Fate<'s>> {
    let all = service.fields.iter().enumerate().map(|(place, field)| {
        let permits = purpose.permits.iter().enumerate();
        let permits: Vec<(usize, &Permitted)> =
            permits.filter(|(_, permit)| field.path.covers(&permit.path)).collect();
        let came = |(at, permit): &(usize, &'s Permitted)| {
            account.released.contains(at).then_some(*permit)
        };
        let released = permits.iter().filter_map(came).collect();
        let withheld = if account.withheld.contains(&place) {
            let why = Why { purpose, service, account, fields };
            why.reasons(field, &permits)
        } else {
            Vec::new()
        };
        Fate { field, released, withheld }
    });
    all.filter(|fate| !(fate.released.is_empty() && fate.withheld.is_empty())).collect()
}

struct Why<'a, 's> {
    purpose: &'s Purpose,
    service: &'s Service,
    account: &'a Account,
    fields: Option<&'a [FieldPath]>,
}

impl<'s> Why<'_, 's> {
    /// Everything that speaks against the field; what may only be so counts when nothing else does.
    fn reasons(&self, field: &'s Field, permits: &[(usize, &'s Permitted)]) -> Vec<Reason<'s>> {
        let forbids = self.purpose.forbids.iter().filter(|forbid| self.speaks_of(forbid, field));
        let (mut certain, mut possible) = (Vec::new(), Vec::new());
        for forbid in forbids {
            let reason = Reason::Forbidden(forbid.condition.as_ref());
            match forbid.condition.as_ref().map(|it| (self.is_told(it), it.holds)) {
                None | Some((true, true) | (false, false)) => certain.push(reason),
                Some((true, false)) => possible.push(reason),
                Some((false, true)) => {}
            }
        }
        if permits.is_empty() {
            certain.push(Reason::NoPermit);
        }
        for (place, permit) in permits {
            if let Some(condition) = &permit.condition {
                match (self.is_told(condition), condition.holds) {
                    (false, true) | (true, false) => certain.push(Reason::NotMet(condition)),
                    (true, true) => possible.push(Reason::NotMet(condition)),
                    (false, false) => {}
                }
            }
            if self.account.unfit.contains(place) {
                certain.push(Reason::Unfit(permit));
            }
            if self.fields.is_some_and(|fields| !fields.iter().any(|one| one.covers(&permit.path)))
            {
                certain.push(Reason::Narrowed);
            }
            let versions = self.service.versions.iter();
            if !permit.history && { versions }.any(|one| one.list.covers(&permit.path)) {
                possible.push(Reason::NotCurrent);
            }
        }
        match (certain.is_empty(), possible.is_empty()) {
            (false, _) => certain,
            (true, false) => possible,
            (true, true) => vec![Reason::NotAsDescribed],
        }
    }

    /// Whether a forbid withholds the field, or something of it that is no field of its own.
    fn speaks_of(&self, forbid: &Forbidden, field: &Field) -> bool {
        let Some(path) = &forbid.path else { return true };
        // In XML an attribute may be a field beside its element's.
        let nearer = |other: &Field| {
            other.path.covers(path) && other.path.steps().len() > field.path.steps().len()
        };
        path.covers(&field.path)
            || field.path.covers(path) && !self.service.fields.iter().any(nearer)
    }

    /// Whether the fact held, or the record did not say clearly that it does not: the account names
    /// both alike.
    fn is_told(&self, condition: &Condition) -> bool {
        self.account.facts.contains(&condition.fact)
    }
}
