//! Documents for people: HTML, CSV and PDF, read by other programs.

mod csv;
mod html;
mod pdf;

use sluse::paper::{About, Column, Document, Level, Table, Text};
use sluse::vocab::time::Timestamp;
use sluse::vocab::translated::Language;

/// Letters of northern, Lule and southern Sámi beside the Norwegian ones.
pub(super) const LETTERS: &str = "ÁáČčĐđŊŋŠšŦŧŽž Ńńåäæøöï";

pub(super) fn empty(language: Language) -> Document {
    Document::new(About {
        title: "Hvem har lest hva".into(),
        description: "En prøve på alt som et dokument kan ha".into(),
        language,
        made: Timestamp::from_seconds(1_795_000_000),
        author: "Brønnøy kommune".into(),
    })
}

/// One of each kind of block, and a table of so many rows.
pub(super) fn sample(rows: usize) -> Document {
    let mut document = empty(Language::Bokmaal);
    document.heading(Level::Section, "Om oppslagene");
    let law = Text::new().with("Se ").with_link("loven § 5", "https://lovdata.no/lov/x/§5");
    document.paragraph(law.with(", som sier hvorfor."));
    document.list(vec![LETTERS.into(), "to ting".into()]);
    document.heading(Level::Part, "Begreper");
    let said = vec![Text::from("den som leser"), Text::from("etter loven")];
    document.definitions(vec![("Konsument".into(), said)]);
    document.note("Tall under ti er utelatt.");
    document.heading(Level::Section, "Tabellen");
    let columns = vec![Column::text("Formål"), Column::text("Kilde"), Column::numbers("Antall")];
    let mut table = Table::new("Oppslag etter formål", columns);
    for row in 0..rows {
        let source = format!("Kilde nummer {row} med en ganske lang beskrivelse av hva den er til");
        table.row([format!("Formål {row}").into(), source.into(), row.to_string().into()]);
    }
    document.table(table);
    document
}
