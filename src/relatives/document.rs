//! What the population register says of one person, as far as it matters here.
//!
//! Members are arrays of versions. What would *give* somebody a right counts only in a version that says
//! that it holds (`erGjeldende`); what *takes* it away (a death, a protected address, a false identity)
//! counts unless its version says that it no longer holds. Members that are not known are passed over:
//! the register grows. A known member of another shape makes the whole document unread.

use super::address::{Dwelling, OPEN, RawAddress};
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use serde::Deserialize;
use std::collections::HashSet;

/// The versions of one member that are read.
pub const VERSIONS: Limit = Limit { name: "register_versions", most: 200 };

/// The longest first name.
const NAME_BYTES: usize = 200;

/// Why a document cannot be read. Says nothing of whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is no JSON, or a member has another shape.
    #[error("the register's document has another shape than Folkeregisteret's")]
    Malformed,
    /// A member has too many versions.
    #[error("a member of the register's document has more than {VERSIONS} versions")]
    TooMuch,
    /// It is about somebody else than was asked about.
    #[error("the register's document is about another number than was asked")]
    Another,
}

/// What the register says of one person. Has no text form: it is all about the person.
#[derive(Clone)]
pub struct Registered {
    pub(super) number: PersonNumber,
    pub(super) born: Option<Day>,
    pub(super) is_living: bool,
    pub(super) is_protected: bool,
    first_name: Option<String>,
    pub(super) homes: Vec<Dwelling>,
    pub(super) second_homes: Vec<SecondHome>,
    pub(super) kin: Vec<(PersonNumber, Role)>,
    pub(super) responsibilities: Vec<Responsibility>,
    pub(super) guardianships: Vec<Guardianship>,
}

/// Where a child of parents who live apart also lives, from and until days.
pub(super) type SecondHome = (Dwelling, Option<Day>, Option<Day>);

/// What somebody is to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Mother,
    Father,
    CoMother,
    Child,
    Other,
}

/// Who has parental responsibility.
#[derive(Clone)]
pub(super) struct Responsibility {
    /// The register's word: `felles`, `mor`, …
    pub(super) kind: String,
    /// Who has it; none when the register has no number of theirs.
    pub(super) responsible: Option<PersonNumber>,
    /// For whom; none on the child's own document.
    pub(super) subject: Option<PersonNumber>,
}

/// Who is the person's guardian.
#[derive(Clone)]
pub(super) struct Guardianship {
    pub(super) kind: String,
    pub(super) scope: Option<String>,
    pub(super) guardian: PersonNumber,
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Registered(…)")
    }
}

impl Registered {
    /// Reads the document about a person who was asked about by this number.
    ///
    /// # Errors
    /// When it has another shape, too many versions, or does not say that this number is in use.
    pub fn parse(bytes: &[u8], asked: &PersonNumber) -> Result<Self, Unread> {
        let raw: Raw = serde_json::from_slice(bytes).map_err(|_| Unread::Malformed)?;
        raw.within_limits()?;
        if !raw.has_number(asked) {
            return Err(Unread::Another);
        }
        let homes = raw.homes.iter().filter(|home| home.current == Some(true));
        Ok(Self {
            number: asked.clone(),
            born: raw.born(),
            is_living: raw.is_living(),
            is_protected: raw.is_protected(),
            first_name: raw.first_name(),
            homes: homes.filter_map(RawAddress::dwelling).collect(),
            second_homes: raw.second_homes()?,
            kin: raw.kin()?,
            responsibilities: raw.responsibilities()?,
            guardianships: raw.guardianships()?,
        })
    }

    /// The number that was asked about.
    #[must_use]
    pub const fn number(&self) -> &PersonNumber {
        &self.number
    }

    /// Whether the person's address is protected (`fortrolig`, `strengtFortrolig`), or the register does not
    /// say that it is not.
    #[must_use]
    pub const fn is_protected(&self) -> bool {
        self.is_protected
    }

    /// What the person is called, when the register says one first name.
    #[must_use]
    pub fn first_name(&self) -> Option<&str> {
        self.first_name.as_deref()
    }

    /// The person's children, in the register's order, each once.
    #[must_use]
    pub fn children(&self) -> Vec<&PersonNumber> {
        let mut seen = HashSet::new();
        let children = self.kin.iter().filter(|(_, role)| *role == Role::Child);
        children.map(|(number, _)| number).filter(|number| seen.insert(*number)).collect()
    }
}

