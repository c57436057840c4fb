//! Heads as they stand in their file.

use super::{
    ABOUT, ABOUT_END, CUT_ROW, HEADER, HeadsError, HeadsKeys, MAGIC, NOTE, ROW, SALT, SEALED_ROW,
    io_error,
};
use crate::ledger::chain::Standing;
use crate::ledger::vault::{Handle, Known};
use crate::merkle::Hash;
use crate::merkle::map::{Cut, MapLeaf, MapProof, Position, Subtree};
use crate::vocab::ids::EntryIndex;
use crate::vocab::secret::Key32;
use ring::aead::{self, Aad, LessSafeKey, Nonce};
use ring::digest;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use zeroize::Zeroize;

/// One person's heads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    /// Whose they are: not of whoever else may stand in the slot.
    pub(crate) handle: Handle,
    pub(crate) shown: Standing,
    pub(crate) held: Standing,
    /// Where the person is in the map, and with what; zeros while nothing is shown to them.
    pub(crate) leaf: MapLeaf,
}

/// What a file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct About {
    /// Entries below this one are counted.
    pub(crate) size: u64,
    pub(crate) slots: u64,
    /// How many persons are in the map.
    pub(crate) persons: u64,
    /// The newest digest among the entries that are counted.
    pub(crate) before: Option<EntryIndex>,
    /// Whose positions these are.
    pub(crate) vrf_key: [u8; 32],
    /// The root of the map.
    pub(crate) root: Hash,
    /// SHA-256 of the order.
    pub(crate) order: [u8; 32],
}

/// An open file.
pub(crate) struct HeadsFile {
    file: File,
    cipher: LessSafeKey,
    about: About,
    cut: Cut,
}

impl Row {
    /// The heads of a person about whom nothing is known yet.
    pub(crate) const fn none(handle: Handle) -> Self {
        let nothing = Hash::from_bytes([0; 32]);
        Self {
            handle,
            shown: Standing::NONE,
            held: Standing::NONE,
            leaf: MapLeaf { position: Position::new([0; 32]), value: nothing },
        }
    }

    fn to_bytes(self) -> [u8; ROW] {
        let (shown, held) = (self.shown.count.to_be_bytes(), self.held.count.to_be_bytes());
        let parts: [&[u8]; 7] = [
            self.handle.as_bytes(),
            &shown,
            self.shown.head.as_bytes(),
            &held,
            self.held.head.as_bytes(),
            self.leaf.position.as_bytes(),
            self.leaf.value.as_bytes(),
        ];
        let mut bytes = [0; ROW];
        bytes.iter_mut().zip(parts.into_iter().flatten()).for_each(|(to, from)| *to = *from);
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let standing = |bytes: &[u8]| {
            let (count, head) = bytes.split_first_chunk()?;
            let head = Hash::from_bytes(*head.first_chunk()?);
            Some(Standing { count: u64::from_be_bytes(*count), head })
        };
        let (handle, rest) = bytes.split_first_chunk()?;
        let (shown, rest) = rest.split_at_checked(40)?;
        let (held, rest) = rest.split_at_checked(40)?;
        let (position, rest) = rest.split_first_chunk()?;
        let value = Hash::from_bytes(*rest.first_chunk()?);
        let leaf = MapLeaf { position: Position::new(*position), value };
        let (shown, held) = (standing(shown)?, standing(held)?);
        Some(Self { handle: Handle::from_bytes(*handle), shown, held, leaf })
    }

    /// The row as it is written.
    pub(super) fn seal(
        self,
        slot: u64,
        cipher: &LessSafeKey,
    ) -> Result<[u8; SEALED_ROW], HeadsError> {
        let mut text = self.to_bytes();
        let sealed = cipher.seal_in_place_separate_tag(nonce(ROWS, slot), Aad::empty(), &mut text);
        let tag = sealed.map_err(|_| HeadsError::Cipher)?;
        let mut bytes = [0; SEALED_ROW];
        bytes.iter_mut().zip(text.iter().chain(tag.as_ref())).for_each(|(to, from)| *to = *from);
        text.zeroize();
        Ok(bytes)
    }

