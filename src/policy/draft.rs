//! A first service file from what a document looks like. It holds names and shapes, never a value.
//!
//! What cannot be known is written so that the file parses, with a remark that says what to write.

use super::service::{Format, Sensitivity};
use crate::vocab::basis::ServiceId;
use crate::vocab::field::{FieldPath, Step};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A provider that nobody is: nine zeros have a right check digit.
const NOBODY: &str = "000000000";

/// What was found in a sample or a schema.
#[derive(Debug, Default)]
pub struct Outline {
    format: Format,
    namespaces: Vec<(String, String)>,
    leaves: Vec<Leaf>,
    versions: Vec<(FieldPath, String)>,
    /// Parts that could not be written down: too deep, or with names that look like values.
    left_out: usize,
}

#[derive(Debug)]
struct Leaf {
    path: FieldPath,
    sensitivity: Sensitivity,
}

impl Outline {
    /// Nothing yet, of documents in this format.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self { format, ..Self::default() }
    }

    /// Notes a field. `is_number_of_person` says whether a value of it was one, which is all that is
    /// kept of values. Finding it again changes only that.
    pub fn field(&mut self, path: &str, is_number_of_person: bool) {
        let Ok(path) = FieldPath::parse(path) else {
            self.left_out += 1;
            return;
        };
        let guess = if is_number_of_person { Sensitivity::Identifying } else { guess(&path) };
        match self.leaves.iter_mut().find(|leaf| leaf.path == path) {
            Some(leaf) if leaf.sensitivity == Sensitivity::Ordinary => leaf.sensitivity = guess,
            Some(_) => {}
            None => self.leaves.push(Leaf { path, sensitivity: guess }),
        }
    }

    /// Notes that elements of a list say with this member whether they are current.
    pub fn versions(&mut self, list: &str, member: &str) {
        let Ok(list) = FieldPath::parse(list) else { return };
        if !self.versions.iter().any(|(known, _)| *known == list) {
            self.versions.push((list, member.to_owned()));
        }
    }

    /// Declares a namespace and gives its prefix.
    pub fn prefix(&mut self, wanted: Option<&str>, namespace: &str) -> String {
        if let Some((prefix, _)) = self.namespaces.iter().find(|(_, known)| known == namespace) {
            return prefix.clone();
        }
        let taken = |prefix: &str| self.namespaces.iter().any(|(known, _)| known == prefix);
        let prefix = match wanted {
            Some(wanted) if !wanted.is_empty() && !taken(wanted) => wanted.to_owned(),
            _ => format!("n{}", self.namespaces.len() + 1),
        };
        self.namespaces.push((prefix.clone(), namespace.to_owned()));
        prefix
    }

    /// Notes a part that could not be written down.
    pub const fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// How many fields were noted, those counted that others stand inside.
    #[must_use]
    pub const fn found(&self) -> usize {
        self.leaves.len()
    }

    /// How many fields the draft has.
    #[must_use]
    pub fn fields(&self) -> usize {
        self.kept().count()
    }

    /// The fields of which none stands inside another: where a value is sometimes a text and sometimes
    /// has parts, the parts are the fields.
    fn kept(&self) -> impl Iterator<Item = &Leaf> {
        let stands_around = |one: &Leaf| {
            let inside = |other: &Leaf| {
                let rest = other.path.steps().get(one.path.steps().len()..).unwrap_or_default();
                // In XML an element's text and its attributes are fields beside each other.
                let attribute =
                    |step: &Step| matches!(step, Step::Member(name) if name.starts_with('@'));
                one.path != other.path
                    && one.path.covers(&other.path)
                    && !(self.format == Format::Xml && rest.first().is_some_and(attribute))
            };
            self.leaves.iter().any(inside)
        };
        self.leaves.iter().filter(move |leaf| !stands_around(leaf))
    }

    /// The service file.
    #[must_use]
    pub fn write(&self, service: &ServiceId) -> String {
        let id = service.as_str();
        let upstream = id.split('.').next().unwrap_or(id);
        let place = id.replace('.', "-");
        let format = self.format.as_str();
        let left_out = match self.left_out {
            0 => String::new(),
            parts => {
                format!("# Not described: {parts} parts, too deep or with names like values.\n")
            }
        };
        let mut text = format!(
            "# A draft. Write the plain names, hold `sensitivity` against the law, and strike fields \
             that nobody needs.\n{left_out}\n\
             service  = \"{id}\"\n\
             title    = {{ nb = \"{id}\", nn = \"{id}\", en = \"{id}\" }} # write the plain name\n\
             provider = \"{NOBODY}\" # write the provider's organisation number\n\
             upstream = \"{upstream}\" # the name of its address in the configuration\n\
             format   = \"{format}\"\n"
        );
        // Writing to a String cannot fail.
        if !self.namespaces.is_empty() {
            text.push_str("\n[namespaces]\n");
            for (prefix, namespace) in &self.namespaces {
                let _ = writeln!(text, "{} = {}", quoted(prefix), quoted(namespace));
            }
        }
        let _ = write!(
            text,
            "\n[[route]]\nmethod = \"GET\"\npath   = \"/{place}/v1/{{subject}}\" # write how it is asked\n"
        );
        self.write_versions(&mut text);
        text.push_str("\n[fields]\n");
        for leaf in self.kept() {
            let name = quoted(&plain(&leaf.path));
            let sensitivity = match leaf.sensitivity {
                Sensitivity::Ordinary => String::new(),
                other => format!(", sensitivity = \"{}\"", other.as_str()),
            };
            let _ = writeln!(
                text,
                "{} = {{ nb = {name}, nn = {name}, en = {name}{sensitivity} }} # write the plain name",
                quoted(leaf.path.as_str())
            );
        }
        text
    }

    fn write_versions(&self, text: &mut String) {
        let kept: Vec<&Leaf> = self.kept().collect();
        let touched = |list: &FieldPath| kept.iter().any(|leaf| list.covers(&leaf.path));
        let versions: BTreeSet<_> =
            self.versions.iter().filter(|(list, _)| touched(list)).collect();
        if versions.is_empty() {
            return;
        }
        text.push_str("\n[versions]\n");
        for (list, member) in versions {
            let (list, member) = (quoted(list.as_str()), quoted(member));
            let _ = writeln!(text, "{list} = {{ current = {member}, absent = true }}");
        }
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A name for people from the last member of a path: `foedselsdato` is `Foedselsdato`,
/// `typeAdresse` is `Type adresse`.
fn plain(path: &FieldPath) -> String {
    let text = path.as_str().trim_end_matches("[]");
    let last = text.rsplit(['.', ':', '@']).next().unwrap_or(text);
    let mut words = String::new();
    let mut before = ' ';
    for letter in last.trim_matches('"').chars() {
        let begins = letter.is_uppercase() && before.is_lowercase();
        match letter {
            '_' | '-' => words.push(' '),
            _ if begins => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            _ if words.is_empty() => words.extend(letter.to_uppercase()),
            _ => words.push(letter),
        }
        before = letter;
    }
    if words.trim().is_empty() { text.to_owned() } else { words }
}

/// What names tell of sensitivity, in Norwegian and English.
const TELLING: &[(&str, Sensitivity)] = &[
    ("foedselsnummer", Sensitivity::Identifying),
    ("fodselsnummer", Sensitivity::Identifying),
    ("fødselsnummer", Sensitivity::Identifying),
    ("personnummer", Sensitivity::Identifying),
    ("dnummer", Sensitivity::Identifying),
    ("norskident", Sensitivity::Identifying),
    ("personident", Sensitivity::Identifying),
    ("nationalid", Sensitivity::Identifying),
    ("ssn", Sensitivity::Identifying),
    ("gradering", Sensitivity::Confidential),
    ("skjermet", Sensitivity::Confidential),
    ("beskyttelse", Sensitivity::Confidential),
    ("helse", Sensitivity::SpecialCategory),
    ("health", Sensitivity::SpecialCategory),
    ("diagnose", Sensitivity::SpecialCategory),
    ("diagnosis", Sensitivity::SpecialCategory),
    ("fagforening", Sensitivity::SpecialCategory),
    ("religion", Sensitivity::SpecialCategory),
    ("trossamfunn", Sensitivity::SpecialCategory),
    ("etnisitet", Sensitivity::SpecialCategory),
    ("ethnicity", Sensitivity::SpecialCategory),
    ("straff", Sensitivity::Convictions),
    ("conviction", Sensitivity::Convictions),
];

fn guess(path: &FieldPath) -> Sensitivity {
    let folded: String =
        path.as_str().to_lowercase().chars().filter(|one| one.is_alphanumeric()).collect();
    let told = TELLING.iter().find(|(word, _)| folded.contains(word));
    told.map_or(Sensitivity::Ordinary, |(_, sensitivity)| *sensitivity)
}
