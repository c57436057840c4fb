//! A slow and plain model of the filter: it looks at whole trees and whole paths, and asks of each value
//! by name what the rules say.

use super::today;
use sluse::redact::{FactSource, Form, PlanSource};
use sluse::vocab::field::{FieldPath, Step};
use sluse::vocab::time::Day;
use std::collections::BTreeSet;

/// A document, with the bytes it is written in.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    Scalar(String),
    Array(&'static str, Vec<Doc>),
    /// White space, then members: name as written, and value.
    Object(&'static str, Vec<(String, Doc)>),
}

impl Doc {
    pub(super) fn write(&self) -> String {
        match self {
            Self::Scalar(raw) => raw.clone(),
            Self::Array(space, items) => {
                let items: Vec<String> =
                    items.iter().map(|item| space.to_string() + &item.write()).collect();
                format!("[{}{space}]", items.join(","))
            }
            Self::Object(space, members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| format!("{space}{name}{space}:{space}{}", value.write()));
                format!("{{{}{space}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The children with the steps that lead to them and their names as written.
    fn children(&self) -> Vec<(Step, &str, &Doc)> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Array(_, items) => items.iter().map(|item| (Step::Each, "", item)).collect(),
            Self::Object(_, members) => {
                let child = |(name, value)| (Step::Member(text(name).unwrap()), name, value);
                members.iter().map(|(name, value)| child((name.as_str(), value))).collect()
            }
        }
    }

    fn is_array(&self) -> bool {
        matches!(self, Self::Array(..))
    }
}

/// The string that this JSON text is, if it is one.
fn text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// What the model says of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) body: String,
    pub(super) released: Vec<usize>,
    pub(super) withheld: Vec<usize>,
    pub(super) withheld_unnamed: usize,
    pub(super) facts: Vec<String>,
}

struct Model<'a> {
    rules: &'a PlanSource,
    facts: Vec<String>,
    released: BTreeSet<usize>,
    withheld: BTreeSet<usize>,
    unnamed: BTreeSet<Vec<Step>>,
}

pub(super) fn expect(doc: &Doc, rules: &PlanSource) -> Expected {
    let holding = rules.facts.iter().filter(|fact| holds(doc, fact)).map(|fact| fact.name.clone());
    let mut model = Model {
        rules,
        facts: holding.collect(),
        released: BTreeSet::new(),
        withheld: BTreeSet::new(),
        unnamed: BTreeSet::new(),
    };
    let body = model.sift(doc, &[]).unwrap_or_else(|| "null".to_owned());
    Expected {
        body,
        released: model.released.into_iter().collect(),
        withheld: model.withheld.into_iter().collect(),
        withheld_unnamed: model.unnamed.len(),
        facts: model.facts,
    }
}

fn holds(doc: &Doc, fact: &FactSource) -> bool {
    let mut found = Vec::new();
    for path in &fact.paths {
        collect(doc, path.steps(), &mut found);
    }
    let denied = |doc: &&Doc| match doc {
        Doc::Scalar(raw) => text(raw).is_some_and(|text| fact.holds_unless.contains(&text)),
        _ => false,
    };
    let mut told = Vec::new();
    if let Some(first) = fact.paths.first() {
        collect(doc, first.steps(), &mut told);
    }
    !found.iter().all(denied) || (told.is_empty() && fact.when_absent)
}

fn collect<'d>(doc: &'d Doc, steps: &[Step], found: &mut Vec<&'d Doc>) {
    let Some((first, rest)) = steps.split_first() else {
        found.push(doc);
        return;
    };
    for (step, _, child) in doc.children() {
        if step == *first {
            collect(child, rest, found);
        }
    }
}

fn starts(path: &FieldPath, with: &[Step]) -> bool {
    path.steps().starts_with(with)
}

/// Whether this path goes on inside this container at `at`.
fn enters(path: &FieldPath, at: &[Step], doc: &Doc) -> bool {
    let next = path.steps().get(at.len());
    let fits = match doc {
        Doc::Scalar(_) => false,
        Doc::Array(..) => next == Some(&Step::Each),
        Doc::Object(..) => matches!(next, Some(Step::Member(_))),
    };
    fits && starts(path, at)
}

