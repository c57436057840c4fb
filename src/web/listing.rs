//! The list for who is logged in: in pages, for print, as files. What it reads from the ledger is read off the
//! threads that serve requests.

use super::document::document;
use super::export::{self, Document};
use super::feed::{self, Feed};
use super::filter::{Filter, Part};
use super::list::{List, MOST, PRINTED, Page, Unreadable};
use super::others::{ActingFor, Whose};
use super::phrases::RelativePhrase;
use super::rows::SEARCHED;
use super::visit::{Ending, Known, Reader, Reply};
use super::{Web, json, notices, pages};
use crate::paper;
use crate::vocab::cause::Told;

/// As what the whole list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A table for spreadsheets.
    Csv,
    /// A document for programs.
    Json,
    /// A document for archives, of at most as many entries as the page for print.
    Pdf,
}

impl Web {
    pub(super) async fn readings(&self, part: Part, known: &Known) -> Reply {
        let here = part.address("/readings");
        let whose = match self.whose_list(known).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        match (self.page(part, MOST, &whose, known).await, known.reader) {
            (Err(refused), _) => refused,
            (Ok(page), Reader::Person) => {
                known.page(&here, |frame| pages::readings(frame, &page, &whose))
            }
            (Ok(page), Reader::Program) => {
                known.json(json::document(&page, &whose, known.language))
            }
        }
    }

    /// The page to print. It costs as much as a file, so few are made at one time.
    pub(super) async fn printed(&self, filter: Filter, known: &Known) -> Reply {
        let whose = match self.whose_list(known).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        let Ok(_making) = self.bundles.try_acquire() else {
            return known.notice(Ending::Unreadable, notices::UNREADABLE);
        };
        let part = Part { filter, before: None };
        let here = part.address("/readings/print");
        match self.page(part, PRINTED.most, &whose, known).await {
            Ok(page) => known.page(&here, |frame| pages::printed(frame, &page, &whose, known.now)),
            Err(refused) => refused,
        }
    }

    async fn page(
        &self,
        part: Part,
        most: usize,
        whose: &Whose,
        known: &Known,
    ) -> Result<Page, Reply> {
        self.with_list(whose, known, move |list| list.page(part, most)).await
    }

    /// Everything that the filter admits, as a file.
    pub(super) async fn whole(&self, kind: FileKind, filter: Filter, known: &Known) -> Reply {
        let whose = match self.whose_list(known).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        let Ok(_making) = self.bundles.try_acquire() else {
            return known.notice(Ending::Unreadable, notices::UNREADABLE);
        };
        let made = match kind {
            FileKind::Csv => self.with_list(&whose, known, move |list| csv(list, &filter)).await,
            FileKind::Json => {
                self.with_list(&whose, known, move |list| json_document(list, &filter)).await
            }
            FileKind::Pdf => self.with_list(&whose, known, move |list| pdf(list, filter)).await,
        };
        match made {
            Ok((name, media_type, bytes)) => known.file(name, media_type, bytes),
            Err(refused) => refused,
        }
    }

    /// The list as a feed. An archive ends at a full page only: then it never changes.
    pub(super) async fn feed(&self, before: Option<u64>, known: &Known) -> Reply {
        // What a reader of feeds keeps outlives the right to see another's list.
        let (title, text) = (RelativePhrase::OwnOnlyTitle, RelativePhrase::OwnOnlyText);
        let whose = match self.own_list(known, (title, text)).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        if before.is_some_and(|before| !feed::ends_archive(before)) {
            return known.notice(Ending::BadAddress, notices::BAD_ADDRESS);
        }
        let read = move |list: List<'_>| {
            // One that is not full yet would change.
            let is_there = match before {
                Some(before) => list.has_come(before)?,
                None => true,
            };
            is_there.then(|| list.entries(before)).transpose()
        };
        match self.with_list(&whose, known, read).await {
            Ok(Some(entries)) => {
                let (base_url, language, now) = (self.base_url.as_str(), known.language, known.now);
                known.feed(feed::feed(&Feed { base_url, before, language, now }, &entries))
            }
            Ok(None) => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Err(refused) => refused,
        }
    }

    /// Reads from the list that is shown.
    async fn with_list<T: Send + 'static>(
        &self,
        whose: &Whose,
        known: &Known,
        read: impl FnOnce(List<'_>) -> Result<T, Unreadable> + Send + 'static,
    ) -> Result<T, Reply> {
        let (person, places) = (whose.person().clone(), whose.places());
        let (sources, remembered) = self.sources_of(whose, known.now);
        let (now, language) = (known.now, known.language);
        let (relation, weaker) = (whose.acting_for().map(ActingFor::relation), whose.is_weaker());
        let done = tokio::task::spawn_blocking(move || {
            let (sources, remembered) = (&sources, &remembered);
            read(List {
                sources,
                remembered,
                person: &person,
                places,
                relation,
                weaker,
                now,
                language,
            })
        });
        match done.await {
            Ok(Ok(read)) => Ok(read),
            Ok(Err(Unreadable)) | Err(_) => {
                Err(known.notice(Ending::Unreadable, notices::UNREADABLE))
            }
        }
    }
}

type Made = (String, &'static str, Vec<u8>);

fn csv(list: List<'_>, filter: &Filter) -> Result<Made, Unreadable> {
    let mut table = export::table(list.language);
    let cut = list.whole(filter, |shown| export::add(&mut table, &shown, list.language))?;
    // A table has no place to say that there is more, so the file's name does.
    let name = match cut {
        None => "sluse.csv".to_owned(),
        Some(_) => format!("sluse-newest-{}.csv", SEARCHED.most),
    };
    Ok((name, "text/csv; charset=utf-8; header=present", export::csv(&table)))
}

fn pdf(list: List<'_>, filter: Filter) -> Result<Made, Unreadable> {
    let page = list.page(Part { filter, before: None }, PRINTED.most)?;
    let written = paper::pdf::document(&document(&page, list));
    let bytes = written.map_err(|error| {
        tracing::error!(error = %Told(&error), "a person's list cannot be written as PDF");
        Unreadable
    })?;
    Ok(("sluse.pdf".to_owned(), "application/pdf", bytes))
}

fn json_document(list: List<'_>, filter: &Filter) -> Result<Made, Unreadable> {
    let mut document = Document::new();
    let cut = list.whole(filter, |shown| document.reading(&shown, list.language))?;
    let next = cut.map(|count| Filter::default().address("/me/readings", Some(count)));
    let witnessed = list.sources.readings.witnessed();
    let bytes = document.into_bytes(next.as_deref(), witnessed.as_ref(), list);
    Ok(("sluse-readings.json".to_owned(), "application/json", bytes))
}