    /// Opens a row as it was written; none when it is one of zeros.
    pub(super) fn open(
        bytes: &mut [u8; SEALED_ROW],
        slot: u64,
        cipher: &LessSafeKey,
    ) -> Result<Option<Self>, HeadsError> {
        if bytes.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let opened = cipher.open_in_place(nonce(ROWS, slot), Aad::empty(), bytes);
        let row = opened.ok().and_then(|text| Self::parse(text));
        bytes.zeroize();
        row.map(Some).ok_or(HeadsError::Damaged("a row"))
    }
}

const ROWS: u32 = 0;
const HEADERS: u32 = 1;

/// Nonces are counted: a key is of one file, and each of its parts is sealed once.
fn nonce(what: u32, place: u64) -> Nonce {
    let mut bytes = [0; aead::NONCE_LEN];
    let all = what.to_be_bytes().into_iter().chain(place.to_be_bytes());
    bytes.iter_mut().zip(all).for_each(|(to, from)| *to = from);
    Nonce::assume_unique_for_key(bytes)
}

impl About {
    /// The sealed part of the header.
    pub(super) fn seal(&self, cipher: &LessSafeKey) -> Result<Vec<u8>, HeadsError> {
        let before = self.before.map_or(0, |index| index.0 + 1);
        let mut text = Vec::with_capacity(ABOUT + super::TAG);
        for number in [self.size, self.slots, self.persons, before] {
            text.extend_from_slice(&number.to_be_bytes());
        }
        for hash in [&self.vrf_key, self.root.as_bytes(), &self.order] {
            text.extend_from_slice(hash);
        }
        let aad = Aad::from(MAGIC);
        let sealed = cipher.seal_in_place_append_tag(nonce(HEADERS, 0), aad, &mut text);
        sealed.map_err(|_| HeadsError::Cipher)?;
        Ok(text)
    }

    fn open(sealed: &[u8], cipher: &LessSafeKey) -> Option<Self> {
        let mut text = sealed.to_vec();
        let text = cipher.open_in_place(nonce(HEADERS, 0), Aad::from(MAGIC), &mut text).ok()?;
        let (numbers, hashes) = text.split_first_chunk::<32>()?;
        let [vrf_key, root, order] = hashes.as_chunks::<32>().0 else { return None };
        let mut numbers = numbers.as_chunks::<8>().0.iter().map(|it| u64::from_be_bytes(*it));
        Some(Self {
            size: numbers.next()?,
            slots: numbers.next()?,
            persons: numbers.next()?,
            before: numbers.next()?.checked_sub(1).map(EntryIndex),
            vrf_key: *vrf_key,
            root: Hash::from_bytes(*root),
            order: *order,
        })
    }

    pub(super) fn rows_end(&self) -> u64 {
        HEADER + self.slots * SEALED_ROW as u64
    }

    pub(super) fn order_end(&self) -> u64 {
        self.rows_end() + self.persons * 4
    }
}

/// The bytes of a subtree of the cut.
pub(super) fn cut_row(subtree: &Subtree) -> [u8; CUT_ROW] {
    let what = match subtree {
        Subtree::Empty => 0,
        Subtree::One(_) => 1,
        Subtree::Many(_) => 2,
    };
    let mut bytes = [what; CUT_ROW];
    bytes.iter_mut().skip(1).zip(subtree.hash().as_bytes()).for_each(|(to, from)| *to = *from);
    bytes
}

fn subtree(bytes: &[u8; CUT_ROW]) -> Option<Subtree> {
    let (what, hash) = bytes.split_first()?;
    let hash = Hash::from_bytes(*hash.first_chunk()?);
    match what {
        0 => Some(Subtree::Empty),
        1 => Some(Subtree::One(hash)),
        2 => Some(Subtree::Many(hash)),
        _ => None,
    }
}

