//! The services and the law on which they may be read, as statements for a catalogue of data: DCAT-AP-NO
//! (`dcat:DataService`), each purpose a rule for disclosure (`cpsv:Rule` that implements an
//! `eli:LegalResource`), its category from the Data Privacy Vocabulary.

mod terms;

use super::reach::{Item, reach};
use super::rule::Purpose;
use super::service::{Format, Service};
use super::set::PolicySet;
use crate::vocab::basis::{GdprKind, LegalBasis};
use crate::vocab::party::Organisation;
use crate::vocab::translated::Translated;
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::collections::{BTreeSet, HashSet};
pub use terms::PREFIXES;
use terms::{cpsv, cpsvno, dcat, dcatap, dct, dpv, eli, foaf, vcard};

/// Where organisations are found in the national catalogue.
const ORGANISATIONS: &str =
    "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/";
/// What personal data is: to be had by who may, not by everybody (EU authority table).
const RESTRICTED: &str = "http://publications.europa.eu/resource/authority/access-right/RESTRICTED";
const FILE_TYPE: &str = "http://publications.europa.eu/resource/authority/file-type/";
const MEDIA_TYPE: &str = "https://www.iana.org/assignments/media-types/";
const GDPR: &str = "https://w3id.org/dpv/legal/eu/gdpr#";

const TITLE: [(&str, &str); 3] = [
    ("Tjenester med personopplysninger", "nb"),
    ("Tenester med personopplysningar", "nn"),
    ("Services with personal data", "en"),
];
const DESCRIPTION: [(&str, &str); 3] = [
    ("Tjenester som kan leses for navngitte formål, med hjemmel i lov.", "nb"),
    ("Tenester som kan lesast for namngjevne føremål, med heimel i lov.", "nn"),
    ("Services that may be read for named purposes, on the basis of law.", "en"),
];

/// Whose catalogue it is and where.
#[derive(Debug, Clone)]
pub struct Catalogue {
    base: String,
    contact: NamedNode,
    publisher: Organisation,
}