impl Model<'_> {
    fn forbids(&self) -> impl Iterator<Item = &FieldPath> {
        let applies =
            |fact: &Option<String>| fact.as_ref().is_none_or(|fact| self.facts.contains(fact));
        self.rules.forbids.iter().filter(move |(_, fact)| applies(fact)).map(|(path, _)| path)
    }

    /// What comes of a value that is not under any permit so far.
    fn sift(&mut self, doc: &Doc, at: &[Step]) -> Option<String> {
        let permit = self.rules.permits.iter().position(|(path, _)| path.steps() == at);
        let on_the_way = self.rules.permits.iter().any(|(path, _)| enters(path, at, doc));
        let container = !matches!(doc, Doc::Scalar(_));
        let sifted = if self.forbids().any(|path| path.steps() == at) {
            None
        } else if let Some(index) = permit {
            let sifted = match self.rules.permits[index].1 {
                Form::Clear => Some(self.keep(doc, at)),
                Form::Scalar => match doc {
                    Doc::Scalar(raw) => Some(raw.to_string()),
                    _ => None,
                },
                Form::AgeInYears => age(doc),
            };
            if sifted.is_some() {
                self.released.insert(index);
            }
            sifted
        } else if container && (at.is_empty() || on_the_way) {
            Some(self.open(doc, at, Self::sift))
        } else {
            None
        };
        if sifted.is_none() {
            self.hold_back(doc, at);
        }
        sifted
    }

    /// What comes of a value under a permit.
    fn keep(&mut self, doc: &Doc, at: &[Step]) -> String {
        let forbid_inside = self
            .rules
            .forbids
            .iter()
            .any(|(path, _)| starts(path, at) && path.steps().len() > at.len());
        if !forbid_inside || matches!(doc, Doc::Scalar(_)) {
            return doc.write();
        }
        self.open(doc, at, |model, child, at| {
            if model.forbids().any(|path| path.steps() == at) {
                model.hold_back(child, at);
                None
            } else {
                Some(model.keep(child, at))
            }
        })
    }

    fn open(
        &mut self,
        doc: &Doc,
        at: &[Step],
        mut each: impl FnMut(&mut Self, &Doc, &[Step]) -> Option<String>,
    ) -> String {
        let mut kept = Vec::new();
        for (step, name, child) in doc.children() {
            let colon = if name.is_empty() { "" } else { ":" };
            let at = [at, &[step]].concat();
            kept.extend(each(self, child, &at).map(|value| format!("{name}{colon}{value}")));
        }
        let kept = kept.join(",");
        if doc.is_array() { format!("[{kept}]") } else { format!("{{{kept}}}") }
    }

    fn hold_back(&mut self, doc: &Doc, at: &[Step]) {
        let covering = self.rules.known.iter().filter(|path| at.starts_with(path.steps()));
        if let Some(nearest) = covering.max_by_key(|path| path.steps().len()) {
            self.withhold(nearest.steps());
        }
        self.hold_inside(doc, at);
        self.count(doc, at);
    }

    fn hold_inside(&mut self, doc: &Doc, at: &[Step]) {
        self.withhold(at);
        for (step, _, child) in doc.children() {
            self.hold_inside(child, &[at, &[step]].concat());
        }
    }

    fn withhold(&mut self, at: &[Step]) {
        let known = self.rules.known.iter().enumerate();
        self.withheld.extend(known.filter(|(_, path)| path.steps() == at).map(|(index, _)| index));
    }

    fn count(&mut self, doc: &Doc, at: &[Step]) {
        if self.rules.known.iter().any(|path| at.starts_with(path.steps())) {
            return;
        }
        if !self.rules.known.iter().any(|path| enters(path, at, doc)) {
            self.unnamed.insert(at.to_vec());
            return;
        }
        for (step, _, child) in doc.children() {
            self.count(child, &[at, &[step]].concat());
        }
    }
}

fn age(doc: &Doc) -> Option<String> {
    let Doc::Scalar(raw) = doc else { return None };
    let born = Day::parse(&text(raw)?).ok()?;
    born.years_until(today()).map(|years| years.to_string())
}
