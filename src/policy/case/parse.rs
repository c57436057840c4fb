//! A file of cases.

use super::{Case, Documents, Expected};
use crate::policy::check::nearest_field;
use crate::policy::error::{Code, PolicyError, did_you_mean, nearest};
use crate::policy::page::{Page, Section, Value};
use crate::policy::parse::requires::minute;
use crate::policy::parse::{optional, organisation};
use crate::policy::refused::Refused;
use crate::policy::route::Route;
use crate::policy::rule::Purpose;
use crate::policy::service::Service;
use crate::policy::set::PolicySet;
use crate::policy::{Format, PolicySource};
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use std::path::{Component, Path};
use std::sync::Arc;
use toml::de::DeTable;

const FILE_KEYS: &[&str] = &["tests", "case"];

const KEYS: &[&str] = &[
    "name",
    "consumer",
    "supplier",
    "groups",
    "today",
    "at",
    "case-reference",
    "end-user",
    "relation",
    "token-person",
    "consent",
    "scopes",
    "route",
    "subjects",
    "fields",
    "document",
    "document-file",
    "refused",
    "out",
    "absent",
    "withheld",
];

/// Refusals that come after the policies have said yes.
const LATER_CODES: &[&str] = &["field-not-permitted", "provider-unreadable"];

/// Noon, when a case does not say what time it is.
const NOON: u16 = 12 * 60;

/// Reads one file.
pub(super) fn read(
    source: &PolicySource,
    set: &PolicySet,
    documents: &dyn Documents,
) -> (Vec<Case>, Vec<PolicyError>) {
    let page = Page::new(source);
    let (root, faults) = DeTable::parse_recoverable(&source.text);
    for fault in &faults {
        page.report(Code::NotToml, fault.span().unwrap_or_default(), fault.message(), None);
    }
    let cases = if faults.is_empty() {
        let section = Section::new(&page, root.get_ref(), 0..0, FILE_KEYS);
        Reader::new(&page, &section, set, source, documents)
            .and_then(|reader| {
                section.required("case")?;
                section.tables("case", |value| reader.case(value))
            })
            .unwrap_or_default()
    } else {
        Vec::new()
    };
    (cases, page.into_errors())
}

/// What the cases of one file are read against.
struct Reader<'p> {
    page: &'p Page<'p>,
    source: &'p PolicySource,
    purpose: &'p Purpose,
    service: &'p Arc<Service>,
    documents: &'p dyn Documents,
}

impl<'p> Reader<'p> {
    fn new(
        page: &'p Page<'p>,
        section: &Section<'_>,
        set: &'p PolicySet,
        source: &'p PolicySource,
        documents: &'p dyn Documents,
    ) -> Option<Self> {
        let value = section.required("tests")?;
        let name = page.text(value)?;
        let found = set.purpose_named(name);
        let Some((purpose, service)) = found.and_then(|it| Some((it, set.service(&it.service)?)))
        else {
            let known = set.purposes().iter().map(|purpose| purpose.id.as_str());
            let help = nearest(name, known).map(|name| format!("did you mean `{name}`?"));
            let message = format!("no file describes the purpose `{name}`");
            page.report(Code::UnknownPurpose, value.span(), message, help);
            return None;
        };
        Some(Self { page, source, purpose, service, documents })
    }