impl HeadsFile {
    /// Opens the file, if it is there.
    pub(super) fn open(path: &Path, keys: &HeadsKeys) -> Result<Option<Self>, HeadsError> {
        match File::options().read(true).write(true).open(path) {
            Ok(file) => Self::of(file, keys).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_error("opening heads.vault")(error)),
        }
    }

    /// Reads an open file's header and cut.
    pub(super) fn of(file: File, keys: &HeadsKeys) -> Result<Self, HeadsError> {
        let damaged = || HeadsError::Damaged("the header");
        let length = file.metadata().map_err(io_error("reading heads.vault"))?.len();
        if length < HEADER {
            return Err(damaged());
        }
        let mut header = [0; ABOUT_END];
        file.read_exact_at(&mut header, 0).map_err(io_error("reading heads.vault"))?;
        let (cipher, about) = read_header(&header, keys)?;
        if about.vrf_key != *keys.vrf.public().as_bytes() || length < about.order_end() {
            return Err(damaged());
        }
        let cut = read_cut(&file, &about, length)?;
        if cut.root() != about.root {
            return Err(HeadsError::Damaged("the cut"));
        }
        check_order(&file, &about)?;
        Ok(Self { file, cipher, about, cut })
    }

    pub(super) const fn file(&self) -> &File {
        &self.file
    }

    pub(crate) const fn about(&self) -> &About {
        &self.about
    }

    /// The heads of a person whose key is not destroyed: none for one who came later.
    ///
    /// # Errors
    /// [`HeadsError::Damaged`] when the row is another's or nobody's: only the rows of the erased are.
    pub(crate) fn row_of(&self, known: &Known) -> Result<Option<Row>, HeadsError> {
        if known.slot >= self.about.slots {
            return Ok(None);
        }
        let own = self.row(known.slot)?.filter(|row| row.handle == known.handle);
        own.map(Some).ok_or(HeadsError::Damaged("a row"))
    }

    /// The heads in this slot: none for one who came later or was dropped.
    fn row(&self, slot: u64) -> Result<Option<Row>, HeadsError> {
        if slot >= self.about.slots {
            return Ok(None);
        }
        let mut bytes = [0; SEALED_ROW];
        let place = HEADER + slot * SEALED_ROW as u64;
        self.file.read_exact_at(&mut bytes, place).map_err(io_error("reading a row"))?;
        Row::open(&mut bytes, slot, &self.cipher)
    }

    /// The entry that is noted as the digest over these heads.
    pub(crate) fn noted(&self) -> Result<Option<EntryIndex>, HeadsError> {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, NOTE).map_err(io_error("reading the header"))?;
        Ok(u64::from_be_bytes(bytes).checked_sub(1).map(EntryIndex))
    }

    /// Notes which entry is the digest over these heads. It may get lost, so nothing waits for the disk.
    pub(crate) fn note(&self, digest: EntryIndex) -> Result<(), HeadsError> {
        let bytes = (digest.0 + 1).to_be_bytes();
        self.file.write_all_at(&bytes, NOTE).map_err(io_error("noting a digest"))
    }

    /// Proves what is at a position.
    ///
    /// # Errors
    /// When the file cannot be read, or a neighbour in the map was erased: until the next digest.
    pub(crate) fn prove(&self, position: &Position) -> Result<MapProof, HeadsError> {
        let leaf = |rank: u64| {
            let mut slot = [0; 4];
            let place = self.about.rows_end() + rank * 4;
            self.file.read_exact_at(&mut slot, place).map_err(io_error("reading the order"))?;
            let row = self.row(u32::from_be_bytes(slot).into())?;
            let row = row.ok_or(HeadsError::Overtaken)?;
            Ok::<_, HeadsError>(row.leaf)
        };
        self.cut.prove(position, |place| {
            // The first whose subtree is not before this one.
            let (mut least, mut most) = (0, self.about.persons);
            while least < most {
                let middle = least.midpoint(most);
                if self.cut.place(&leaf(middle)?.position) < place {
                    least = middle + 1;
                } else {
                    most = middle;
                }
            }
            let mut leaves = Vec::new();
            while least < self.about.persons {
                let next = leaf(least)?;
                if self.cut.place(&next.position) != place {
                    break;
                }
                leaves.push(next);
                least += 1;
            }
            Ok(leaves)
        })
    }

    pub(super) fn drop_rows(&self, slots: &[u64]) -> Result<(), HeadsError> {
        for slot in slots.iter().filter(|slot| **slot < self.about.slots) {
            let place = HEADER + slot * SEALED_ROW as u64;
            let dropping = self.file.write_all_at(&[0; SEALED_ROW], place);
            dropping.map_err(io_error("dropping a row"))?;
        }
        self.file.sync_data().map_err(io_error("dropping a row"))
    }
}

