//! A source that is played: a whole log in memory, which lies, fails and stalls as tests say.

use super::signer;
use bytes::Bytes;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::tile::{BundleId, TileId, encode_bundle, encode_hashes};
use sluse::merkle::tree::Edge;
use sluse::mirror::source::{Fetched, Source, SourceError};
use sluse::vocab::limits::Limit;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a source does instead of answering.
#[derive(Clone)]
pub enum Trick {
    /// Gives these bytes.
    Gives(Vec<u8>),
    /// Says that there is nothing.
    Hides,
    /// Says that it was given up.
    GaveUp,
}

/// A log that is played.
#[derive(Default)]
pub struct Played {
    entries: Mutex<Vec<Vec<u8>>>,
    /// The size and note of the checkpoint that is shown.
    shown: Mutex<(u64, Vec<u8>)>,
    tricks: Mutex<HashMap<String, Trick>>,
    /// After so many fetches every further one fails.
    fetches_left: Mutex<Option<u64>>,
    /// Whether partial tiles and bundles are given up once they are full.
    pub forgets_partials: bool,
    pub asked: AtomicU64,
}

/// The entry of an index, of a history.
pub fn entry(index: u64, history: &str) -> Vec<u8> {
    let tag = format!("{index:0>22}");
    let filling = "x".repeat(usize::try_from(index % 97).unwrap());
    format!(r#"{{"v":2,"event":{{"kind":"{history}","filling":"{filling}"}},"tag":"{tag}"}}"#)
        .into_bytes()
}

impl Played {
    /// A log of so many entries.
    pub fn of(size: u64) -> Self {
        Self::forked(size, u64::MAX)
    }

    /// A log whose entries are others from an index on.
    pub fn forked(size: u64, from: u64) -> Self {
        let played = Self::default();
        played.grow(size, from);
        played
    }

    /// Appends entries until there are so many, and signs; from an index on they are of another history.
    pub fn grow(&self, size: u64, forked_from: u64) {
        let mut entries = self.entries.lock().unwrap();
        for index in entries.len() as u64..size {
            entries.push(entry(index, if index < forked_from { "one" } else { "other" }));
        }
        drop(entries);
        self.show(size);
    }

    /// Shows and signs the tree of the first entries.
    pub fn show(&self, size: u64) {
        let mut edge = Edge::empty();
        edge.append(&self.leaves(0, size));
        let checkpoint = Checkpoint::new(super::ORIGIN, size, edge.root()).unwrap();
        let note = signer().sign(&checkpoint.text()).unwrap();
        *self.shown.lock().unwrap() = (size, note);
    }

    /// Shows this note.
    pub fn show_note(&self, note: Vec<u8>) {
        self.shown.lock().unwrap().1 = note;
    }

    pub fn note(&self) -> Vec<u8> {
        self.shown.lock().unwrap().1.clone()
    }

    pub fn play(&self, path: &str, trick: Trick) {
        self.tricks.lock().unwrap().insert(path.to_owned(), trick);
    }

    pub fn play_fair(&self) {
        self.tricks.lock().unwrap().clear();
        *self.fetches_left.lock().unwrap() = None;
    }

    /// Fails after so many fetches.
    pub fn fail_after(&self, fetches: u64) {
        *self.fetches_left.lock().unwrap() = Some(fetches);
    }

    fn leaves(&self, from: u64, below: u64) -> Vec<Hash> {
        let entries = self.entries.lock().unwrap();
        let place = |index: u64| usize::try_from(index).unwrap();
        entries[place(from)..place(below)].iter().map(|one| Hash::leaf(one)).collect()
    }

    /// What a fair log has at a path.
    pub fn truth(&self, path: &str) -> Option<Vec<u8>> {
        let (size, note) = self.shown.lock().unwrap().clone();
        if path == "checkpoint" {
            return Some(note);
        }
        let forgets =
            |is_full: bool, full_is_there: bool| self.forgets_partials && !is_full && full_is_there;
        if let Ok(bundle) = BundleId::parse(path) {
            let widest = BundleId::in_tree(bundle.index(), size)?;
            if widest.width() < bundle.width() || forgets(bundle.is_full(), widest.is_full()) {
                return None;
            }
            let first = usize::try_from(bundle.index() * 256).unwrap();
            let entries = self.entries.lock().unwrap();
            return encode_bundle(&entries[first..first + usize::from(bundle.width())]).ok();
        }
        let tile = TileId::parse(path).ok()?;
        let widest = TileId::in_tree(tile.level(), tile.index(), size)?;
        if widest.width() < tile.width() || forgets(tile.is_full(), widest.is_full()) {
            return None;
        }
        Some(encode_hashes(&self.hashes(tile)))
    }

    fn hashes(&self, tile: TileId) -> Vec<Hash> {
        let span = 256_u64.pow(u32::from(tile.level()));
        let first = tile.index() * 256 * span;
        let leaves = self.leaves(first, first + u64::from(tile.width()) * span);
        let roots = leaves.chunks(usize::try_from(span).unwrap()).map(|some| {
            let mut edge = Edge::empty();
            edge.append(some);
            edge.root()
        });
        roots.collect()
    }
}

impl Source for Played {
    async fn fetch(&self, path: &str, limit: Limit) -> Result<Fetched, SourceError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let unreachable = || SourceError::Unreachable {
            path: path.to_owned(),
            why: "it is played so".to_owned(),
            tries: 1,
        };
        if let Some(left) = self.fetches_left.lock().unwrap().as_mut() {
            *left = left.checked_sub(1).ok_or_else(unreachable)?;
        }
        let trick = self.tricks.lock().unwrap().get(path).cloned();
        let bytes = match trick {
            Some(Trick::Gives(bytes)) => Some(bytes),
            Some(Trick::Hides) => None,
            Some(Trick::GaveUp) => return Ok(Fetched::Gone),
            None => self.truth(path),
        };
        let Some(bytes) = bytes else { return Ok(Fetched::Missing) };
        if bytes.len() > limit.most {
            return Err(SourceError::Oversized { path: path.to_owned(), limit });
        }
        Ok(Fetched::Bytes(Bytes::from(bytes)))
    }
}
