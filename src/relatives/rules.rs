//! The rules: by which right somebody may see the list of another now, or why not.

use super::document::{Guardianship, Registered, Role};
use crate::vocab::relation::Relation;
use crate::vocab::time::Day;

/// The age at which nobody is a child any more.
const OF_AGE: u16 = 18;

/// What holds between the age until which parents may look and the age from which the list is the young
/// person's alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Between {
    /// Nobody else may look.
    Nobody,
    /// Parents may look.
    Parents,
}

/// Who may see whose list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    parents_until: u16,
    own_from: u16,
    between: Between,
    guardian_kinds: Vec<String>,
    guardian_scopes: Vec<String>,
}

/// Rules that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("parents_until must not be above own_from, and own_from not above 18")]
pub struct BadRules;

impl Rules {
    /// Parents until one age, the young person alone from another, and what holds between. Guardians by
    /// the register's words for kinds of guardianship and for its scope.
    ///
    /// # Errors
    /// When the ages are not in order.
    pub fn new(
        (parents_until, own_from): (u8, u8),
        between: Between,
        (guardian_kinds, guardian_scopes): (Vec<String>, Vec<String>),
    ) -> Result<Self, BadRules> {
        let (parents_until, own_from) = (u16::from(parents_until), u16::from(own_from));
        if parents_until > own_from || own_from > OF_AGE {
            return Err(BadRules);
        }
        Ok(Self { parents_until, own_from, between, guardian_kinds, guardian_scopes })
    }

    /// Whether the list of somebody of this age may be seen by those who answer for them.
    const fn is_open_at(&self, age: u16) -> bool {
        let between = matches!(self.between, Between::Parents);
        age < self.parents_until || (between && age < self.own_from)
    }
}

/// Why somebody has no right to see the list of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NoRight {
    /// It is their own.
    #[error("it is their own list")]
    Own,
    /// One of them is dead, gone, or not who they seem.
    #[error("the register does not say that both are living persons")]
    NotLiving,
    /// The address of the person whose list it is is protected.
    #[error("a protected address is in the way")]
    Protected,
    /// The register does not say when one of them was born.
    #[error("the register has no birth date")]
    NoBirthDate,
    /// They are nothing to each other.
    #[error("they are neither parent and child nor guardian and ward")]
    Stranger,
    /// A parent without parental responsibility.
    #[error("the parent has no parental responsibility")]
    NoResponsibility,
    /// The register says two things about who has it.
    #[error("the register is unclear about parental responsibility")]
    UnclearResponsibility,
    /// They do not live together.
    #[error("parent and child have no address in common")]
    Apart,
    /// The child is too old.
    #[error("the list is the young person's own at this age")]
    Age,
    /// The guardianship is of a kind or scope that does not cover it.
    #[error("the guardian's mandate does not cover it")]
    Mandate,
    /// The guardian is not of age.
    #[error("the guardian is not of age")]
    GuardianAge,
}

/// By which right `looker` may see the list of `of` on this day in Norway.
///
/// # Errors
/// Why there is none. The person who asks is told only that there is none: the reason would say something of
/// another.
pub fn right(
    rules: &Rules,
    looker: &Registered,
    of: &Registered,
    today: Day,
) -> Result<Relation, NoRight> {
    if looker.number == of.number {
        return Err(NoRight::Own);
    }
    if !looker.is_living || !of.is_living {
        return Err(NoRight::NotLiving);
    }
    // The list names who has asked, and so where the person is: it must not reach somebody whom the
    // address is kept from, and the register does not say who that is.
    if of.is_protected {
        return Err(NoRight::Protected);
    }
    let age = |person: &Registered| {
        person.born.and_then(|born| born.years_until(today)).ok_or(NoRight::NoBirthDate)
    };
    let (looker_age, age) = (age(looker)?, age(of)?);
    match parent(rules, looker, of, (age, today)) {
        Ok(()) => Ok(Relation::Parent),
        Err(no) => match guardian(rules, (looker, looker_age), of, age) {
            Ok(()) => Ok(Relation::Guardian),
            Err(NoRight::Stranger) => Err(no),
            Err(other) if no == NoRight::Stranger => Err(other),
            Err(_) => Err(no),
        },
    }
}

/// A parent on both documents, with responsibility, who lives with the child, while the child is young
/// enough.
fn parent(
    rules: &Rules,
    looker: &Registered,
    child: &Registered,
    (age, today): (u16, Day),
) -> Result<(), NoRight> {
    let mut roles = child.kin.iter().filter(|(number, _)| *number == looker.number);
    let (Some((_, role)), None) = (roles.next(), roles.next()) else {
        return Err(NoRight::Stranger);
    };
    let word = match role {
        Role::Mother => "mor",
        Role::Father => "far",
        Role::CoMother => "medmor",
        Role::Child | Role::Other => return Err(NoRight::Stranger),
    };
    if !looker.children().contains(&&child.number) {
        return Err(NoRight::Stranger);
    }
    responsibility(looker, child, word)?;
    if !shares_home(looker, child, today) {
        return Err(NoRight::Apart);
    }
    if rules.is_open_at(age) { Ok(()) } else { Err(NoRight::Age) }
}

/// The parent has responsibility, alone or with another, and the register says nothing else.
fn responsibility(looker: &Registered, child: &Registered, role: &str) -> Result<(), NoRight> {
    let of_child = |subject: &Option<_>| subject.as_ref().is_none_or(|one| *one == child.number);
    let all: Vec<_> = child.responsibilities.iter().filter(|one| of_child(&one.subject)).collect();
    let own = |responsible: &Option<_>| responsible.as_ref() == Some(&looker.number);
    if !all.iter().any(|one| own(&one.responsible)) {
        return Err(NoRight::NoResponsibility);
    }
    let fits = match all.as_slice() {
        [one] if one.kind == role => true,
        several => several.iter().all(|one| one.kind == "felles"),
    };
    if fits { Ok(()) } else { Err(NoRight::UnclearResponsibility) }
}

/// The child lives, or also lives, where the parent lives.
fn shares_home(looker: &Registered, child: &Registered, today: Day) -> bool {
    let holds = |from: Option<Day>, until: Option<Day>| {
        from.is_none_or(|from| from <= today) && until.is_none_or(|until| today <= until)
    };
    let second = child.second_homes.iter();
    let second =
        second.filter(|(_, from, until)| holds(*from, *until)).map(|(dwelling, ..)| dwelling);
    child.homes.iter().chain(second).any(|home| looker.homes.contains(home))
}

/// A guardian of age whose mandate covers it. A ward who is a child is treated as any child.
fn guardian(
    rules: &Rules,
    (looker, looker_age): (&Registered, u16),
    ward: &Registered,
    age: u16,
) -> Result<(), NoRight> {
    let mut own = ward.guardianships.iter().filter(|one| one.guardian == looker.number).peekable();
    if own.peek().is_none() {
        return Err(NoRight::Stranger);
    }
    let covers = |one: &Guardianship| {
        let scope = one.scope.as_ref();
        rules.guardian_kinds.contains(&one.kind)
            && scope.is_some_and(|scope| rules.guardian_scopes.contains(scope))
    };
    if !own.any(covers) {
        return Err(NoRight::Mandate);
    }
    if looker_age < OF_AGE {
        return Err(NoRight::GuardianAge);
    }
    if age >= OF_AGE || rules.is_open_at(age) { Ok(()) } else { Err(NoRight::Age) }
}
