//! When a person wants to be told of readings: the choice, how notices went, and the page of both.

use super::deeds::done;
use super::pages::{self, NOTICES, Notices, PastNotice};
use super::readings::Record;
use super::visit::{Ending, Known, Reader, Reply};
use super::{Web, notices};
use crate::acts::{Setting, When};
use crate::ledger::entry::{Event, NoticeOutcome};
use crate::page::Form;
use crate::vocab::limits::Limit;
use crate::vocab::notice::{Fate, Way};
use crate::vocab::subject::PersonNumber;
use serde_json::{Value, json};

/// Looks after those who want to be told.
pub trait Telling: Send + Sync + 'static {
    /// Sees to it that a person is looked after from now on. May block on the disk.
    ///
    /// # Errors
    /// When that cannot be made durable: then nothing is promised to them.
    fn watch(&self, person: &PersonNumber) -> Result<(), Unwatched>;

    /// In which ways people are told, in the order in which they are tried.
    fn ways(&self) -> Vec<Way>;
}

/// A person could not be looked after; what is in the way is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the person could not be looked after")]
pub struct Unwatched;

/// The newest entries of a person's in which past notices are looked for.
pub const LOOKED_BACK: Limit = Limit { name: "notices_looked_back", most: 2000 };

/// How many past notices are shown.
const SHOWN: usize = 20;

impl Web {
    /// What the person has chosen, and how notices went.
    pub(super) async fn telling(&self, person: &PersonNumber, saved: bool, known: &Known) -> Reply {
        let (readings, whose) = (self.sources.readings.clone(), person.clone());
        let read =
            tokio::task::spawn_blocking(move || readings.about(&whose, None, LOOKED_BACK.most));
        let Ok(Ok(records)) = read.await else {
            return known.notice(Ending::Unreadable, notices::UNREADABLE);
        };
        let view = Notices {
            chosen: self.acts.chosen(person).map(|setting| setting.when),
            ways: self.telling.as_ref().map(|telling| telling.ways()).unwrap_or_default(),
            past: records.iter().filter_map(past).take(SHOWN).collect(),
            saved,
        };
        match known.reader {
            Reader::Person => known.page(NOTICES, |frame| pages::notices(frame, &view)),
            Reader::Program => known.json(document(&view)),
        }
    }

    /// Keeps a choice. Who is to be told is looked after before the choice counts.
    pub(super) async fn tell(&self, person: &PersonNumber, form: &Form, known: &Known) -> Reply {
        let when = form.once("when").ok().flatten().and_then(|word| When::parse(word).ok());
        let (Some(when), Some(telling)) = (when, self.telling.clone()) else {
            return known.notice(Ending::NotTaken, notices::NOT_POSSIBLE);
        };
        if when != When::Never {
            let whose = person.clone();
            let watched = tokio::task::spawn_blocking(move || telling.watch(&whose)).await;
            if !matches!(watched, Ok(Ok(()))) {
                return known.notice(Ending::Unreadable, notices::NOT_WRITTEN);
            }
        }
        match self.acts.choose(person, Setting { when, channel: None }).await {
            Ok(_) if known.reader == Reader::Person => self.telling(person, true, known).await,
            Ok(index) => done(known, NOTICES, index),
            Err(error) => super::deeds::not_taken(error, known),
        }
    }
}

fn past(record: &Record) -> Option<PastNotice> {
    let Event::Notice(notice) = &record.entry.event else { return None };
    let fate = match notice.outcome {
        NoticeOutcome::Delivered => Fate::Delivered,
        NoticeOutcome::Failed => Fate::Failed,
    };
    Some(PastNotice { at: record.entry.at, way: Way::parse(&notice.channel).ok(), fate })
}

fn document(view: &Notices) -> Value {
    let past =
        view.past.iter().map(|one| json!({ "at": one.at, "way": one.way, "fate": one.fate }));
    json!({
        "chosen": view.chosen.unwrap_or_default(),
        "ways": view.ways,
        "past": past.collect::<Vec<_>>(),
    })
}