    fn case(&self, value: &'p Value<'p>) -> Option<Case> {
        let (page, purpose) = (self.page, self.purpose);
        let section = page.section(value, KEYS)?;
        let text = |key| optional(&section, key, |value| page.text(value).map(str::to_owned));
        let yes = |key| optional(&section, key, |value| page.yes_or_no(value));
        let name = section.text("name");
        let consumer = self.consumer(&section);
        let supplier = optional(&section, "supplier", |value| organisation(page, value));
        let groups = self.words(&section, "groups");
        let today = optional(&section, "today", |value| page.day(value));
        let at = optional(&section, "at", |value| minute(page, value));
        let (case_reference, relation) = (text("case-reference"), text("relation"));
        let (end_user, token_person) = (yes("end-user"), yes("token-person"));
        let consent = self.texts(&section, "consent");
        let scopes = self.scopes(&section);
        let route = self.route(&section);
        let subjects = self.subjects(&section);
        let fields = self.words::<FieldPath>(&section, "fields");
        let document = self.document(&section);
        let expected = self.expected(&section, value);
        let (document, expected) = (document?, expected?);
        if document.is_none() && matches!(expected, Expected::Given { .. }) {
            let message = "what comes out needs a `document` or a `document-file`";
            page.report(Code::CaseAtOdds, value.span(), message, None);
            return None;
        }
        Some(Case {
            file: self.source.name.clone(),
            line: page.line(&value.span()),
            name: name?,
            purpose: purpose.id.clone(),
            service: Arc::clone(self.service),
            consumer: consumer?,
            supplier: supplier?,
            groups: groups?.unwrap_or_default(),
            today: today?.unwrap_or(purpose.valid.from),
            minute: at?.unwrap_or(NOON),
            case_reference: case_reference?,
            end_user: end_user?.unwrap_or(false),
            relation: relation?,
            token_person: token_person?.unwrap_or(false),
            consent: consent?,
            scopes: scopes?,
            route: route?,
            subjects: subjects?,
            fields: fields?,
            document: document.unwrap_or_default(),
            expected,
        })
    }

    fn consumer(&self, section: &Section<'_>) -> Option<Organisation> {
        if let Some(value) = section.optional("consumer") {
            return organisation(self.page, value);
        }
        let first = self.purpose.consumers().first().cloned();
        if first.is_none() {
            let message = "`consumer` is missing, and the purpose names only groups";
            self.page.report(Code::MissingKey, section.span(), message, None);
        }
        first
    }

    fn scopes(&self, section: &Section<'_>) -> Option<Scopes> {
        let Some(value) = section.optional("scopes") else {
            return Scopes::parse(self.purpose.scope.as_str()).ok();
        };
        let read = |one: &Value<'_>| self.page.text(one).map(str::to_owned);
        let texts = self.page.each(&self.page.list(value)?, read)?;
        self.page.malformed(value, Scopes::parse(&texts.join(" ")))
    }

    fn route(&self, section: &Section<'_>) -> Option<Route> {
        let routes = &self.service.routes;
        let Some(value) = section.optional("route") else { return routes.first().cloned() };
        let text = self.page.text(value)?;
        let found = routes.iter().find(|route| route.to_string() == text);
        if found.is_none() {
            let known: Vec<String> = routes.iter().map(Route::to_string).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let message = format!("the service `{}` has no such route", self.service.id);
            let help = did_you_mean(text, &known);
            self.page.report(Code::UnknownRoute, value.span(), message, help);
        }
        found.cloned()
    }

    /// Cases are kept and read by many: nobody's own number belongs there.
    fn subjects(&self, section: &Section<'_>) -> Option<Vec<PersonNumber>> {
        let Some(value) = section.optional("subjects") else { return Some(Vec::new()) };
        let values = self.page.list(value)?;
        self.page.each(&values, |one| {
            let number = PersonNumber::parse(self.page.text(one)?);
            let number = self.page.malformed(one, number)?;
            if !number.is_synthetic() {
                let message = "a case must be about a synthetic person (month + 40 or + 80)";
                self.page.report(Code::Malformed, one.span(), message, None);
                return None;
            }
            Some(number)
        })
    }

    fn texts(&self, section: &Section<'_>, key: &str) -> Option<Option<Vec<String>>> {
        optional(section, key, |value| {
            let values = self.page.list(value)?;
            self.page.each(&values, |one| self.page.text(one).map(str::to_owned))
        })
    }

