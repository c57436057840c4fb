//! What else changes: the conditions of asking, and what a service is.

use super::{Of, Side, TermChange, Way};
use crate::policy::requires::{CasePattern, Ceiling, Counted, Hours};
use crate::policy::rule::{Purpose, Validity};
use crate::policy::service::{Fact, Service};
use crate::policy::set::PolicySet;
use crate::vocab::basis::{PurposeId, ServiceId};
use std::collections::BTreeSet;

/// Where changes of one purpose or service are written.
struct Terms<'o> {
    of: Of,
    out: &'o mut Vec<TermChange>,
}

impl Terms<'_> {
    /// Notes a change between two things, each as text, when there is one; `within` says whether the
    /// first permits at most what the second does.
    fn compare<T: PartialEq>(
        &mut self,
        term: &str,
        (old, new): (&T, &T),
        said: impl Fn(&T) -> Option<String>,
        within: impl Fn(&T, &T) -> bool,
    ) {
        if old != new {
            let way = Way::between(within(new, old), within(old, new));
            self.change(term, (said(old), said(new)), way);
        }
    }

    fn change(&mut self, term: &str, (from, to): (Option<String>, Option<String>), way: Way) {
        self.out.push(TermChange { of: self.of.clone(), term: term.to_owned(), from, to, way });
    }

    /// Something that must be there, or not.
    fn demand(&mut self, term: &str, (old, new): (bool, bool)) {
        let said = |demanded: &bool| demanded.then(|| "required".to_owned());
        self.compare(term, (&old, &new), said, |one, other| *one || !*other);
    }

    /// Something that permits nothing.
    fn remark(&mut self, term: &str, (old, new): (Option<String>, Option<String>)) {
        self.compare(term, (&old, &new), Clone::clone, |_, _| true);
    }

    /// Something of which nobody can say what it permits.
    fn other(&mut self, term: &str, (old, new): (&str, &str)) {
        self.compare(term, (&old, &new), |text| Some((*text).to_owned()), |_, _| false);
    }
}

/// What changes of a purpose, beside its fields.
pub(super) fn purpose(
    id: &PurposeId,
    sides: (Option<&Side<'_>>, Option<&Side<'_>>),
    out: &mut Vec<TermChange>,
) {
    let mut terms = Terms { of: Of::Purpose(id.clone()), out };
    let title = |side: &Side<'_>| Some(side.purpose.title.nb.clone());
    match sides {
        (Some(old), Some(new)) => {
            let (old, new) = (old.purpose, new.purpose);
            asking(&mut terms, old, new);
            required(&mut terms, old, new);
            measure(&mut terms, old, new);
            promised(&mut terms, old, new);
        }
        (Some(old), None) => terms.change("purpose", (title(old), None), Way::Loses),
        (None, Some(new)) => terms.change("purpose", (None, title(new)), Way::Gains),
        (None, None) => {}
    }
}

fn asking(terms: &mut Terms<'_>, old: &Purpose, new: &Purpose) {
    terms.other("service", (old.service.as_str(), new.service.as_str()));
    terms.other("scope", (old.scope.as_str(), new.scope.as_str()));
    let said = |suppliers: &bool| Some(if *suppliers { "yes" } else { "no" }.to_owned());
    let suppliers = (&old.suppliers, &new.suppliers);
    terms.compare("suppliers", suppliers, said, |one, other| !*one || *other);
    let said = |valid: &Validity| Some(format!("{} to {}", valid.from, valid.until));
    terms.compare("valid", (&old.valid, &new.valid), said, |one, other| {
        one.from >= other.from && one.until <= other.until
    });
}

fn required(terms: &mut Terms<'_>, old: &Purpose, new: &Purpose) {
    let (old, new) = (&old.requires, &new.requires);
    terms.demand("case-reference", (old.case_reference, new.case_reference));
    terms.demand("end-user", (old.end_user, new.end_user));
    terms.demand("token-person", (old.token_person, new.token_person));
    terms.demand("consent", (old.consent, new.consent));
    let listed = |list: &Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    let among = |some: &Vec<String>, all: &Vec<String>| some.iter().all(|one| all.contains(one));
    let covers = (&old.consent_covers, &new.consent_covers);
    terms.compare("consent covers", covers, listed, |one, other| among(other, one));
    let relations = (&old.relations, &new.relations);
    terms.compare("relations", relations, listed, |one, other| {
        other.is_empty() || !one.is_empty() && among(one, other)
    });
    let patterns = (&old.case_pattern, &new.case_pattern);
    let said = |pattern: &Option<CasePattern>| pattern.as_ref().map(|it| it.as_str().to_owned());
    terms.compare("case-pattern", patterns, said, |one, other| other.is_none() || one == other);
    let said = |hours: &Option<Hours>| hours.map(|hours| hours.to_string());
    terms.compare("hours", (&old.hours, &new.hours), said, |one, other| match (one, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(other)) => {
            let open = one.days.iter().zip(other.days).all(|(one, other)| !*one || other);
            open && one.from >= other.from && one.until <= other.until
        }
    });
}

