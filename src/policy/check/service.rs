//! The parts of a service file against its fields.

use super::{Judge, nearest_field};
use crate::policy::PolicySource;
use crate::policy::error::{Code, did_you_mean};
use crate::policy::parameter::Allowed;
use crate::policy::parse::ServiceDraft;
use crate::policy::service::Format;
use crate::vocab::field::{FieldPath, Step};
use std::ops::Range;

impl Judge<'_> {
    /// A fact with a misspelt path would never hold, so its paths must be fields.
    pub(super) fn facts_are_fields(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        for path in &draft.facts {
            if draft.service.field(path.get_ref()).is_none() {
                let message = format!("`{}` is not a field of this service", path.get_ref());
                let help = nearest_field(&draft.service, path.get_ref());
                self.report(Code::FactOutsideFields, source, &path.span(), message, help);
            }
        }
    }

    /// A misspelt part would bring nothing, and a misspelt list would have no versions.
    pub(super) fn parts_touch_fields(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        for path in &draft.parts {
            let fields = &draft.service.fields;
            if !fields.iter().any(|field| field.path.overlaps(path.get_ref())) {
                let message = format!("`{}` touches no field of this service", path.get_ref());
                let help = nearest_field(&draft.service, path.get_ref());
                self.report(Code::PartOutsideFields, source, &path.span(), message, help);
            }
        }
    }

    /// What the gateway asks a provider for must be known to bring something.
    pub(super) fn select_is_described(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        let known: Vec<&str> = draft.service.parts.iter().map(|part| part.name.as_str()).collect();
        for (route, span) in draft.service.routes.iter().zip(&draft.routes) {
            let selecting = |name: &str| Some(name) == route.select();
            let parameters = route.parameters().iter();
            let values = parameters.filter(|one| selecting(&one.name)).flat_map(|one| {
                let Allowed::Values(values) = &one.allowed else { return [].iter() };
                values.iter()
            });
            for value in values.filter(|value| !known.contains(&value.as_str())) {
                let message = format!("`[parts]` does not say what `{value}` brings");
                let help = did_you_mean(value, &known);
                self.report(Code::UnknownPart, source, span, message, help);
            }
        }
    }

    /// A provider that is asked for parts sends no others: what no part brings is never seen, and a
    /// fact or a version that is read from it would be as it is when absent, whatever is true.
    pub(super) fn rules_are_brought(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        let service = &draft.service;
        if service.routes.iter().all(|route| route.select().is_none()) {
            return;
        }
        let brought = |path: &FieldPath| {
            let mut brings = service.parts.iter().flat_map(|part| &part.brings);
            brings.any(|one| one.overlaps(path))
        };
        let facts = draft.facts.iter().map(|path| (path.get_ref(), path.span()));
        let current = service.versions.iter().filter_map(|versions| {
            let list = draft.parts.iter().find(|path| *path.get_ref() == versions.list)?;
            Some((&versions.current, list.span()))
        });
        for (path, span) in facts.chain(current).filter(|(path, _)| !brought(path)) {
            let message = format!("none of the `[parts]` brings `{path}`");
            let help = Some("name it under a part, or do not `select`".to_owned());
            self.report(Code::NeverBrought, source, &span, message, help);
        }
    }

    /// In XML a name without its namespace could be anybody's.
    pub(super) fn prefixes_are_declared(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        let service = &draft.service;
        if service.format != Format::Xml {
            return;
        }
        let fields = service.fields.iter().map(|field| &field.path).zip(&draft.fields);
        let shapes = service.routes.iter().zip(&draft.routes).flat_map(|(route, span)| {
            let shape = route.shape();
            let paths = [&shape.records, &shape.record_subject, &shape.document];
            paths.into_iter().flatten().chain(&shape.keeps).map(move |path| (path, span))
        });
        let facts = draft.facts.iter().chain(&draft.parts);
        let facts: Vec<(&FieldPath, Range<usize>)> =
            facts.map(|path| (path.get_ref(), path.span())).collect();
        let facts = facts.iter().map(|(path, span)| (*path, span));
        let declared: Vec<&str> =
            service.namespaces.iter().map(|(prefix, _)| prefix.as_str()).collect();
        for (path, span) in fields.chain(shapes).chain(facts) {
            // `xml` needs no declaration (Namespaces in XML 1.0, section 3).
            let unknown = |prefix: &&str| *prefix != "xml" && !declared.contains(prefix);
            if let Some(prefix) = prefixes(path).find(unknown) {
                let message = format!("`[namespaces]` does not declare the prefix `{prefix}`");
                let help = did_you_mean(prefix, &declared);
                self.report(Code::NamespaceUnknown, source, span, message, help);
            }
        }
    }
}

/// The prefixes of a path's names.
fn prefixes(path: &FieldPath) -> impl Iterator<Item = &str> {
    path.steps().iter().filter_map(|step| match step {
        Step::Member(name) => {
            name.trim_start_matches('@').split_once(':').map(|(prefix, _)| prefix)
        }
        Step::Each => None,
    })
}
