//! Cases beside the policies: an ask, a document, and what must or must not come of it.
//!
//! They stand in files `*.test.toml` and are no policies themselves. Here they are read against the set
//! that they are about; `gateway::trial` tries them.

use super::PolicySource;
use super::ask::Ask;
use super::error::{PolicyError, place};
use super::route::Route;
use super::rule::Membership;
use super::service::Service;
use super::set::PolicySet;
use crate::vocab::basis::PurposeId;
use crate::vocab::field::FieldPath;
use crate::vocab::party::{GroupId, Organisation};
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use std::sync::Arc;

mod parse;

/// One case, with all that it leaves out filled in from the policies.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Case {
    /// The file, as errors show it.
    pub file: String,
    /// The line of the case, from 1.
    pub line: usize,
    /// What it shows, in a sentence.
    pub name: String,
    /// The purpose that it tests.
    pub purpose: PurposeId,
    /// The service of the purpose.
    pub service: Arc<Service>,
    /// Who asks.
    pub consumer: Organisation,
    /// Who asks on the consumer's behalf.
    pub supplier: Option<Organisation>,
    /// The groups that the consumer is a member of.
    pub groups: Vec<GroupId>,
    /// The day in Norway.
    pub today: Day,
    /// The minute of that day.
    pub minute: u16,
    /// The consumer's case.
    pub case_reference: Option<String>,
    /// Whether the case worker is named.
    pub end_user: bool,
    /// How the person stands to the case, as the caller says.
    pub relation: Option<String>,
    /// Whether the token is bound to the person.
    pub token_person: bool,
    /// What the person's consent covers; none without a consent.
    pub consent: Option<Vec<String>>,
    /// The scopes of the token.
    pub scopes: Scopes,
    /// How the service is asked.
    pub route: Route,
    /// Whom is asked about.
    pub subjects: Vec<PersonNumber>,
    /// What the caller narrows to; none: all that is permitted.
    pub fields: Option<Vec<FieldPath>>,
    /// What the provider answers; there when something is to come out.
    pub document: Vec<u8>,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// It is refused, with this code.
    Refused(String),
    /// Something comes out.
    Given {
        /// What comes out, white space aside; anything, when none.
        out: Option<String>,
        /// Texts that stand nowhere in it.
        absent: Vec<String>,
        /// Fields of the service, by their places, of which something was withheld.
        withheld: Vec<usize>,
    },
}

/// The documents that cases name.
pub trait Documents {
    /// The document of this name: a path below the folder of policies, with `/`. None when there is
    /// none that can be read.
    fn open(&self, name: &str) -> Option<Vec<u8>>;
}

impl Case {
    /// The ask that the policies decide about.
    #[must_use]
    pub fn ask(&self) -> Ask<'_> {
        Ask {
            consumer: &self.consumer,
            membership: self,
            supplier: self.supplier.as_ref(),
            scopes: &self.scopes,
            service: &self.service.id,
            stated: Some(self.purpose.as_str()),
            case_reference: self.case_reference.as_deref(),
            relation: self.relation.as_deref(),
            has_end_user: self.end_user,
            token_person: self.token_person,
            consent: self.consent.as_deref(),
            subjects: self.subjects.len(),
            today: self.today,
            clock: self.today.at_minute(self.minute),
        }
    }
}

/// The consumer is in the groups that the case names, and nobody else in any.
impl Membership for Case {
    fn has(&self, group: &GroupId, organisation: &Organisation) -> bool {
        *organisation == self.consumer && self.groups.contains(group)
    }
}

/// Reads files of cases against the policies that they test.
///
/// # Errors
/// Every fault of every file, in the order of the files' names and of the lines.
pub fn read_cases(
    files: &[PolicySource],
    set: &PolicySet,
    documents: &dyn Documents,
) -> Result<Vec<Case>, Vec<PolicyError>> {
    let mut files: Vec<&PolicySource> = files.iter().collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let (mut cases, mut errors) = (Vec::new(), Vec::new());
    for source in files {
        let (read, faults) = parse::read(source, set, documents);
        cases.extend(read);
        errors.extend(faults);
    }
    if errors.is_empty() {
        return Ok(cases);
    }
    errors.sort_by(|one, other| place(one).cmp(&place(other)));
    Err(errors)
}
