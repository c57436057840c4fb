//! A slow and plain model of the filter: it looks at whole trees and whole paths, and asks of each value
//! by name what the rules say.

use super::{Redacted, today};
use sluse::redact::{Condition, FactSource, Form, PermitSource, PlanSource, Test};
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

struct Model<'a> {
    rules: &'a PlanSource,
    /// What is known of each fact.
    facts: Vec<(String, Option<bool>)>,
    released: BTreeSet<usize>,
    unfit: BTreeSet<usize>,
    withheld: BTreeSet<usize>,
    unnamed: BTreeSet<Vec<Step>>,
}

/// What comes of a document that is one record.
pub(super) fn expect(doc: &Doc, rules: &PlanSource) -> Redacted {
    let mut expected = expect_record(doc, rules, true);
    if expected.body.is_empty() {
        expected.body = match doc {
            Doc::Scalar(_) => "null",
            Doc::Array(..) => "[]",
            Doc::Object(..) => "{}",
        }
        .to_owned();
    }
    expected
}

/// What comes of a record; a container that is a whole document is always opened.
pub(super) fn expect_record(doc: &Doc, rules: &PlanSource, is_document: bool) -> Redacted {
    let facts = rules.facts.iter().map(|fact| (fact.name.clone(), state(doc, fact)));
    let mut model = Model {
        rules,
        facts: facts.collect(),
        released: BTreeSet::new(),
        unfit: BTreeSet::new(),
        withheld: BTreeSet::new(),
        unnamed: BTreeSet::new(),
    };
    let body = model.sift(doc, &[], false, is_document).unwrap_or_default();
    let facts = model.facts.into_iter().filter(|(_, state)| *state != Some(false));
    Redacted {
        body,
        released: model.released.into_iter().collect(),
        withheld: model.withheld.into_iter().collect(),
        withheld_unnamed: model.unnamed.len(),
        unfit: model.unfit.into_iter().collect(),
        facts: facts.map(|(name, _)| name).collect(),
    }
}

