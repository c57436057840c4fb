//! A purpose against its service.

use super::{Judge, nearest_field, overlap};
use crate::policy::PolicySource;
use crate::policy::error::{Code, did_you_mean, nearest};
use crate::policy::parse::{PurposeDraft, ServiceDraft};
use crate::policy::service::Service;
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
        self.permits_are_apart(source, draft);
        self.permits_can_win(source, draft);
        self.forbids_touch_fields(source, draft, service);
        self.forbids_know_their_facts(source, draft, &service.service);
    }

    fn permits_are_fields(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &ServiceDraft,
    ) {
        for permit in &draft.permits {
            let path = permit.get_ref();
            if service.service.field(path).is_none() {
                let message = format!("`{path}` is not a field of `{}`", service.service.id);
                let help = nearest_field(service, path);
                self.report(Code::NotAField, source, &permit.span(), message, help);
            }
        }
    }

    /// Two permits of one field could give it two forms.
    fn permits_are_apart(&mut self, source: &PolicySource, draft: &PurposeDraft) {
        for (place, permit) in draft.permits.iter().enumerate() {
            let path = permit.get_ref();
            let mut earlier = draft.permits.iter().take(place).map(|other| other.get_ref());
            if let Some(other) = earlier.find(|other| overlap(other, path)) {
                let message = format!("`{path}` overlaps with the permit of `{other}`");
                self.report(Code::PermitsOverlap, source, &permit.span(), message, None);
            }
        }
    }

    /// A permit inside a forbid without a condition never has an effect.
    fn permits_can_win(&mut self, source: &PolicySource, draft: &PurposeDraft) {
        for permit in &draft.permits {
            let path = permit.get_ref();
            let mut always = draft.forbids.iter().filter(|forbid| forbid.when.is_none());
            if let Some(forbid) = always.find(|forbid| forbid.path.get_ref().covers(path)) {
                let forbidden = forbid.path.get_ref();
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
        for forbid in &draft.forbids {
            let path = forbid.path.get_ref();
            if !service.service.fields.iter().any(|field| overlap(&field.path, path)) {
                let message = format!("`{path}` touches no field of `{}`", service.service.id);
                let help = nearest_part(service, path);
                self.report(Code::ForbidNothing, source, &forbid.path.span(), message, help);
            }
        }
    }

    fn forbids_know_their_facts(
        &mut self,
        source: &PolicySource,
        draft: &PurposeDraft,
        service: &Service,
    ) {
        for fact in draft.forbids.iter().filter_map(|forbid| forbid.when.as_ref()) {
            let id = fact.get_ref();
            if service.fact(id).is_none() {
                let known: Vec<&str> = service.facts.iter().map(|fact| fact.id.as_str()).collect();
                let message = format!("`{}` has no fact `{id}`", service.id);
                let help = did_you_mean(id, &known);
                self.report(Code::UnknownFact, source, &fact.span(), message, help);
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
