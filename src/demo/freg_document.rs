//! Folkeregisteret's person document as JSON: every member an array of versions with register
//! metadata, and the selection of parts. Source: Skatteetaten, `PersondokumentMedHistorikk`
//! (XSD) and "Dataminimering"; the package is "offentlig virksomhet med hjemmel", which sees all.

mod addresses;
mod identity;
mod relations;
mod version;

use super::persons::{Person, Population};
use serde_json::{Map, Value};

/// A `part` that names no part of the person document. Does not hold what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part is named that the person document does not have")]
pub struct UnknownPart;

/// The parts of one person document that are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Whether versions that no longer hold are wanted too.
    history: bool,
    /// Indexes into [`MEMBERS`].
    members: Vec<usize>,
}

impl Selection {
    /// Reads the values of the repeatable query parameter `part`. `historikk` adds versions that no
    /// longer hold; `person-basis`, `identitetsgrunnlag-utvidet` and `relasjon-utvidet` are groups;
    /// any other part is the name of a member. When no member is named it is `person-basis`.
    ///
    /// # Errors
    /// When a part is none of these.
    pub fn parse<'a>(parts: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownPart> {
        let mut history = false;
        let mut wanted = Vec::new();
        for part in parts {
            match (part, Group::named(part)) {
                ("historikk", _) => history = true,
                (_, Some(group)) => wanted.extend(members_where(|member| member.group == group)),
                (name, None) => {
                    let found = MEMBERS.iter().position(|member| member.name == name);
                    wanted.push(found.ok_or(UnknownPart)?);
                }
            }
        }
        if wanted.is_empty() {
            wanted.extend(members_where(|member| member.group == Group::Basis));
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(Self { history, members: wanted })
    }
}

/// The document of one person: the selected members that the person has anything in.
#[must_use]
pub fn document(population: &Population, person: &Person, selection: &Selection) -> Value {
    let view = View { population, person, history: selection.history };
    let chosen = selection.members.iter().filter_map(|index| MEMBERS.get(*index));
    let written = chosen.filter_map(|member| {
        let value = (member.write)(&view);
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        (!empty).then(|| (member.name.to_owned(), value))
    });
    Value::Object(written.collect::<Map<_, _>>())
}

/// What a member is written from.
struct View<'a> {
    population: &'a Population,
    person: &'a Person,
    history: bool,
}

/// Which named group of parts a member belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// `person-basis`.
    Basis,
    /// `identitetsgrunnlag-utvidet`.
    Identity,
    /// `relasjon-utvidet`.
    Relations,
    /// None: only by its own name.
    Alone,
}

impl Group {
    fn named(part: &str) -> Option<Self> {
        match part {
            "person-basis" => Some(Self::Basis),
            "identitetsgrunnlag-utvidet" => Some(Self::Identity),
            "relasjon-utvidet" => Some(Self::Relations),
            _ => None,
        }
    }
}

/// One member of the person document.
struct Member {
    name: &'static str,
    group: Group,
    /// Null or an empty array where the person has nothing.
    write: fn(&View<'_>) -> Value,
}

const fn member(name: &'static str, group: Group, write: fn(&View<'_>) -> Value) -> Member {
    Member { name, group, write }
}

/// A member that the schema has and no one in the population has anything in.
const fn unused(name: &'static str, group: Group) -> Member {
    member(name, group, |_| Value::Null)
}

fn members_where(fits: impl Fn(&Member) -> bool) -> impl Iterator<Item = usize> {
    MEMBERS.iter().enumerate().filter(move |(_, member)| fits(member)).map(|(index, _)| index)
}

/// The members in the order of the schema.
const MEMBERS: [Member; 32] = [
    unused("falskIdentitet", Group::Identity),
    member("identifikasjonsnummer", Group::Basis, identity::numbers),
    member("identitetsgrunnlag", Group::Basis, identity::grounds),
    member("kontaktinformasjonForDoedsbo", Group::Basis, relations::estate),
    unused("legitimasjonsdokument", Group::Identity),
    member("status", Group::Basis, identity::status),
    unused("utlendingsmyndighetenesIdentifikasjonsnummer", Group::Alone),
    member("utenlandskPersonidentifikasjon", Group::Identity, identity::foreign_number),
    member("doedsfall", Group::Basis, identity::death),
    member("sivilstand", Group::Basis, relations::marital),
    member("familierelasjon", Group::Relations, relations::family),
    member("foreldreansvar", Group::Relations, relations::custody),
    member("vergemaalEllerFremtidsfullmakt", Group::Relations, relations::guardianship),
    member("bostedsadresse", Group::Basis, addresses::residence),
    member("deltBosted", Group::Basis, addresses::shared_residence),
    member("oppholdsadresse", Group::Basis, addresses::stay),
    member("postadresse", Group::Basis, addresses::postal),
    member("postadresseIUtlandet", Group::Basis, addresses::postal_abroad),
    member("adressebeskyttelse", Group::Basis, addresses::protection),
    unused("preferertKontaktadresse", Group::Alone),
    member("innflytting", Group::Alone, identity::arrival),
    member("utflytting", Group::Alone, identity::departure),
    unused("forholdTilSametingetsValgmanntall", Group::Alone),
    member("brukAvSamiskSpraak", Group::Alone, identity::sami_language),
    member("kjoenn", Group::Basis, identity::sex),
    member("statsborgerskap", Group::Basis, identity::citizenship),
    member("opphold", Group::Alone, identity::permit),
    unused("bibehold", Group::Alone),
    unused("rettsligHandleevne", Group::Alone),
    member("foedsel", Group::Basis, identity::birth),
    member("foedselINorge", Group::Alone, identity::birth_in_norway),
    member("navn", Group::Basis, identity::names),
];