/// Something that must be an address is none. Says what, not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an absolute address (IRI)")]
pub struct NotAnAddress(&'static str);

fn node(what: &'static str, text: impl Into<String>) -> Result<NamedNode, NotAnAddress> {
    NamedNode::new(text).map_err(|_| NotAnAddress(what))
}

impl Catalogue {
    /// A catalogue at the gateway's public address `base`; who has questions asks at `contact` (`https:` or
    /// `mailto:`).
    ///
    /// # Errors
    /// When one of them is not such an address.
    pub fn new(
        base: &str,
        contact: Option<&str>,
        publisher: Organisation,
    ) -> Result<Self, NotAnAddress> {
        let base = base.trim_end_matches('/');
        let plain = !base.contains(['?', '#']);
        if !plain || !(base.starts_with("https://") || base.starts_with("http://")) {
            return Err(NotAnAddress("the base"));
        }
        node("the base", base)?;
        let contact = node("the contact", contact.unwrap_or(base))?;
        Ok(Self { base: base.to_owned(), contact, publisher })
    }

    /// All statements, those about one thing together, in a stable order.
    ///
    /// # Errors
    /// When the address of a statute is none.
    pub fn statements(&self, set: &PolicySet) -> Result<Vec<Triple>, NotAnAddress> {
        let mut all = Statements::default();
        let subject = node("the base", format!("{}/catalogue", self.base))?;
        all.add(&subject, rdf::TYPE, dcat::CATALOG.into_owned());
        all.add(&subject, dct::IDENTIFIER, Literal::new_simple_literal(subject.as_str()));
        for (predicate, texts) in [(dct::TITLE, TITLE), (dct::DESCRIPTION, DESCRIPTION)] {
            for (text, language) in texts {
                all.add(&subject, predicate, tagged(text, language));
            }
        }
        let (publisher, contact) = (self.agent(&self.publisher)?, self.contact_point()?);
        all.add(&subject, dct::PUBLISHER, publisher);
        all.add(&subject, dcat::CONTACT_POINT, contact.clone());
        for service in set.services() {
            all.add(&subject, dcat::SERVICE, self.service_node(service)?);
        }
        let contacted = if self.contact.as_str().starts_with("mailto:") {
            vcard::HAS_EMAIL
        } else {
            vcard::HAS_URL
        };
        all.add(&contact, rdf::TYPE, vcard::ORGANIZATION.into_owned());
        all.add(&contact, contacted, self.contact.clone());
        let providers = set.services().iter().map(|service| &service.provider);
        let agents: BTreeSet<&Organisation> = providers.chain([&self.publisher]).collect();
        for organisation in agents {
            let agent = self.agent(organisation)?;
            all.add(&agent, rdf::TYPE, foaf::AGENT.into_owned());
            let number = Literal::new_simple_literal(organisation.as_str());
            all.add(&agent, dct::IDENTIFIER, number);
        }
        for service in set.services() {
            let over = set.purposes().iter().filter(|purpose| purpose.service == service.id);
            let purposes: Vec<&Purpose> = over.map(AsRef::as_ref).collect();
            self.service(&mut all, service, &purposes)?;
            for purpose in purposes {
                self.rule(&mut all, service, purpose)?;
            }
        }
        Ok(all.triples)
    }

    fn agent(&self, organisation: &Organisation) -> Result<NamedNode, NotAnAddress> {
        node("an organisation", format!("{ORGANISATIONS}{organisation}"))
    }

    fn contact_point(&self) -> Result<NamedNode, NotAnAddress> {
        node("the base", format!("{}/catalogue#contact", self.base))
    }

    fn service_node(&self, service: &Service) -> Result<NamedNode, NotAnAddress> {
        node("a service", format!("{}/catalogue/services/{}", self.base, service.id))
    }

    fn rule_node(&self, purpose: &Purpose) -> Result<NamedNode, NotAnAddress> {
        node("a purpose", format!("{}/catalogue/purposes/{}", self.base, purpose.id))
    }

    fn service(
        &self,
        all: &mut Statements,
        service: &Service,
        purposes: &[&Purpose],
    ) -> Result<(), NotAnAddress> {
        let subject = self.service_node(service)?;
        let at = |path: &str| node("a path", format!("{}{path}", self.base));
        all.add(&subject, rdf::TYPE, dcat::DATA_SERVICE.into_owned());
        all.add(&subject, dct::IDENTIFIER, Literal::new_simple_literal(subject.as_str()));
        all.translated(&subject, dct::TITLE, &service.title);
        for field in &service.fields {
            all.translated(&subject, dcat::KEYWORD, &field.name);
        }
        all.add(&subject, dcat::ENDPOINT_URL, at(&root_of(service))?);
        all.add(&subject, dcat::ENDPOINT_DESCRIPTION, at("/openapi.json")?);
        all.add(&subject, dct::PUBLISHER, self.agent(&service.provider)?);
        all.add(&subject, dcat::CONTACT_POINT, self.contact_point()?);
        all.add(&subject, dct::ACCESS_RIGHTS, node("a right", RESTRICTED)?);
        if let Some((file, media)) = format_of(service.format) {
            all.add(&subject, dct::FORMAT, node("a format", format!("{FILE_TYPE}{file}"))?);
            all.add(&subject, dcat::MEDIA_TYPE, node("a format", format!("{MEDIA_TYPE}{media}"))?);
        }
        let bases = || purposes.iter().flat_map(|purpose| purpose.bases());
        for basis in bases() {
            let law = node("the address of a statute", basis.law.as_str())?;
            all.add(&subject, dcatap::APPLICABLE_LEGISLATION, law);
        }
        for purpose in purposes {
            all.add(&subject, cpsv::FOLLOWS, self.rule_node(purpose)?);
        }
        for basis in bases() {
            let law = node("the address of a statute", basis.law.as_str())?;
            all.add(&law, rdf::TYPE, eli::LEGAL_RESOURCE.into_owned());
        }
        Ok(())
    }

    fn rule(
        &self,
        all: &mut Statements,
        service: &Service,
        purpose: &Purpose,
    ) -> Result<(), NotAnAddress> {
        let subject = self.rule_node(purpose)?;
        let part = |name: &str| node("a purpose", format!("{}#{name}", subject.as_str()));
        all.add(&subject, rdf::TYPE, cpsv::RULE.into_owned());
        all.add(&subject, dct::TYPE, cpsvno::RULE_FOR_DISCLOSURE.into_owned());
        all.add(&subject, dct::IDENTIFIER, Literal::new_simple_literal(subject.as_str()));
        all.translated(&subject, dct::TITLE, &purpose.title);
        let description = match &purpose.description {
            Some(description) => description.clone(),
            None => disclosed(service, purpose),
        };
        all.translated(&subject, dct::DESCRIPTION, &description);
        let category = purpose.category.as_deref().and_then(|it| it.strip_prefix("dpv:"));
        if let Some(term) = category {
            let term = node("the category of a purpose", format!("{}{term}", dpv::NAMESPACE))?;
            all.add(&subject, dpv::HAS_PURPOSE, term);
        }
        for basis in purpose.bases() {
            if let Some(term) = gdpr_term(basis) {
                let term = node("a basis", format!("{GDPR}{term}"))?;
                all.add(&subject, dpv::HAS_LEGAL_BASIS, term);
            }
        }
        let validity = part("validity")?;
        all.add(&subject, dct::TEMPORAL, validity.clone());
        let bases: Vec<&LegalBasis> = purpose.bases().collect();
        for number in 1..=bases.len() {
            all.add(&subject, cpsv::IMPLEMENTS, part(&format!("basis-{number}"))?);
        }
        all.add(&validity, rdf::TYPE, dct::PERIOD_OF_TIME.into_owned());
        let day = |day: String| Literal::new_typed_literal(day, xsd::DATE);
        all.add(&validity, dcat::START_DATE, day(purpose.valid.from.to_string()));
        all.add(&validity, dcat::END_DATE, day(purpose.valid.until.to_string()));
        for (number, basis) in (1..).zip(bases) {
            let resource = part(&format!("basis-{number}"))?;
            all.add(&resource, rdf::TYPE, eli::LEGAL_RESOURCE.into_owned());
            all.add(&resource, dct::TITLE, tagged(&basis.section, "nb"));
            let law = node("the address of a statute", basis.law.as_str())?;
            all.add(&resource, rdfs::SEE_ALSO, law);
        }
        Ok(())
    }
}

/// Statements, each once, in the order in which they came.
#[derive(Default)]
struct Statements {
    triples: Vec<Triple>,
    known: HashSet<Triple>,
}

impl Statements {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        let triple = Triple::new(subject.clone(), predicate.into_owned(), object);
        if self.known.insert(triple.clone()) {
            self.triples.push(triple);
        }
    }

    fn translated(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &Translated) {
        for (text, language) in [(&text.nb, "nb"), (&text.nn, "nn"), (&text.en, "en")] {
            self.add(subject, predicate, tagged(text, language));
        }
    }
}