/// Who is near whom: for who looks after end users that read what is none of their business. It gives nobody a
/// right.
impl Registered {
    /// Whether the register names this number as a relative: a parent, a child, a spouse or registered partner.
    /// It names neither siblings nor who lives together without being married.
    #[must_use]
    pub fn has_relative(&self, number: &PersonNumber) -> bool {
        self.kin.iter().any(|(relative, _)| relative == number)
    }

    /// Whether both live in the same house, or next to each other on the same street. A protected address is
    /// never compared.
    #[must_use]
    pub fn lives_by(&self, other: &Self) -> bool {
        let are_open = !self.is_protected && !other.is_protected;
        let is_by = |home: &Dwelling| other.homes.iter().any(|their| home.is_by(their));
        are_open && self.homes.iter().any(is_by)
    }
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default, rename = "identifikasjonsnummer")]
    numbers: Vec<RawNumber>,
    #[serde(default)]
    status: Vec<RawStatus>,
    #[serde(rename = "foedsel")]
    birth: Option<RawBirth>,
    #[serde(rename = "doedsfall")]
    death: Option<RawMark>,
    #[serde(rename = "falskIdentitet")]
    false_identity: Option<RawMark>,
    #[serde(default, rename = "navn")]
    names: Vec<RawName>,
    #[serde(default, rename = "bostedsadresse")]
    homes: Vec<RawAddress>,
    #[serde(default, rename = "deltBosted")]
    second: Vec<RawAddress>,
    #[serde(default, rename = "adressebeskyttelse")]
    protection: Vec<RawProtection>,
    #[serde(default, rename = "familierelasjon")]
    family: Vec<RawKin>,
    #[serde(default, rename = "foreldreansvar")]
    responsibility: Vec<RawResponsibility>,
    #[serde(default, rename = "vergemaalEllerFremtidsfullmakt")]
    guardianship: Vec<RawGuardianship>,
}

#[derive(Deserialize)]
struct RawNumber {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    status: Option<String>,
    #[serde(rename = "foedselsEllerDNummer")]
    number: String,
}

#[derive(Deserialize)]
struct RawStatus {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    status: String,
}

#[derive(Deserialize)]
struct RawBirth {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "foedselsdato")]
    day: Option<String>,
}

/// A member whose presence says it all.
#[derive(Deserialize)]
struct RawMark {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
}

#[derive(Deserialize)]
struct RawName {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "fornavn")]
    first: Option<String>,
}

#[derive(Deserialize)]
struct RawProtection {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "graderingsnivaa")]
    grading: String,
}

#[derive(Deserialize)]
struct RawKin {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "relatertPerson")]
    number: Option<String>,
    #[serde(rename = "relatertPersonsRolle")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct RawResponsibility {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "ansvar")]
    kind: Option<String>,
    #[serde(rename = "ansvarlig")]
    responsible: Option<String>,
    #[serde(rename = "ansvarssubjekt")]
    subject: Option<String>,
}

#[derive(Deserialize)]
struct RawGuardianship {
    #[serde(rename = "erGjeldende")]
    current: Option<bool>,
    #[serde(rename = "vergemaaltype")]
    kind: Option<String>,
    #[serde(rename = "verge")]
    guardian: Option<RawGuardian>,
}

#[derive(Deserialize)]
struct RawGuardian {
    #[serde(rename = "foedselsEllerDNummer")]
    number: Option<String>,
    #[serde(rename = "omfang")]
    scope: Option<String>,
}

/// The statuses of a person who is there; `doed`, `opphoert`, `forsvunnet`, `inaktiv` and words that
/// are not known are not among them.
const LIVING: [&str; 6] =
    ["bosatt", "utflyttet", "midlertidig", "foedselsregistrert", "ikkeBosatt", "aktiv"];

/// The gradings that hide no dwelling from organisations that need it.
const NOT_PROTECTED: [&str; 2] = [OPEN, "klientadresse"];

fn number(text: &str) -> Result<PersonNumber, Unread> {
    PersonNumber::parse(text).map_err(|_| Unread::Malformed)
}

fn number_if_said(text: Option<&String>) -> Result<Option<PersonNumber>, Unread> {
    text.map(|text| number(text)).transpose()
}

fn day_if_said(text: Option<&String>) -> Result<Option<Day>, Unread> {
    text.map(|text| Day::parse(text).map_err(|_| Unread::Malformed)).transpose()
}