fn read_header(
    header: &[u8; ABOUT_END],
    keys: &HeadsKeys,
) -> Result<(LessSafeKey, About), HeadsError> {
    let damaged = || HeadsError::Damaged("the header");
    let rest = header.strip_prefix(MAGIC).ok_or_else(damaged)?;
    let (salt, sealed) = rest.split_first_chunk::<SALT>().ok_or_else(damaged)?;
    let cipher = keys.cipher(salt)?;
    let about = About::open(sealed.get(8..).unwrap_or_default(), &cipher).ok_or_else(damaged)?;
    Ok((cipher, about))
}

/// The bytes of a file, without the rows in these slots.
///
/// # Errors
/// When there are bytes, and they do not begin as the file does that these keys made.
pub(in crate::ledger) fn without(
    bytes: &[u8],
    seed: &Key32,
    slots: &[u64],
) -> Result<Vec<u8>, HeadsError> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return Ok(bytes);
    }
    let header = bytes.first_chunk().ok_or(HeadsError::Damaged("the header"))?;
    let (_, about) = read_header(header, &HeadsKeys::new(seed))?;
    for slot in slots.iter().filter(|slot| **slot < about.slots) {
        let place = usize::try_from(HEADER + slot * SEALED_ROW as u64).unwrap_or(usize::MAX);
        if let Some(row) = bytes.get_mut(place..).and_then(|rest| rest.first_chunk_mut()) {
            *row = [0; SEALED_ROW];
        }
    }
    Ok(bytes)
}

fn read_cut(file: &File, about: &About, length: u64) -> Result<Cut, HeadsError> {
    let damaged = || HeadsError::Damaged("the cut");
    let bytes = usize::try_from(length - about.order_end()).map_err(|_| damaged())?;
    let mut bytes = vec![0; bytes];
    let reading = file.read_exact_at(&mut bytes, about.order_end());
    reading.map_err(io_error("reading the cut"))?;
    let (rows, []) = bytes.as_chunks::<CUT_ROW>() else { return Err(damaged()) };
    let subtrees = rows.iter().map(subtree).collect::<Option<Vec<_>>>();
    subtrees.and_then(Cut::of).ok_or_else(damaged)
}

fn check_order(file: &File, about: &About) -> Result<(), HeadsError> {
    let mut hash = digest::Context::new(&digest::SHA256);
    let mut bytes = vec![0; 64 * 1024];
    let mut place = about.rows_end();
    while place < about.order_end() {
        let left = usize::try_from(about.order_end() - place).unwrap_or(bytes.len());
        let part = bytes.len().min(left);
        let room = bytes.get_mut(..part).unwrap_or_default();
        file.read_exact_at(room, place).map_err(io_error("reading the order"))?;
        hash.update(room);
        place += part as u64;
    }
    let is_whole = hash.finish().as_ref() == about.order;
    is_whole.then_some(()).ok_or(HeadsError::Damaged("the order"))
}
