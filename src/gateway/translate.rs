//! A purpose's rules over the answers of one route, for the floor that knows documents and not policies.

use crate::policy::{self, Purpose, Service, Shape};
use crate::redact::{self, PlanError, PlanSource};
use crate::vocab::field::FieldPath;

/// Translates. A service's fields are fields of its document, which may stand inside an answer.
///
/// # Errors
/// When a path becomes too deep inside the answer.
pub fn source(
    purpose: &Purpose,
    service: &Service,
    shape: &Shape,
) -> Result<PlanSource, PlanError> {
    let inside = |path: &FieldPath| placed(path, shape);
    let permits = purpose.permits.iter().map(|permit| {
        Ok(redact::PermitSource {
            path: inside(&permit.path)?,
            form: form(&permit.form),
            only_when: permit.condition.as_ref().map(condition),
            history: permit.history,
        })
    });
    let forbids = purpose.forbids.iter().map(|rule| {
        Ok(redact::ForbidSource {
            path: rule.path.as_ref().map(inside).transpose()?,
            only_when: rule.condition.as_ref().map(condition),
        })
    });
    let facts = service.facts.iter().map(|fact| {
        Ok(redact::FactSource {
            name: fact.id.clone(),
            paths: fact.paths.iter().map(inside).collect::<Result<_, _>>()?,
            test: test(&fact.test),
            when_absent: fact.when_absent,
        })
    });
    let versions = service.versions.iter().map(|versions| {
        Ok(redact::VersionsSource {
            list: inside(&versions.list)?,
            current: inside(&versions.current)?,
            absent_is_current: versions.when_absent,
        })
    });
    Ok(PlanSource {
        format: format(service.format),
        permits: permits.collect::<Result<_, _>>()?,
        forbids: forbids.collect::<Result<_, _>>()?,
        facts: facts.collect::<Result<_, _>>()?,
        versions: versions.collect::<Result<_, _>>()?,
        records: shape.records.clone(),
        subject: shape.record_subject.clone(),
        document: shape.document.clone(),
        keeps: shape.keeps.clone(),
        known: service.fields.iter().map(|field| inside(&field.path)).collect::<Result<_, _>>()?,
        namespaces: service.namespaces.clone(),
    })
}

/// Where a path of the document stands in the answer.
fn placed(path: &FieldPath, shape: &Shape) -> Result<FieldPath, PlanError> {
    let Some(document) = shape.document.as_ref().or(shape.records.as_ref()) else {
        return Ok(path.clone());
    };
    let must = "at most 32 steps deep in the answer";
    document.join(path).map_err(|_| PlanError::Misplaced { path: path.clone(), must })
}

fn condition(condition: &policy::Condition) -> redact::Condition {
    redact::Condition { fact: condition.fact.clone(), holds: condition.holds }
}

/// How the floor below writes it; what is opaque is never given to it.
const fn format(format: policy::Format) -> redact::Format {
    match format {
        policy::Format::Json | policy::Format::Opaque => redact::Format::Json,
        policy::Format::JsonLines => redact::Format::JsonLines,
        policy::Format::Xml => redact::Format::Xml,
        policy::Format::Csv => redact::Format::Csv,
    }
}

fn test(test: &policy::Test) -> redact::Test {
    match test {
        policy::Test::HoldsUnless(texts) => redact::Test::HoldsUnless(texts.clone()),
        policy::Test::HoldsIf(texts) => redact::Test::HoldsIf(texts.clone()),
        policy::Test::AgeUnder(years) => redact::Test::AgeUnder(*years),
        policy::Test::AgeFrom(years) => redact::Test::AgeFrom(*years),
    }
}

fn form(form: &policy::Form) -> redact::Form {
    match form {
        policy::Form::Exists => redact::Form::Exists,
        policy::Form::IsOver(years) => redact::Form::IsOver(*years),
        policy::Form::Equals(text) => redact::Form::Equals(text.clone()),
        policy::Form::InSet(texts) => redact::Form::InSet(texts.clone()),
        policy::Form::IsResidentIn(places) => redact::Form::IsResidentIn(places.clone()),
        policy::Form::Year => redact::Form::Year,
        policy::Form::AgeInYears => redact::Form::AgeInYears,
        policy::Form::AgeBand(from) => redact::Form::AgeBand(from.clone()),
        policy::Form::Municipality => redact::Form::Municipality,
        policy::Form::PostcodeArea => redact::Form::PostcodeArea,
        policy::Form::IncomeBand(from) => redact::Form::IncomeBand(from.clone()),
        policy::Form::RoundTo(multiple) => redact::Form::RoundTo(*multiple),
        policy::Form::Pseudonym => redact::Form::Pseudonym,
        policy::Form::Masked(shown) => redact::Form::Masked(*shown),
        policy::Form::Clear => redact::Form::Clear,
    }
}