impl Raw {
    fn within_limits(&self) -> Result<(), Unread> {
        let lengths = [
            self.numbers.len(),
            self.status.len(),
            self.names.len(),
            self.homes.len(),
            self.second.len(),
            self.protection.len(),
            self.family.len(),
            self.responsibility.len(),
            self.guardianship.len(),
        ];
        let too_much = lengths.iter().any(|length| *length > VERSIONS.most);
        if too_much { Err(Unread::TooMuch) } else { Ok(()) }
    }

    /// Whether the number is the person's now: a number that has been replaced is nobody's way in.
    fn has_number(&self, asked: &PersonNumber) -> bool {
        let in_use = |number: &RawNumber| {
            number.current == Some(true) && number.status.as_deref() == Some("iBruk")
        };
        self.numbers.iter().any(|one| in_use(one) && one.number == asked.expose())
    }

    fn born(&self) -> Option<Day> {
        let birth = self.birth.as_ref().filter(|birth| birth.current != Some(false))?;
        Day::parse(birth.day.as_deref()?).ok()
    }

    fn is_living(&self) -> bool {
        let marked =
            |mark: &Option<RawMark>| mark.as_ref().is_some_and(|mark| mark.current != Some(false));
        let mut statuses = self.status.iter().filter(|one| one.current != Some(false)).peekable();
        statuses.peek().is_some()
            && statuses.all(|one| one.current == Some(true) && LIVING.contains(&&*one.status))
            && !marked(&self.death)
            && !marked(&self.false_identity)
    }

    fn is_protected(&self) -> bool {
        let mut levels = self.protection.iter().filter(|one| one.current != Some(false)).peekable();
        let graded = |address: &RawAddress| {
            let grading = address.grading.as_deref();
            address.current != Some(false)
                && grading.is_some_and(|grading| !NOT_PROTECTED.contains(&grading))
        };
        levels.peek().is_none()
            || levels.any(|one| !NOT_PROTECTED.contains(&&*one.grading))
            || self.homes.iter().chain(&self.second).any(graded)
    }

    fn first_name(&self) -> Option<String> {
        let mut names = self.names.iter().filter(|name| name.current == Some(true));
        let (Some(only), None) = (names.next(), names.next()) else { return None };
        let name = only.first.as_deref()?.trim();
        let is_one = (1..=NAME_BYTES).contains(&name.len()) && !name.contains(char::is_control);
        is_one.then(|| name.to_owned())
    }

    fn second_homes(&self) -> Result<Vec<SecondHome>, Unread> {
        let mut homes = Vec::new();
        for home in self.second.iter().filter(|home| home.current == Some(true)) {
            let (from, until) =
                (day_if_said(home.from.as_ref())?, day_if_said(home.until.as_ref())?);
            homes.extend(home.dwelling().map(|dwelling| (dwelling, from, until)));
        }
        Ok(homes)
    }

    fn kin(&self) -> Result<Vec<(PersonNumber, Role)>, Unread> {
        let mut kin = Vec::new();
        for one in self.family.iter().filter(|one| one.current == Some(true)) {
            let role = match one.role.as_deref() {
                Some("mor") => Role::Mother,
                Some("far") => Role::Father,
                Some("medmor") => Role::CoMother,
                Some("barn") => Role::Child,
                _ => Role::Other,
            };
            kin.extend(number_if_said(one.number.as_ref())?.map(|number| (number, role)));
        }
        Ok(kin)
    }

    fn responsibilities(&self) -> Result<Vec<Responsibility>, Unread> {
        let current = self.responsibility.iter().filter(|one| one.current != Some(false));
        let read = |one: &RawResponsibility| {
            // One that does not say that it holds is kept, and is of no known kind: it can only take away.
            let kind = one.kind.clone().filter(|_| one.current == Some(true));
            Ok(Responsibility {
                kind: kind.unwrap_or_default(),
                responsible: number_if_said(one.responsible.as_ref())?,
                subject: number_if_said(one.subject.as_ref())?,
            })
        };
        current.map(read).collect()
    }

    fn guardianships(&self) -> Result<Vec<Guardianship>, Unread> {
        let mut all = Vec::new();
        for one in self.guardianship.iter().filter(|one| one.current == Some(true)) {
            let (Some(kind), Some(guardian)) = (&one.kind, &one.guardian) else { continue };
            let Some(number) = number_if_said(guardian.number.as_ref())? else { continue };
            let (kind, scope) = (kind.clone(), guardian.scope.clone());
            all.push(Guardianship { kind, scope, guardian: number });
        }
        Ok(all)
    }
}