    fn words<T: std::str::FromStr<Err = crate::vocab::Malformed>>(
        &self,
        section: &Section<'_>,
        key: &str,
    ) -> Option<Option<Vec<T>>> {
        optional(section, key, |value| {
            self.page.each(&self.page.list(value)?, |one| self.page.word(one))
        })
    }

    /// The document; the outer `None` is a fault.
    fn document(&self, section: &Section<'_>) -> Option<Option<Vec<u8>>> {
        let (inline, file) = (section.optional("document"), section.optional("document-file"));
        match (inline, file) {
            (Some(_), Some(other)) => {
                let message = "a case has one document: `document` or `document-file`";
                self.page.report(Code::CaseAtOdds, other.span(), message, None);
                None
            }
            (Some(inline), None) => Some(Some(self.page.text(inline)?.as_bytes().to_vec())),
            (None, Some(file)) => self.opened(file).map(Some),
            (None, None) => Some(None),
        }
    }

    /// A document of its own, named from the folder of the file of cases.
    fn opened(&self, value: &Value<'_>) -> Option<Vec<u8>> {
        let Some(name) = below(&self.source.name, self.page.text(value)?) else {
            let message = "must be a path from the folder of this file, below that of the policies";
            self.page.report(Code::Malformed, value.span(), message, None);
            return None;
        };
        let document = self.documents.open(&name);
        if document.is_none() {
            let message = "there is no such file, or it cannot be read or is too large";
            let help = Some("it is looked for from the folder of this file".to_owned());
            self.page.report(Code::NoDocument, value.span(), message, help);
        }
        document
    }

    fn expected(&self, section: &Section<'p>, case: &Value<'_>) -> Option<Expected> {
        let out = optional(section, "out", |value| self.page.text(value).map(str::to_owned));
        let absent = self.texts(section, "absent");
        let withheld = self.withheld(section);
        let refused = optional(section, "refused", |value| {
            let codes = Refused::CODES.iter().chain(LATER_CODES).map(|code| (*code, *code));
            self.page.choice(value, &codes.collect::<Vec<_>>()).map(str::to_owned)
        });
        let (out, absent, withheld) = (out?, absent?, withheld?);
        let given = out.is_some() || absent.is_some() || withheld.is_some();
        match (refused?, given) {
            (Some(code), false) => Some(Expected::Refused(code)),
            (None, true) => Some(Expected::Given {
                out,
                absent: absent.unwrap_or_default(),
                withheld: withheld.unwrap_or_default(),
            }),
            (Some(_), true) => {
                let message = "either it is `refused`, or something comes out";
                self.page.report(Code::CaseAtOdds, case.span(), message, None);
                None
            }
            (None, false) => {
                let message = "this case expects nothing: `refused`, `out`, `absent` or `withheld`";
                self.page.report(Code::CaseAtOdds, case.span(), message, None);
                None
            }
        }
    }

    /// Fields by their places; the outer `None` is a fault.
    fn withheld(&self, section: &Section<'_>) -> Option<Option<Vec<usize>>> {
        optional(section, "withheld", |value| {
            if self.service.format == Format::Opaque {
                let message = "this service's documents have no fields";
                self.page.report(Code::OutsideFields, value.span(), message, None);
                return None;
            }
            self.page.each(&self.page.list(value)?, |one| {
                let path: FieldPath = self.page.word(one)?;
                let place = self.service.fields.iter().position(|field| field.path == path);
                if place.is_none() {
                    let message = format!("`{path}` is not a field of `{}`", self.service.id);
                    let help = nearest_field(self.service, &path);
                    self.page.report(Code::OutsideFields, one.span(), message, help);
                }
                place
            })
        })
    }
}

/// The name, below the folder of policies, of what a file there calls by a path from its own folder;
/// none when the path leads out of it.
fn below(file: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = file.split('/').collect();
    steps.pop();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(step) => steps.push(step.to_str()?),
            Component::ParentDir => drop(steps.pop()?),
            _ => return None,
        }
    }
    Some(steps.join("/"))
}
