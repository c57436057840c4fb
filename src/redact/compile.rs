//! From rules to a tree: each path becomes a branch, then each place learns what the rules above and
//! below it mean for a value there.

mod growth;
mod settle;
mod spelling;

use super::TRANSFORM_BYTES;
use super::plan::{Fact, Node, Permit, Place, Plan};
use super::source::{FactSource, Form, Format, PermitSource, PlanError, PlanSource, Test};
use crate::vocab::field::{FieldPath, Step};
use growth::Growth;

/// No date, number or person's number that anything is made of is longer, in bytes.
const SHORT_TEXT_BYTES: usize = 64;

impl Plan {
    /// Compiles a plan.
    ///
    /// # Errors
    /// When permits overlap, a rule names an unknown fact, a fact is declared twice, a form's bands
    /// are out of order, or a path stands where it means nothing.
    pub fn compile(source: PlanSource) -> Result<Self, PlanError> {
        let source = spelling::settle(source)?;
        refuse_overlap(&source)?;
        refuse_repeated_facts(&source)?;
        refuse_misplaced(&source)?;
        source.permits.iter().try_for_each(refuse_form)?;
        let mut growth = Growth::new();
        let planted = growth.plant_all(&source)?;
        growth.settle(planted.document);
        let longest = longest(&source);
        let facts = source.facts.into_iter().map(|fact| Fact {
            name: fact.name,
            test: fact.test,
            when_absent: fact.when_absent,
        });
        let lasting = source.permits.iter().map(|permit| permit.history);
        let lasting: Vec<bool> = lasting.collect();
        let permits = planted.permits.into_iter().zip(source.permits);
        let permits = permits.map(|(place, permit)| Permit { place, form: permit.form });
        let mut plan = Self {
            format: source.format,
            nodes: growth.into_nodes(),
            facts: facts.collect(),
            permits: permits.collect(),
            keeps: planted.keeps,
            known: planted.known,
            record: planted.record,
            lasting: Vec::new(),
            prefixes: source
                .namespaces
                .iter()
                .map(|(prefix, _)| prefix.as_bytes().into())
                .collect(),
            namespaces: source.namespaces.iter().map(|(_, uri)| uri.as_bytes().into()).collect(),
            longest,
            nowhere: Node { inert: true, ..Node::default() },
        };
        let lasting = plan.permits.iter().zip(lasting).filter(|(_, lasts)| *lasts);
        let lasting: Vec<Place> = lasting.map(|(permit, _)| permit.place).collect();
        plan.lasting = plan.marked(lasting.into_iter(), Place::NOWHERE);
        Ok(plan)
    }
}

fn refuse_overlap(source: &PlanSource) -> Result<(), PlanError> {
    let permits = source.permits.iter().map(|permit| &permit.path);
    let paths: Vec<&FieldPath> = permits.chain(&source.keeps).collect();
    for (place, outer) in paths.iter().enumerate() {
        let mut others = paths.iter().enumerate().filter(|(other, _)| *other != place);
        // In XML an element's text and its attributes may come out side by side.
        let beside = |path: &FieldPath| source.format == Format::Xml && path.is_attribute_of(outer);
        if let Some((_, inner)) = others.find(|(_, path)| outer.covers(path) && !beside(path)) {
            let (outer, inner) = ((*outer).clone(), (*inner).clone());
            return Err(PlanError::OverlappingPermits { outer, inner });
        }
    }
    Ok(())
}

fn refuse_repeated_facts(source: &PlanSource) -> Result<(), PlanError> {
    let mut names: Vec<&str> = source.facts.iter().map(|fact| fact.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.iter().zip(names.iter().skip(1)).find(|(one, next)| one == next);
    twice.map_or(Ok(()), |(name, _)| Err(PlanError::FactTwice((*name).to_owned())))
}

/// Sees to it that each path stands where it means something.
fn refuse_misplaced(source: &PlanSource) -> Result<(), PlanError> {
    let misplaced = |path: &FieldPath, must| Err(PlanError::Misplaced { path: path.clone(), must });
    let inside =
        |outer: Option<&FieldPath>, path: &FieldPath| outer.is_none_or(|outer| outer.covers(path));
    let record = source.records.as_ref();
    let document = source.document.as_ref().or(record);
    if let (Format::JsonLines | Format::Csv, Some(records)) = (source.format, record) {
        return misplaced(records, "in a document that is not written in lines");
    }
    let forbids = source.forbids.iter().filter_map(|forbid| forbid.path.as_ref());
    let facts = source.facts.iter().flat_map(|fact| &fact.paths);
    let versions = source.versions.iter().map(|versions| &versions.list);
    let in_record = forbids.chain(facts).chain(&source.subject).chain(&source.document);
    if let Some(path) = in_record.chain(versions).find(|path| !inside(record, path)) {
        return misplaced(path, "inside the record");
    }
    let permits = source.permits.iter().map(|permit| &permit.path);
    if let Some(path) = permits.chain(&source.known).find(|path| !inside(document, path)) {
        return misplaced(path, "inside the document");
    }
    if let Some(path) = source.keeps.iter().find(|path| inside(document, path)) {
        return misplaced(path, "outside the document");
    }
    for (at, versions) in source.versions.iter().enumerate() {
        let (list, current) = (&versions.list, &versions.current);
        let lists = source.format == Format::Xml || list.steps().last() == Some(&Step::Each);
        if !lists || Some(list) == record {
            return misplaced(list, "at the elements of a list in the record");
        }
        if list == current || !list.covers(current) {
            return misplaced(current, "inside the version that it is about");
        }
        let before = source.versions.iter().take(at);
        if let Some(other) =
            before.into_iter().find(|it| it.list == *list || it.current == *current)
        {
            return misplaced(&other.current, "in one list of versions only");
        }
    }
    Ok(())
}

fn refuse_form(permit: &PermitSource) -> Result<(), PlanError> {
    let good = match &permit.form {
        Form::AgeBand(bounds) => !bounds.is_empty() && bounds.is_sorted_by(|one, next| one < next),
        Form::IncomeBand(bounds) => {
            !bounds.is_empty() && bounds.is_sorted_by(|one, next| one < next)
        }
        Form::RoundTo(step) => *step > 0,
        _ => true,
    };
    if good { Ok(()) } else { Err(PlanError::Form(permit.path.clone())) }
}

/// The longest text that must be seen whole.
fn longest(source: &PlanSource) -> usize {
    let text = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or_default();
    let form = |permit: &PermitSource| match &permit.form {
        Form::Pseudonym | Form::Masked(_) => TRANSFORM_BYTES.most,
        Form::Equals(other) => other.len(),
        Form::InSet(texts) => text(texts),
        _ => 0,
    };
    let fact = |fact: &FactSource| match &fact.test {
        Test::HoldsUnless(texts) | Test::HoldsIf(texts) => text(texts),
        Test::AgeUnder(_) | Test::AgeFrom(_) => 0,
    };
    let forms = source.permits.iter().map(form);
    forms.chain(source.facts.iter().map(fact)).fold(SHORT_TEXT_BYTES, usize::max)
}