/// Whether a fact holds; none if it cannot be told.
fn state(doc: &Doc, fact: &FactSource) -> Option<bool> {
    let values = |paths: &[FieldPath]| {
        let mut found = Vec::new();
        paths.iter().for_each(|path| collect(doc, path.steps(), &mut found));
        found
    };
    let mut answers: Vec<Option<bool>> =
        values(&fact.paths).into_iter().map(|value| answer(value, &fact.test)).collect();
    if values(&fact.paths[..fact.paths.len().min(1)]).is_empty() {
        answers.push(Some(fact.when_absent));
    }
    if matches!(fact.test, Test::AgeUnder(_) | Test::AgeFrom(_)) {
        let first = answers[0];
        return first.filter(|_| answers.iter().all(|answer| *answer == first));
    }
    if answers.contains(&Some(true)) {
        Some(true)
    } else if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn answer(value: &Doc, test: &Test) -> Option<bool> {
    let Doc::Scalar(raw) = value else { return None };
    let text = text(raw)?;
    match test {
        Test::HoldsUnless(texts) => Some(!texts.contains(&text)),
        Test::HoldsIf(texts) => Some(texts.contains(&text)),
        Test::AgeUnder(years) => Some(age(&text)? < *years),
        Test::AgeFrom(years) => Some(age(&text)? >= *years),
    }
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
    /// Whether it is certain that the condition is met.
    fn met(&self, condition: &Condition) -> Option<bool> {
        let fact = self.facts.iter().find(|(name, _)| *name == condition.fact).unwrap();
        fact.1.map(|holds| holds == condition.holds)
    }

    fn is_forbidden(&self, at: &[Step]) -> bool {
        self.rules.forbids.iter().any(|forbid| {
            let here = forbid.path.as_ref().map_or(at.is_empty(), |path| path.steps() == at);
            let met = |condition| self.met(condition) != Some(false);
            here && forbid.only_when.as_ref().is_none_or(met)
        })
    }

    /// Whether a value at `at` is a version that is not current.
    fn is_old(&self, doc: &Doc, at: &[Step]) -> bool {
        self.rules.versions.iter().filter(|versions| versions.list.steps() == at).any(|versions| {
            let mut told = Vec::new();
            collect(doc, &versions.current.steps()[at.len()..], &mut told);
            let says_so = |doc: &&Doc| matches!(doc, Doc::Scalar(raw) if raw == "true");
            if told.is_empty() { !versions.absent_is_current } else { !told.iter().all(says_so) }
        })
    }

    /// What comes of a value; `old` tells whether it stands in a version that is not current.
    fn sift(&mut self, doc: &Doc, at: &[Step], old: bool, always: bool) -> Option<String> {
        let old = old || self.is_old(doc, at);
        let rules = self.rules;
        let mut permits = rules.permits.iter().enumerate().filter(|(_, it)| !old || it.history);
        let way = permits.clone().any(|(_, permit)| enters(&permit.path, at, doc));
        let container = !matches!(doc, Doc::Scalar(_));
        let permit = permits.find(|(_, permit)| permit.path.steps() == at);
        let sifted = if self.is_forbidden(at) {
            None
        } else if let Some((index, permit)) = permit {
            let applies = permit.only_when.as_ref().is_none_or(|it| self.met(it) == Some(true));
            let sifted = if applies { self.change(doc, at, permit, index) } else { None };
            self.released.extend(sifted.is_some().then_some(index));
            sifted
        } else if container && (always || way) {
            Some(self.open(doc, at, old))
        } else {
            None
        };
        if sifted.is_none() {
            self.hold_back(doc, at);
        }
        sifted
    }

    /// The value in the form of the permit.
    fn change(
        &mut self,
        doc: &Doc,
        at: &[Step],
        permit: &PermitSource,
        index: usize,
    ) -> Option<String> {
        let changed = match (&permit.form, doc) {
            (Form::Exists, _) => {
                let exists = self.exists(doc, at, permit.history);
                for (step, _, child) in doc.children().into_iter().filter(|_| exists) {
                    let within = [at, &[step]].concat();
                    self.hold_inside(child, &within);
                    if !self.is_unnamed(doc, at) {
                        self.count(child, &within);
                    }
                }
                exists.then(|| "true".to_owned())
            }
            // A container is no value of these.
            (_, Doc::Array(..) | Doc::Object(..)) => None,
            (Form::Clear, Doc::Scalar(raw)) => Some(raw.clone()),
            (Form::AgeInYears, Doc::Scalar(raw)) => {
                text(raw).and_then(|text| age(&text)).map(|years| years.to_string())
            }
            (Form::Year, Doc::Scalar(raw)) => text(raw)
                .and_then(|text| Day::parse(&text).ok())
                .map(|day| day.to_string()[..4].to_owned()),
            (Form::InSet(others), Doc::Scalar(raw)) => {
                let number = raw.starts_with(|one: char| one == '-' || one.is_ascii_digit());
                let written = text(raw).or_else(|| number.then(|| raw.clone()));
                written.map(|written| others.contains(&written).to_string())
            }
            (form, _) => panic!("{form:?} is not modelled"),
        };
        self.unfit.extend(changed.is_none().then_some(index));
        changed
    }

    fn exists(&self, doc: &Doc, at: &[Step], history: bool) -> bool {
        match doc {
            Doc::Scalar(raw) => raw != "null" && raw != "\"\"",
            _ => doc
                .children()
                .into_iter()
                .any(|(step, _, child)| history || !self.is_old(child, &[at, &[step]].concat())),
        }
    }

    fn open(&mut self, doc: &Doc, at: &[Step], old: bool) -> String {
        let mut kept = Vec::new();
        for (step, name, child) in doc.children() {
            let colon = if name.is_empty() { "" } else { ":" };
            let at = [at, &[step]].concat();
            let value = self.sift(child, &at, old, false);
            kept.extend(value.map(|value| format!("{name}{colon}{value}")));
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

    /// Whether no known field names, covers or passes through this value.
    fn is_unnamed(&self, doc: &Doc, at: &[Step]) -> bool {
        let mut known = self.rules.known.iter();
        !known.any(|path| at.starts_with(path.steps()) || enters(path, at, doc))
    }

    fn count(&mut self, doc: &Doc, at: &[Step]) {
        if self.rules.known.iter().any(|path| at.starts_with(path.steps())) {
            return;
        }
        if self.is_unnamed(doc, at) {
            self.unnamed.insert(at.to_vec());
            return;
        }
        for (step, _, child) in doc.children() {
            self.count(child, &[at, &[step]].concat());
        }
    }
}

fn age(text: &str) -> Option<u16> {
    Day::parse(text).ok()?.years_until(today())
}