/// A text in a language; the tags used here are well formed.
fn tagged(text: &str, language: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, language)
}

/// The path that all routes of a service share, in whole segments.
fn root_of(service: &Service) -> String {
    let templates: Vec<String> = service.routes.iter().map(|route| route.template()).collect();
    let segments = |path: &str| -> Vec<String> {
        let plain = path.split('/').take_while(|segment| *segment != "{subject}");
        plain.map(str::to_owned).collect()
    };
    let shared = templates.iter().map(|path| segments(path)).reduce(|one, other| {
        let same = one.into_iter().zip(other).take_while(|(one, other)| one == other);
        same.map(|(segment, _)| segment).collect()
    });
    shared.unwrap_or_default().join("/")
}

/// The EU file type and the media type of a format; none where there is no such type.
const fn format_of(format: Format) -> Option<(&'static str, &'static str)> {
    match format {
        Format::Json => Some(("JSON", "application/json")),
        Format::Xml => Some(("XML", "application/xml")),
        Format::Csv => Some(("CSV", "text/csv")),
        Format::JsonLines | Format::Opaque => None,
    }
}

/// The DPV's term for a letter of article 6(1) or 9(2), such as `A6-1-e`.
fn gdpr_term(basis: &LegalBasis) -> Option<String> {
    let term = basis.gdpr.as_str().replace('(', "-").replace(')', "");
    (basis.gdpr.kind() != GdprKind::Convictions).then(|| format!("A{term}"))
}

/// What a purpose discloses, for a description that nobody wrote: the names of the fields.
fn disclosed(service: &Service, purpose: &Purpose) -> Translated {
    let reached = reach(purpose);
    let names = |name: fn(&Translated) -> &str| -> String {
        let named = reached.iter().map(|one| match &one.item {
            Item::Field(path) => service.field(path).map_or("", |field| name(&field.name)),
            Item::Type(_) | Item::Digest(_) => name(&service.title),
        });
        let mut named: Vec<&str> = named.collect();
        named.dedup();
        named.join(", ")
    };
    Translated {
        nb: format!("Utlevering av {}", names(|text| &text.nb)),
        nn: format!("Utlevering av {}", names(|text| &text.nn)),
        se: None,
        en: format!("Disclosure of {}", names(|text| &text.en)),
    }
}
