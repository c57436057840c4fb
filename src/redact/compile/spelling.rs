//! Paths as their format spells them: in XML repeated elements need no `[]`, and each prefix is a
//! namespace; in CSV a path is a column.

use super::super::source::{Format, PlanError, PlanSource};
use crate::vocab::field::{FieldPath, Step};

/// The prefix that needs no declaration (Namespaces in XML 1.0, section 3).
const XML: &str = "xml";

/// Gives all paths the one spelling that the tree is grown from.
pub(super) fn settle(mut source: PlanSource) -> Result<PlanSource, PlanError> {
    match source.format {
        Format::Json | Format::JsonLines => return Ok(source),
        Format::Xml => refuse_namespaces(&source.namespaces)?,
        Format::Csv => {}
    }
    let (format, namespaces) = (source.format, std::mem::take(&mut source.namespaces));
    let settle = |path: &mut FieldPath| match format {
        Format::Csv => refuse_not_a_column(path),
        _ => {
            *path = without_lists(path)?;
            refuse_misspelt(path, &namespaces)
        }
    };
    let mut paths: Vec<&mut FieldPath> = Vec::new();
    paths.extend(source.permits.iter_mut().map(|permit| &mut permit.path));
    paths.extend(source.forbids.iter_mut().filter_map(|forbid| forbid.path.as_mut()));
    paths.extend(source.facts.iter_mut().flat_map(|fact| &mut fact.paths));
    paths.extend(source.versions.iter_mut().flat_map(|it| [&mut it.list, &mut it.current]));
    paths.extend(
        [&mut source.records, &mut source.subject, &mut source.document].into_iter().flatten(),
    );
    paths.extend(&mut source.keeps);
    paths.extend(&mut source.known);
    paths.into_iter().try_for_each(settle)?;
    source.namespaces = namespaces;
    Ok(source)
}

fn misplaced(path: &FieldPath, must: &'static str) -> PlanError {
    PlanError::Misplaced { path: path.clone(), must }
}

fn refuse_namespaces(namespaces: &[(String, String)]) -> Result<(), PlanError> {
    for (at, (prefix, uri)) in namespaces.iter().enumerate() {
        let before = namespaces.iter().take(at);
        let twice = before.into_iter().any(|(other, name)| other == prefix || name == uri);
        if twice || prefix == XML || prefix.is_empty() || uri.is_empty() {
            return Err(PlanError::Namespace(prefix.clone()));
        }
    }
    Ok(())
}

fn without_lists(path: &FieldPath) -> Result<FieldPath, PlanError> {
    path.without_lists().ok_or_else(|| misplaced(path, "at an element or an attribute"))
}

/// Sees to it that every prefix is declared, and that attributes end their paths.
fn refuse_misspelt(path: &FieldPath, namespaces: &[(String, String)]) -> Result<(), PlanError> {
    let last = path.steps().len() - 1;
    for (at, step) in path.steps().iter().enumerate() {
        let Step::Member(name) = step else { continue };
        let attribute = name.strip_prefix('@');
        if attribute.is_some() && (at != last || at == 0) {
            return Err(misplaced(path, "with its attribute last, at an element"));
        }
        let known = |prefix| prefix == XML || namespaces.iter().any(|(other, _)| other == prefix);
        let prefix = attribute.unwrap_or(name).split_once(':').map(|(prefix, _)| prefix);
        if !prefix.is_none_or(known) {
            return Err(misplaced(path, "in namespaces that are declared"));
        }
    }
    Ok(())
}

fn refuse_not_a_column(path: &FieldPath) -> Result<(), PlanError> {
    match path.steps() {
        [Step::Member(_)] => Ok(()),
        _ => Err(misplaced(path, "at a column: one name")),
    }
}
