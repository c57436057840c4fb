//! The list as a document to keep: a heading for each day and purpose, and what there is to say of each reading.

use super::export::{COLUMNS, head, line, named};
use super::list::{List, Page};
use super::pages::none_of;
use super::phrases::{ListPhrase, Phrase, day_in_words};
use super::readings::Shown;
use crate::paper::{About, Document, Level, Text};
use crate::vocab::translated::Language;

/// A page of the list as a document.
#[must_use]
pub(super) fn document(page: &Page, list: List<'_>) -> Document {
    let (now, language) = (list.now, list.language);
    let say = |phrase: ListPhrase| phrase.in_language(language);
    let mut document = Document::new(About {
        title: Phrase::ReadingsTitle.in_language(language).to_owned(),
        description: Phrase::FrontLead.in_language(language).to_owned(),
        language,
        made: now,
        author: Phrase::Sluse.in_language(language).to_owned(),
    });
    let made = say(ListPhrase::PaperText).replace("{at}", &now.in_norway());
    document.paragraph(Text::new().with(made));
    if list.weaker {
        document.note(Text::new().with(say(ListPhrase::WeakerText)));
    }
    if page.next.is_some() {
        let more = ListPhrase::PrintMore.words().with_number(page.shown.len(), language);
        document.note(Text::new().with(more));
    }
    if let Some(witnessed) = page.witnessed.as_ref().filter(|it| !it.by.is_empty()) {
        let text = Phrase::WitnessedBy.in_language(language);
        let text = text.replace("{n}", &witnessed.by.len().to_string());
        let text = text.replace("{k}", &witnessed.of.to_string());
        document.paragraph(Text::new().with(text.replace("{names}", &witnessed.by.join(", "))));
    }
    if page.shown.is_empty() {
        document.paragraph(Text::new().with(none_of(&page.part).in_language(language)));
    }
    let (heads, mut before) = (head(language), None);
    for shown in &page.shown {
        let day = shown.day();
        if before.replace(day) != Some(day) {
            document.heading(Level::Section, day_in_words(day, language));
        }
        reading(&mut document, &heads, shown, language);
    }
    document
}

fn reading(document: &mut Document, heads: &[&str; COLUMNS], shown: &Shown, language: Language) {
    let title = shown.purpose.as_ref().map(|purpose| named(purpose, language));
    let unknown = || Phrase::PurposeNotKnown.in_language(language).into();
    document.heading(Level::Part, title.unwrap_or_else(unknown));
    let said = heads.iter().zip(line(shown, language)).filter(|(_, said)| !said.is_empty());
    document.definitions(said.map(|(head, said)| ((*head).into(), vec![said])).collect());
}
