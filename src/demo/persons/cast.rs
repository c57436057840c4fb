//! The cast of the demonstration: fifteen people who are the same in every population of a year,
//! whatever its seed.

use super::history::Held;
use super::numbers::{CheckRule, NumberKind};
use super::random::Random;
use super::register::{Entrant, Register, home};
use super::words::Place;
use super::{Custody, Grading, Home, Name, Position, Sex};
use crate::vocab::translated::Language;

/// A part in the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Applies for kindergarten; took her husband's name when they married.
    Mother,
    /// Married to the mother.
    Father,
    /// Four years old at most; the application is about this child.
    KindergartenChild,
    /// The elder sibling.
    Schoolchild,
    /// Lives alone and has moved twice.
    Single,
    /// Strictly confidential address (formerly code 6).
    StrictlyProtected,
    /// Confidential address (formerly code 7).
    Protected,
    /// Lives at an institution: the address itself is open to those with a basis in law only.
    Client,
    /// Has a number of the kind issued from 2032, with the rest 2.
    NewNumber,
    /// Works in Norway with a D-number and lives abroad.
    DNumber,
    /// Survives her husband.
    Widow,
    /// Died in the year before last.
    Deceased,
    /// Has a business and a house, and was controlled.
    SelfEmployed,
    /// Moved to Norway the year before last.
    Newcomer,
    /// Has a guardian.
    Ward,
}

impl Role {
    /// Everyone, in the order they stand in the population.
    pub const ALL: [Self; 15] = [
        Self::Mother,
        Self::Father,
        Self::KindergartenChild,
        Self::Schoolchild,
        Self::Single,
        Self::StrictlyProtected,
        Self::Protected,
        Self::Client,
        Self::NewNumber,
        Self::DNumber,
        Self::Widow,
        Self::Deceased,
        Self::SelfEmployed,
        Self::Newcomer,
        Self::Ward,
    ];

    /// A stable name for files and scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mother => "mother",
            Self::Father => "father",
            Self::KindergartenChild => "kindergarten-child",
            Self::Schoolchild => "schoolchild",
            Self::Single => "single",
            Self::StrictlyProtected => "strictly-protected",
            Self::Protected => "protected",
            Self::Client => "client-address",
            Self::NewNumber => "number-of-2032",
            Self::DNumber => "d-number",
            Self::Widow => "widow",
            Self::Deceased => "deceased",
            Self::SelfEmployed => "self-employed",
            Self::Newcomer => "newcomer",
            Self::Ward => "ward",
        }
    }

    /// Who this is, in a few words for people.
    #[must_use]
    pub const fn describe(self, language: Language) -> &'static str {
        match language {
            Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => self.in_bokmaal(),
            Language::English => self.in_english(),
        }
    }

    const fn in_bokmaal(self) -> &'static str {
        match self {
            Self::Mother => "mor til to, har søkt barnehageplass",
            Self::Father => "far til to",
            Self::KindergartenChild => "barnet som det er søkt barnehageplass for",
            Self::Schoolchild => "skolebarn, søsken",
            Self::Single => "bor alene, har flyttet to ganger",
            Self::StrictlyProtected => "strengt fortrolig adresse",
            Self::Protected => "fortrolig adresse",
            Self::Client => "klientadresse",
            Self::NewNumber => "nummer av den typen som deles ut fra 2032",
            Self::DNumber => "D-nummer, bor i utlandet",
            Self::Widow => "enke",
            Self::Deceased => "død",
            Self::SelfEmployed => "driver for seg selv, har kjøpt hus",
            Self::Newcomer => "flyttet til Norge i forfjor",
            Self::Ward => "har verge",
        }
    }

    const fn in_english(self) -> &'static str {
        match self {
            Self::Mother => "mother of two, has applied for kindergarten",
            Self::Father => "father of two",
            Self::KindergartenChild => "the child the application is for",
            Self::Schoolchild => "schoolchild, sibling",
            Self::Single => "lives alone, has moved twice",
            Self::StrictlyProtected => "strictly confidential address",
            Self::Protected => "confidential address",
            Self::Client => "client address",
            Self::NewNumber => "number of the kind issued from 2032",
            Self::DNumber => "D-number, lives abroad",
            Self::Widow => "widow",
            Self::Deceased => "deceased",
            Self::SelfEmployed => "self-employed, has bought a house",
            Self::Newcomer => "moved to Norway the year before last",
            Self::Ward => "has a guardian",
        }
    }
}

/// One stream for the cast, whatever the population's seed.
const SEED: u64 = 0x0053_4C55_5345;

/// Where the family lives.
const FAMILY_HOME: Home = Home {
    place: Place { municipality: "0301", postcode: "0554", name: "OSLO" },
    street: "Prøvesvingen",
    street_code: 10_234,
    house: 12,
    letter: Some('B'),
    unit: Some((2, 3)),
    tract: 1304,
    grading: Grading::Open,
};

/// Enters the cast into an empty register, in the order of [`Role::ALL`].
pub(super) fn enter(register: &mut Register) {
    let random = &mut Random::stream(SEED, 0);
    family(register, random);
    single(register, random);
    protected(register, random);
    numbers(register, random);
    widow(register, random);
    later(register, random);
    for (position, role) in Role::ALL.into_iter().enumerate() {
        register.cast(position, role);
    }
}

const fn name(first: &'static str, last: &'static str) -> Name {
    Name { first, middle: None, last }
}

