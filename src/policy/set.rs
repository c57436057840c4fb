//! All policies that are in force together: parsed, checked, and laid out to be asked quickly.

use super::PolicySource;
use super::check::check;
use super::error::{PolicyError, place};
use super::parse::{self, Draft};
use super::route::Route;
use super::rule::{Delay, Purpose};
use super::service::Service;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::scope::{Scope, Scopes};
use ring::digest::{Context, SHA256};
use std::collections::HashMap;
use std::sync::Arc;

/// Services and purposes that were checked against each other. Cannot be changed: a new set takes
/// the place of the old one.
#[derive(Debug)]
pub struct PolicySet {
    /// By name.
    files: Vec<PolicySource>,
    digest: String,
    /// By id.
    purposes: Vec<Arc<Purpose>>,
    by_id: HashMap<PurposeIdText, Arc<Purpose>>,
    shelves: HashMap<ServiceId, Shelf>,
    /// By id.
    services: Vec<Arc<Service>>,
}

/// The text of a purpose's id: what a caller states is looked up without being parsed.
type PurposeIdText = Box<str>;

/// One service and the purposes over it.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) service: Arc<Service>,
    pub(super) by_scope: HashMap<Scope, Vec<Arc<Purpose>>>,
}

/// The route that a path asks for.
#[derive(Debug, Clone, Copy)]
pub struct Matched<'s, 'p> {
    /// The service.
    pub service: &'s Arc<Service>,
    /// Its route.
    pub route: &'s Route,
    /// The segment of the path where the person's number stands, not checked to be one; empty when it
    /// stands elsewhere.
    pub segment: &'p str,
}

impl PolicySet {
    /// Parses and checks all files.
    ///
    /// # Errors
    /// Gives every fault of every file, in the order of the files' names and of the lines.
    pub fn parse(files: &[PolicySource]) -> Result<Self, Vec<PolicyError>> {
        let mut files = files.to_vec();
        files.sort_by(|one, other| (&one.name, &one.text).cmp(&(&other.name, &other.text)));
        let mut errors = Vec::new();
        let mut drafts = Vec::new();
        for source in &files {
            let (draft, faults) = parse::read(source);
            errors.extend(faults);
            drafts.push((source, draft));
        }
        errors.extend(check(&drafts));
        if !errors.is_empty() {
            errors.sort_by(|one, other| place(one).cmp(&place(other)));
            return Err(errors);
        }
        let drafts: Vec<Draft> = drafts.into_iter().map(|(_, draft)| draft).collect();
        Ok(Self::lay_out(files, drafts))
    }

    fn lay_out(files: Vec<PolicySource>, drafts: Vec<Draft>) -> Self {
        let mut services = Vec::new();
        let mut purposes = Vec::new();
        for draft in drafts {
            match draft {
                Draft::Service(draft) => services.push(Arc::new(draft.service)),
                Draft::Purpose(draft) => purposes.extend(draft.purpose.map(Arc::new)),
                Draft::Broken(_) => {}
            }
        }
        services.sort_by(|one, other| one.id.cmp(&other.id));
        purposes.sort_by(|one, other| one.id.cmp(&other.id));
        let mut shelves: HashMap<ServiceId, Shelf> = services
            .iter()
            .map(|service| {
                let shelf = Shelf { service: Arc::clone(service), by_scope: HashMap::new() };
                (service.id.clone(), shelf)
            })
            .collect();
        let mut by_id = HashMap::new();
        for purpose in &purposes {
            by_id.insert(purpose.id.as_str().into(), Arc::clone(purpose));
            if let Some(shelf) = shelves.get_mut(&purpose.service) {
                let of_scope = shelf.by_scope.entry(purpose.scope.clone()).or_default();
                of_scope.push(Arc::clone(purpose));
            }
        }
        Self { digest: Self::digest_of(&files), files, purposes, by_id, shelves, services }
    }

    /// The hex SHA-256 of all files: the length (8 bytes, big endian) and the bytes of each name
    /// and text, in the order of the names. It names the set in the ledger.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The digest that these files would have as a set, in the order of their names. For sets of
    /// former times, which the language of today may no longer read.
    #[must_use]
    pub fn digest_of(files: &[PolicySource]) -> String {
        let mut context = Context::new(&SHA256);
        for part in files.iter().flat_map(|file| [&file.name, &file.text]) {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part.as_bytes());
        }
        context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The files, by name.
    #[must_use]
    pub fn files(&self) -> &[PolicySource] {
        &self.files
    }

    /// The service of this name.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Arc<Service>> {
        self.shelf(id).map(|shelf| &shelf.service)
    }

    /// Every service, by name.
    #[must_use]
    pub fn services(&self) -> &[Arc<Service>] {
        &self.services
    }

    /// The purpose of this name.
    #[must_use]
    pub fn purpose(&self, id: &PurposeId) -> Option<&Arc<Purpose>> {
        self.purpose_named(id.as_str())
    }

    /// The delay that whoever asked must be taken to have asked under: the purpose's, or, while that is
    /// not known, the longest of those that these scopes are for.
    #[must_use]
    pub fn delay(&self, purpose: Option<&PurposeId>, scopes: &Scopes) -> Option<&Delay> {
        if let Some(known) = purpose.and_then(|id| self.purpose(id)) {
            return known.delay.as_ref();
        }
        let open = self.purposes.iter().filter(|purpose| scopes.contains(&purpose.scope));
        open.filter_map(|purpose| purpose.delay.as_ref()).max_by_key(|delay| delay.days)
    }

    /// Every purpose, by name.
    #[must_use]
    pub fn purposes(&self) -> &[Arc<Purpose>] {
        &self.purposes
    }

    /// The service and route that a method and a path (without query) ask for. At most one route
    /// answers a path: that is checked when the set is parsed.
    #[must_use]
    pub fn route<'s, 'p>(&'s self, method: &str, path: &'p str) -> Option<Matched<'s, 'p>> {
        self.services.iter().find_map(|service| {
            service.routes.iter().filter(|route| route.method().as_str() == method).find_map(
                |route| route.segment_in(path).map(|segment| Matched { service, route, segment }),
            )
        })
    }

    /// The purpose of this name, if it is one.
    #[must_use]
    pub fn purpose_named(&self, text: &str) -> Option<&Arc<Purpose>> {
        self.by_id.get(text)
    }

    pub(super) fn shelf(&self, id: &ServiceId) -> Option<&Shelf> {
        self.shelves.get(id)
    }
}
