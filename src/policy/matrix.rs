//! Who can see what: for each service its fields against those who may read them, by purpose.

use super::reach::{Item, Reached, Reader, reach};
use super::rule::Purpose;
use super::service::{Field, Service};
use super::set::PolicySet;
use crate::vocab::basis::ServiceId;
use crate::vocab::party::Organisation;
use std::collections::BTreeSet;

/// One service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table<'s> {
    /// The service.
    pub service: &'s Service,
    /// Who reads for what: by reader, then by purpose.
    pub columns: Vec<Column<'s>>,
    /// Its fields in the order of the file; then the whole documents that a purpose permits.
    pub rows: Vec<Row<'s>>,
}

/// A reader and a purpose for which it may read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Column<'s> {
    /// Who.
    pub reader: Reader,
    /// For what.
    pub purpose: &'s Purpose,
}

/// One field, or one kind of whole documents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Row<'s> {
    /// Which.
    pub item: Item,
    /// What the service says of it; none for documents.
    pub field: Option<&'s Field>,
    /// For each column what comes out of it, or of parts of it; empty: nothing.
    pub cells: Vec<Vec<Reached>>,
}

/// Lays out every service, or this one; for every reader, or for this organisation and the groups (it
/// may be a member of them). Services that nobody may read are left out unless asked for.
#[must_use]
pub fn matrix<'s>(
    set: &'s PolicySet,
    service: Option<&ServiceId>,
    consumer: Option<&Organisation>,
) -> Vec<Table<'s>> {
    let wanted = |found: &&'s Service| service.is_none_or(|wanted| *wanted == found.id);
    let services = set.services().iter().map(AsRef::as_ref).filter(wanted);
    let tables = services.map(|found| table(set, found, consumer));
    tables.filter(|table| service.is_some() || !table.columns.is_empty()).collect()
}

fn table<'s>(
    set: &'s PolicySet,
    service: &'s Service,
    consumer: Option<&Organisation>,
) -> Table<'s> {
    let shown = |reader: &Reader| match (reader, consumer) {
        (Reader::Organisation(organisation), Some(consumer)) => organisation == consumer,
        (Reader::Group(_), _) | (_, None) => true,
    };
    let mut read: Vec<(Reader, &Purpose, Vec<Reached>)> = Vec::new();
    for purpose in set.purposes().iter().filter(|purpose| purpose.service == service.id) {
        let reached: Vec<Reached> = reach(purpose).into_iter().filter(|it| !it.never()).collect();
        let readers = Reader::of(purpose).filter(shown);
        read.extend(readers.map(|reader| (reader, purpose.as_ref(), reached.clone())));
    }
    read.sort_by(|(one, first, _), (other, second, _)| (one, &first.id).cmp(&(other, &second.id)));
    let cells = |covers: &dyn Fn(&Item) -> bool| -> Vec<Vec<Reached>> {
        let cell =
            |reached: &[Reached]| reached.iter().filter(|one| covers(&one.item)).cloned().collect();
        read.iter().map(|(_, _, reached)| cell(reached)).collect()
    };
    let fields = service.fields.iter().map(|field| {
        let within = |item: &Item| matches!(item, Item::Field(path) if field.path.covers(path));
        Row { item: Item::Field(field.path.clone()), field: Some(field), cells: cells(&within) }
    });
    let whole = |item: &&Item| !matches!(item, Item::Field(_));
    let all = read.iter().flat_map(|(_, _, reached)| reached).map(|one| &one.item);
    let documents: BTreeSet<&Item> = all.filter(whole).collect();
    let documents = documents.into_iter().map(|item| {
        let cells = cells(&|other: &Item| other == item);
        Row { item: item.clone(), field: None, cells }
    });
    let rows = fields.chain(documents).collect();
    let column = |(reader, purpose, _): &(Reader, &'s Purpose, _)| Column {
        reader: reader.clone(),
        purpose,
    };
    Table { service, columns: read.iter().map(column).collect(), rows }
}
