//! A purpose against its service.

use super::{Judge, clash, nearest_field};
use crate::policy::PolicySource;
use crate::policy::error::{Code, did_you_mean, nearest};
use crate::policy::parse::{PlacedPermit, PurposeDraft, ServiceDraft};
use crate::policy::service::{Format, Sensitivity, Service};
use crate::vocab::basis::GdprKind;
use crate::vocab::field::FieldPath;

impl Judge<'_> {
    /// Judges the service, the permits and the forbids of one purpose.
    pub(super) fn purpose(&mut self, source: &PolicySource, draft: &PurposeDraft) {
        let Some(named) = &draft.service else { return };
        let id = named.get_ref().as_str();
        if self.broken.contains(id) {
            return;
        }
        let Some((_, service)) = self.services.get(id).copied() else {
            let mut known: Vec<&str> = self.services.keys().copied().collect();
            known.sort_unstable();
            let help = did_you_mean(id, &known);
            let message = format!("no file describes the service `{id}`");
            self.report(Code::UnknownService, source, &named.span(), message, help);
            return;
        };
        self.permits_are_fields(source, draft, service);
        self.permits_are_apart(source, draft, service);
        self.permits_can_win(source, draft);
        self.forbids_touch_fields(source, draft, service);
        self.rules_know_their_facts(source, draft, &service.service);
        self.whole_or_by_field(source, draft, &service.service);
        self.bases_carry_permits(source, draft, &service.service);
    }

    fn permits_are_fields(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &ServiceDraft,
    ) {
        for PlacedPermit { path: permit, .. } in &draft.permits {
            let path = permit.get_ref();
            if service.service.field(path).is_none() {
                let message = format!("`{path}` is not a field of `{}`", service.service.id);
                let help = nearest_field(&service.service, path);
                self.report(Code::NotAField, source, &permit.span(), message, help);
            }
        }
    }

    /// Two permits of one field could give it two forms.
    fn permits_are_apart(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &ServiceDraft,
    ) {
        for (place, PlacedPermit { path: permit, .. }) in draft.permits.iter().enumerate() {
            let path = permit.get_ref();
            let mut earlier = draft.permits.iter().take(place).map(|other| other.path.get_ref());
            if let Some(other) = earlier.find(|other| clash(service.service.format, other, path)) {
                let message = format!("`{path}` overlaps with the permit of `{other}`");
                self.report(Code::PermitsOverlap, source, &permit.span(), message, None);
            }
        }
    }

    /// A permit inside a forbid without a condition never has an effect.
    fn permits_can_win(&mut self, source: &PolicySource, draft: &PurposeDraft) {
        for PlacedPermit { path: permit, .. } in &draft.permits {
            let path = permit.get_ref();
            let always = draft.forbids.iter().filter(|forbid| forbid.fact.is_none());
            let mut always = always.filter_map(|forbid| forbid.path.as_ref());
            if let Some(forbid) = always.find(|forbid| forbid.get_ref().covers(path)) {
                let forbidden = forbid.get_ref();
                let message =
                    format!("`{path}` is permitted, but this purpose forbids `{forbidden}`");
                let help = "a forbid wins: remove the permit or the forbid".to_owned();
                self.report(Code::PermitForbidden, source, &permit.span(), message, Some(help));
            }
        }
    }

    /// A misspelt forbid would protect nothing.
    fn forbids_touch_fields(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &ServiceDraft,
    ) {
        for forbid in draft.forbids.iter().filter_map(|forbid| forbid.path.as_ref()) {
            let path = forbid.get_ref();
            if !service.service.fields.iter().any(|field| field.path.overlaps(path)) {
                let message = format!("`{path}` touches no field of `{}`", service.service.id);
                let help = nearest_part(service, path);
                self.report(Code::ForbidNothing, source, &forbid.span(), message, help);
            }
        }
    }

    fn rules_know_their_facts(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &Service,
    ) {
        let permits = draft.permits.iter().filter_map(|permit| permit.fact.as_ref());
        let forbids = draft.forbids.iter().filter_map(|forbid| forbid.fact.as_ref());
        for fact in permits.chain(forbids) {
            let id = fact.get_ref();
            if service.fact(id).is_none() {
                let known: Vec<&str> = service.facts.iter().map(|fact| fact.id.as_str()).collect();
                let message = format!("`{}` has no fact `{id}`", service.id);
                let help = did_you_mean(id, &known);
                self.report(Code::UnknownFact, source, &fact.span(), message, help);
            }
        }
    }

    /// A document whose fields cannot be told apart comes out whole or not at all; one with fields
    /// never comes out whole.
    fn whole_or_by_field(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &Service,
    ) {
        let (Some(purpose), Some(named)) = (&draft.purpose, &draft.service) else { return };
        let message = match (service.format == Format::Opaque, purpose.whole.is_some()) {
            (true, false) => {
                "this service's documents have no fields: `[whole]` says which come out"
            }
            (false, true) => "this service's documents have fields: permit those, not the whole",
            (true, true) if !(purpose.permits.is_empty() && purpose.forbids.is_empty()) => {
                "this service's documents have no fields to permit or forbid"
            }
            _ => return,
        };
        self.report(Code::WholeAtOdds, source, &named.span(), message.to_owned(), None);
    }

    /// A special category needs an exception of article 9(2), convictions need article 10; a predicate
    /// about them is about them.
    fn bases_carry_permits(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &Service,
    ) {
        let Some(purpose) = &draft.purpose else { return };
        for PlacedPermit { path, .. } in &draft.permits {
            let sensitivity = service.field(path.get_ref()).map(|field| field.sensitivity);
            let (wanted, basis) = match sensitivity {
                Some(Sensitivity::SpecialCategory) => (GdprKind::SpecialCategory, "article 9(2)"),
                Some(Sensitivity::Convictions) => (GdprKind::Convictions, "article 10"),
                _ => continue,
            };
            if !purpose.bases().any(|one| one.gdpr.kind() == wanted) {
                let message = format!("`{}` needs a basis in {basis} too", path.get_ref());
                let help = "write `basis` as a list, and cite what lifts the ban".to_owned();
                self.report(Code::BasisIncomplete, source, &path.span(), message, Some(help));
            }
        }
    }
}

/// Advice on a forbid: the nearest field or part of the document.
fn nearest_part(service: &ServiceDraft, path: &FieldPath) -> Option<String> {
    let mut known: Vec<String> = Vec::new();
    for field in &service.service.fields {
        let text = field.path.to_string();
        let parts = text.match_indices(['.', '[']).filter_map(|(end, _)| text.get(..end));
        known.extend(parts.map(str::to_owned));
        known.push(text);
    }
    let name = nearest(&path.to_string(), known.iter().map(String::as_str))?;
    Some(format!("did you mean `{name}`?"))
}