/// Enters one member with an ordinary number, who has always lived in their home.
fn member(
    register: &mut Register,
    random: &mut Random,
    (sex, age, name): (Sex, i64, Name),
    home: Home,
) -> Position {
    let born = register.birthday(age, random);
    let (kind, rule) = (NumberKind::Birth, CheckRule::Old);
    register.enter(Entrant { sex, born, name, home, moved_in: born, kind, rule }, random)
}

fn family(register: &mut Register, random: &mut Random) {
    let (before, fathers) = (home(random), home(random));
    let maiden = name("SPREK", "SOLSIKKE");
    let mother = member(register, random, (Sex::Woman, 34, maiden), before);
    let man = (Sex::Man, 36, name("RYDDIG", "KOMPASSROSE"));
    let father = member(register, random, man, fathers);
    let (moved, wedding) = (register.day_in(11, random), register.day_in(10, random));
    for parent in [mother, father] {
        register.amend(parent, |person| person.homes.change(moved, FAMILY_HOME));
    }
    register.marry(mother, father, wedding);
    register.amend(mother, |person| {
        let (middle, last) = (Some(maiden.last), man.2.last);
        person.names.change(wedding, Name { first: maiden.first, middle, last });
    });
    let young = (Sex::Woman, 3, name("MUNTER", "KOMPASSROSE"));
    let elder = (Sex::Man, 8, name("NYSGJERRIG", "KOMPASSROSE"));
    for child in [young, elder] {
        let child = member(register, random, child, FAMILY_HOME);
        register.descend(child, mother, Some(father), Custody::Joint);
    }
    // Children are listed eldest first.
    for parent in [mother, father] {
        register.amend(parent, |person| person.children.reverse());
    }
}

fn single(register: &mut Register, random: &mut Random) {
    let first = home(random);
    let one = member(register, random, (Sex::Man, 46, name("SINDIG", "FLOSSHATT")), first);
    for years_ago in [20, 6] {
        let (on, next) = (register.day_in(years_ago, random), home(random));
        register.amend(one, |person| person.homes.change(on, next));
    }
}

fn protected(register: &mut Register, random: &mut Random) {
    let strictly = (Sex::Woman, 31, name("TAPPER", "PAPIRFLY"));
    let confidential = (Sex::Man, 41, name("STILLE", "REGNJAKKE"));
    for (who, grading) in
        [(strictly, Grading::StrictlyConfidential), (confidential, Grading::Confidential)]
    {
        let (before, hidden) = (home(random), home(random));
        let position = member(register, random, who, before);
        let on = register.day_in(3, random);
        register.protect(position, grading, hidden, on);
    }
    let at_institution = Home { grading: Grading::Client, ..home(random) };
    let before = home(random);
    let client = (Sex::Woman, 38, name("LUN", "HENGEKØYE"));
    let client = member(register, random, client, before);
    let on = register.day_in(2, random);
    register.amend(client, |person| person.homes.change(on, at_institution));
}

fn numbers(register: &mut Register, random: &mut Random) {
    let born = register.birthday(27, random);
    let new_number = Entrant {
        sex: Sex::Man,
        born,
        name: name("KLOK", "EKKOLODD"),
        home: home(random),
        moved_in: born,
        kind: NumberKind::Birth,
        rule: CheckRule::From2032 { rest: 2 },
    };
    register.enter(new_number, random);
    let born = register.birthday(33, random);
    let worker = Entrant {
        sex: Sex::Woman,
        born,
        name: name("IHERDIG", "TOMBOLA"),
        home: home(random),
        moved_in: register.day_in(2, random),
        kind: NumberKind::D,
        rule: CheckRule::Old,
    };
    let worker = register.enter(worker, random);
    register.amend(worker, |person| live_abroad(person, "POL"));
}

/// Someone with a D-number: born and living abroad, known in Norway since they moved in.
pub(super) fn live_abroad(person: &mut super::Person, country: &'static str) {
    person.birth_country = country;
    person.birth_municipality = None;
    person.citizenship = super::History::since(person.born, country);
    let known_since = person.homes.latest().from;
    person.identities = super::History::since(known_since, person.identities.current().clone());
}

fn widow(register: &mut Register, random: &mut Random) {
    let home = home(random);
    let widow = member(register, random, (Sex::Woman, 79, name("MILD", "KAFFEKOPP")), home);
    let husband = member(register, random, (Sex::Man, 81, name("HJERTELIG", "KAFFEKOPP")), home);
    let (wedding, death) = (register.day_in(54, random), register.day_in(2, random));
    register.marry(widow, husband, wedding);
    register.die(husband, widow, death);
}

/// Those whose year says more than their registered facts.
fn later(register: &mut Register, random: &mut Random) {
    let (first, bought) = (home(random), home(random));
    let who = (Sex::Woman, 44, name("DRIFTIG", "SJOKOLADE"));
    let one = member(register, random, who, first);
    let on = register.day_in(1, random);
    register.amend(one, |person| person.homes.change(on, bought));
    let lives = home(random);
    let one = member(register, random, (Sex::Man, 29, name("MODIG", "VANNKOKER")), lives);
    let on = register.day_in(2, random);
    register.immigrate(one, "UKR", on, random);
    let lives = home(random);
    let ward = member(register, random, (Sex::Woman, 68, name("TRYGG", "HAGESTOL")), lives);
    let on = register.day_in(4, random);
    let guardian = Held { value: GUARDIAN, from: on, until: None };
    register.amend(ward, |person| person.guardian = Some(guardian));
}

/// Whoever lives alone, by their position in [`Role::ALL`], is the guardian.
const GUARDIAN: Position = 4;
