//! The public journal of a month for people: who read how many records, of whose, what for.

use super::{Given, Say};
use crate::audit::journal::{Journal, Row, THRESHOLD, Told};
use crate::paper::{Column, Document, Table, Text};
use crate::vocab::party::Organisation;
use crate::vocab::translated::Translated;

/// The journal, as far as it is told.
#[must_use]
pub fn journal(journal: &Journal, given: &Given) -> Document {
    let mut document = given.document(Say::JournalTitle, Say::JournalWhat);
    let month = journal.month().to_string();
    document.paragraph(format!("{}: {month}", given.say(Say::Month)));
    let fewest = THRESHOLD.to_string();
    document.note(Say::JournalFew.with(given.language, &[("{n}", &fewest)]));
    let heads = [Say::Organisation, Say::Source, Say::Purpose];
    let columns = heads.iter().map(|head| Column::text(given.say(*head)));
    let columns = columns.chain([Column::numbers(given.say(Say::Count))]).collect();
    let caption = format!("{} {month}", given.say(Say::JournalTitle));
    let mut table = Table::new(caption, columns);
    for row in journal.rows() {
        table.row(cells(row, given));
    }
    document.table(table);
    document
}

fn cells(row: &Row, given: &Given) -> [Text; 4] {
    let source = titled(row.service_title.as_ref(), &row.key.service.to_string(), given);
    let provider = row.provider.as_ref().map(Organisation::as_str);
    let source = [Some(source.as_str()), provider].into_iter().flatten().collect::<Vec<_>>();
    let count = match row.readings {
        Told::Exactly(count) => count.to_string(),
        Told::Few => format!("<{THRESHOLD}"),
    };
    let consumer = row.key.consumer.as_str();
    let consumer = match &row.consumer_name {
        Some(name) => format!("{name} ({consumer})"),
        None => consumer.to_owned(),
    };
    let purpose = titled(row.purpose_title.as_ref(), &row.key.purpose.to_string(), given);
    [consumer.into(), source.join(", ").into(), purpose.into(), count.into()]
}

/// What something is called, and its name.
fn titled(title: Option<&Translated>, name: &str, given: &Given) -> String {
    match title {
        Some(title) => format!("{} ({name})", title.in_language(given.language)),
        None => name.to_owned(),
    }
}