fn measure(terms: &mut Terms<'_>, old: &Purpose, new: &Purpose) {
    let most = |limit: &Option<Ceiling>| limit.and_then(|it| it.hard).unwrap_or(u64::MAX);
    let said = |limit: &Option<Ceiling>| {
        let limit = (*limit)?;
        let hard = limit.hard.map(|hard| format!("at most {hard}"));
        let soft = limit.soft.map(|soft| format!("warning above {soft}"));
        Some(hard.into_iter().chain(soft).collect::<Vec<_>>().join(", "))
    };
    for counted in Counted::ALL {
        let limits = (&old.limits.of(counted), &new.limits.of(counted));
        terms.compare(counted.as_str(), limits, said, |one, other| most(one) <= most(other));
    }
}

/// What the consumer answers for, and the law: nobody reads more or less for it.
fn promised(terms: &mut Terms<'_>, old: &Purpose, new: &Purpose) {
    let bases = |purpose: &Purpose| {
        let bases = purpose.bases().map(|it| format!("{} {} {}", it.gdpr, it.law, it.section));
        Some(bases.collect::<Vec<_>>().join("; "))
    };
    terms.remark("basis", (bases(old), bases(new)));
    let controller = |purpose: &Purpose| purpose.controller.as_ref().map(ToString::to_string);
    terms.remark("controller", (controller(old), controller(new)));
    let retention = |purpose: &Purpose| purpose.retention.as_ref().map(|it| it.as_str().to_owned());
    terms.remark("retention", (retention(old), retention(new)));
    let logged =
        |purpose: &Purpose| purpose.log_retention.as_ref().map(|it| it.as_str().to_owned());
    terms.remark("log-retention", (logged(old), logged(new)));
    let delay = |purpose: &Purpose| {
        let delay = purpose.delay.as_ref()?;
        Some(format!("{} days {} {}", delay.days, delay.basis.law, delay.basis.section))
    };
    terms.remark("delay", (delay(old), delay(new)));
    let hidden = |purpose: &Purpose| purpose.hidden_from_relatives.then(|| "relatives".to_owned());
    terms.remark("hidden-from", (hidden(old), hidden(new)));
    let reservation = |purpose: &Purpose| {
        let statute = purpose.reservation.as_ref()?;
        Some(format!("{} {}", statute.law, statute.section))
    };
    terms.remark("reservation", (reservation(old), reservation(new)));
    terms.remark("assessment", (old.assessment.clone(), new.assessment.clone()));
}

/// What changes of services.
pub(super) fn services(old: &PolicySet, new: &PolicySet, out: &mut Vec<TermChange>) {
    let all = old.services().iter().chain(new.services());
    let ids: BTreeSet<&ServiceId> = all.map(|service| &service.id).collect();
    for id in ids {
        let mut terms = Terms { of: Of::Service(id.clone()), out: &mut *out };
        let title = |service: &Service| Some(service.title.nb.clone());
        match (old.service(id), new.service(id)) {
            (Some(old), Some(new)) => service(&mut terms, old, new),
            (Some(old), None) => terms.change("service", (title(old), None), Way::Neither),
            (None, Some(new)) => terms.change("service", (None, title(new)), Way::Neither),
            (None, None) => {}
        }
    }
}

fn service(terms: &mut Terms<'_>, old: &Service, new: &Service) {
    terms.other("provider", (old.provider.as_str(), new.provider.as_str()));
    terms.other("upstream", (&old.upstream, &new.upstream));
    terms.other("format", (old.format.as_str(), new.format.as_str()));
    let named = |service: &Service| -> Vec<(String, _)> {
        let routes = service.routes.iter();
        routes.map(|route| (format!("route {route}"), route.clone())).collect()
    };
    each(terms, named(old), named(new), (Way::Gains, Way::Loses));
    let named = |service: &Service| -> Vec<(String, _)> {
        let versions = service.versions.iter();
        versions.map(|one| (format!("versions of {}", one.list), one.clone())).collect()
    };
    each(terms, named(old), named(new), (Way::Loses, Way::Gains));
    let named = |service: &Service| -> Vec<(String, _)> {
        let told = |fact: &Fact| (fact.paths.clone(), fact.test.clone(), fact.when_absent);
        service.facts.iter().map(|fact| (format!("fact {}", fact.id), told(fact))).collect()
    };
    each(terms, named(old), named(new), (Way::Neither, Way::Neither));
    let classes = |service: &Service| {
        let fields = service.fields.iter();
        fields.map(|field| (field.path.clone(), field.sensitivity)).collect::<Vec<_>>()
    };
    for (path, was) in classes(old) {
        if let Some((_, is)) = classes(new).into_iter().find(|(other, _)| *other == path) {
            let said = (Some(was.as_str().to_owned()), Some(is.as_str().to_owned()));
            terms.remark(&format!("sensitivity of {path}"), said);
        }
    }
}

/// Notes what is new (the first way), gone (the second) or otherwise than before.
fn each<T: PartialEq>(
    terms: &mut Terms<'_>,
    old: Vec<(String, T)>,
    new: Vec<(String, T)>,
    (comes, goes): (Way, Way),
) {
    let there = || Some("there".to_owned());
    for (name, was) in &old {
        match new.iter().find(|(other, _)| other == name) {
            None => terms.change(name, (there(), None), goes),
            Some((_, is)) if is != was => {
                terms.change(name, (there(), Some("changed".to_owned())), Way::Both);
            }
            Some(_) => {}
        }
    }
    for (name, _) in new.iter().filter(|(name, _)| old.iter().all(|(other, _)| other != name)) {
        terms.change(name, (None, there()), comes);
    }
}
