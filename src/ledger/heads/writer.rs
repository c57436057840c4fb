//! Writing new heads: the rows in the order of slots, then the map in the order of positions, in memory
//! of sixteen bytes a person.

use super::file::{About, HeadsFile, Row, cut_row};
use super::{HEADER, HeadsError, HeadsKeys, MAGIC, SALT, SEALED_ROW, io_error};
use crate::ledger::vault::replace;
use crate::merkle::map::Building;
use crate::vocab::ids::EntryIndex;
use ring::aead::LessSafeKey;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// How much is written at a time.
const BUFFER: usize = 256 * 1024;

/// New heads on their way to their file.
pub(crate) struct Writer {
    file: BufWriter<File>,
    cipher: LessSafeKey,
    salt: [u8; SALT],
    slots: u64,
    /// The persons in the map.
    places: Vec<Place>,
    size: u64,
    before: Option<EntryIndex>,
    /// How often rows had been dropped when this was begun.
    drops: u64,
}

/// A person in the map: by the beginning of their position, as a rule that tells all apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    begins: [u8; 12],
    slot: u32,
}

impl Writer {
    pub(super) fn begin(path: &Path, keys: &HeadsKeys, drops: u64) -> Result<Self, HeadsError> {
        let file = replace::begin(path).map_err(io_error("making new heads"))?;
        let mut salt = [0; SALT];
        SystemRandom::new().fill(&mut salt).map_err(|_| HeadsError::Cipher)?;
        let cipher = keys.cipher(&salt)?;
        let mut file = BufWriter::with_capacity(BUFFER, file);
        let header = [0; HEADER as usize];
        file.write_all(&header).map_err(io_error("writing new heads"))?;
        let (places, before) = (Vec::new(), None);
        Ok(Self { file, cipher, salt, slots: 0, places, size: 0, before, drops })
    }

    /// Which entries are counted, and the newest digest among them.
    pub(crate) const fn covers(&mut self, size: u64, before: Option<EntryIndex>) {
        self.size = size;
        self.before = before;
    }

    /// Adds the row of the next person; slots that were passed over get rows of zeros.
    pub(crate) fn push(&mut self, slot: u64, row: Row) -> Result<(), HeadsError> {
        while self.slots < slot {
            self.write(&[0; SEALED_ROW])?;
        }
        if row.shown.count > 0 {
            let begins = begins(&row);
            let slot = u32::try_from(slot).map_err(|_| HeadsError::Damaged("a slot"))?;
            self.places.push(Place { begins, slot });
        }
        let bytes = row.seal(slot, &self.cipher)?;
        self.write(&bytes)
    }

    fn write(&mut self, row: &[u8; SEALED_ROW]) -> Result<(), HeadsError> {
        self.slots += 1;
        self.file.write_all(row).map_err(io_error("writing new heads"))
    }

    /// Makes the map and makes all of it durable. Gives how often rows had been dropped at the beginning.
    pub(super) fn finish(mut self, keys: &HeadsKeys) -> Result<(HeadsFile, u64), HeadsError> {
        let writing = || io_error("writing new heads");
        self.file.flush().map_err(writing())?;
        self.places.sort_unstable();
        let mut building = Building::new(self.places.len() as u64);
        let mut order = digest::Context::new(&digest::SHA256);
        for alike in self.places.chunk_by(|one, next| one.begins == next.begins) {
            let mut rows = Vec::with_capacity(1);
            for place in alike {
                rows.push((self.row(place.slot)?, place.slot));
            }
            rows.sort_unstable_by_key(|(row, _)| row.leaf.position);
            for (row, slot) in rows {
                building.push(&row.leaf).map_err(|_| HeadsError::Damaged("the order"))?;
                order.update(&slot.to_be_bytes());
                self.file.write_all(&slot.to_be_bytes()).map_err(writing())?;
            }
        }
        let cut = building.finish();
        for subtree in cut.subtrees() {
            self.file.write_all(&cut_row(subtree)).map_err(writing())?;
        }
        let about = About {
            size: self.size,
            slots: self.slots,
            persons: self.places.len() as u64,
            before: self.before,
            vrf_key: *keys.vrf.public().as_bytes(),
            root: cut.root(),
            order: order.finish().as_ref().first_chunk().copied().unwrap_or_default(),
        };
        let sealed = about.seal(&self.cipher)?;
        let header = [MAGIC.as_slice(), &self.salt, &[0; 8], &sealed].concat();
        let file = self.file.into_inner().map_err(|error| writing()(error.into_error()))?;
        file.write_all_at(&header, 0).map_err(writing())?;
        file.sync_all().map_err(writing())?;
        Ok((HeadsFile::of(file, keys)?, self.drops))
    }

    /// Reads a row that was written.
    fn row(&self, slot: u32) -> Result<Row, HeadsError> {
        let mut bytes = [0; SEALED_ROW];
        let place = HEADER + u64::from(slot) * SEALED_ROW as u64;
        let reading = self.file.get_ref().read_exact_at(&mut bytes, place);
        reading.map_err(io_error("reading new heads"))?;
        let row = Row::open(&mut bytes, u64::from(slot), &self.cipher)?;
        row.ok_or(HeadsError::Damaged("a row"))
    }
}

fn begins(row: &Row) -> [u8; 12] {
    row.leaf.position.as_bytes().first_chunk().copied().unwrap_or_default()
}
