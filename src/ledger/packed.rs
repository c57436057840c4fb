//! How a full bundle lies in storage: in four blocks of 64 entries, each packed by itself, so that one
//! entry is read by unpacking a quarter. A bundle that is not full lies there as C2SP has it.
//!
//! ```text
//! "SLP1" | marks u8 | zero 3 | of each block: end u32, length u32, CRC-32 u32 | CRC-32 of all before
//! block | block | block | block
//! ```
//!
//! with big-endian numbers. *end* is where the block ends, counted from the end of this head; *length*
//! is its length when it is unpacked; the checksum is over its packed bytes. Packed is by LZ4's block
//! format; unpacked, the four blocks one after the other are the bytes of the bundle as C2SP has it. Bit
//! 0 of *marks* is set when an entry may change what is read from all entries at a start: the registry,
//! which policies are in force, whose keys are destroyed. What bytes of entries are worth is told by
//! the tree; the checksums tell a damaged disk from a forger.

use crate::merkle::tile::{BundleId, TileError, decode_bundle, encode_bundle};
use crate::vocab::limits::ENTRY_BYTES;
use bytes::Bytes;
use std::ops::Range;

const MAGIC: [u8; 4] = *b"SLP1";

/// The bytes before the first block.
pub const HEAD_BYTES: usize = 60;

const BLOCKS: usize = 4;

/// The entries of one block.
const BLOCK_ENTRIES: u16 = 64;

/// The most bytes of an unpacked block.
const MOST_BYTES: usize = BLOCK_ENTRIES as usize * (ENTRY_BYTES.most + 2);

const FOR_VIEWS: u8 = 1;

/// Why what was read is no packed bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackedError {
    /// The head is too short, not of this form, or does not fit its checksum.
    #[error("the head of the packed bundle is damaged")]
    Head,
    /// A block is too short or too long, does not fit its checksum, or cannot be unpacked.
    #[error("block {0} of the packed bundle is damaged")]
    Block(usize),
    /// What was unpacked, or was not packed, is not such a bundle.
    #[error(transparent)]
    Bundle(#[from] TileError),
}

/// Where a bundle lies: packed when it is full.
#[must_use]
pub fn path(bundle: BundleId) -> String {
    if bundle.is_full() { format!("{}.packed", bundle.path()) } else { bundle.path() }
}

/// The bytes that lie at [`path`] for these entries.
///
/// # Errors
/// When there are not as many entries as the bundle's width, or one is too long.
pub fn encode(bundle: BundleId, entries: &[Bytes]) -> Result<Vec<u8>, TileError> {
    if entries.len() != usize::from(bundle.width()) {
        return Err(TileError::Bytes { width: bundle.width() });
    }
    if bundle.is_full() { pack(entries) } else { encode_bundle(entries) }
}

/// The entries of the bytes that lie at [`path`].
///
/// # Errors
/// When they are damaged.
pub fn decode(bundle: BundleId, bytes: Vec<u8>) -> Result<Vec<Bytes>, PackedError> {
    if !bundle.is_full() {
        return Ok(split(bytes, bundle.width())?);
    }
    let head = Head::read(&bytes)?;
    if head.end() != Some(bytes.len()) {
        return Err(PackedError::Head);
    }
    let mut entries = Vec::with_capacity(usize::from(bundle.width()));
    for block in 0..BLOCKS {
        let range = head.range(block).ok_or(PackedError::Block(block))?;
        let packed = bytes.get(range).ok_or(PackedError::Block(block))?;
        entries.extend(head.unpack(block, packed)?);
    }
    if head.may_change_views() == may_change_views(&entries) {
        Ok(entries)
    } else {
        Err(PackedError::Head)
    }
}

/// The entries of a bundle as C2SP has it.
///
/// # Errors
/// When it is not one, or an entry has no bytes.
pub(crate) fn split(bytes: Vec<u8>, width: u16) -> Result<Vec<Bytes>, TileError> {
    let bytes = Bytes::from(bytes);
    let entries = decode_bundle(&bytes, width)?;
    // Only what was thinned has entries without bytes.
    if entries.iter().any(|entry| entry.is_empty()) {
        return Err(TileError::Bytes { width });
    }
    Ok(entries.into_iter().map(|entry| bytes.slice_ref(entry)).collect())
}

fn may_change_views(entries: &[Bytes]) -> bool {
    entries.iter().any(|entry| super::entry::may_change_views(entry))
}

fn pack(entries: &[Bytes]) -> Result<Vec<u8>, TileError> {
    let too_long = |_| TileError::Entry(ENTRY_BYTES);
    let mut packed = vec![0; HEAD_BYTES];
    let mut parts = Vec::with_capacity(BLOCKS);
    for block in entries.chunks(usize::from(BLOCK_ENTRIES)) {
        let raw = encode_bundle(block)?;
        let bytes = lz4_flex::block::compress(&raw);
        packed.extend_from_slice(&bytes);
        let end = u32::try_from(packed.len() - HEAD_BYTES).map_err(too_long)?;
        let length = u32::try_from(raw.len()).map_err(too_long)?;
        parts.extend([end, length, crc32fast::hash(&bytes)]);
    }
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&[u8::from(may_change_views(entries)) * FOR_VIEWS, 0, 0, 0]);
    parts.iter().for_each(|part| head.extend_from_slice(&part.to_be_bytes()));
    head.extend_from_slice(&crc32fast::hash(&head).to_be_bytes());
    if let Some(room) = packed.first_chunk_mut::<HEAD_BYTES>()
        && let Some(head) = head.first_chunk()
    {
        *room = *head;
    }
    Ok(packed)
}

/// What stands before the blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    marks: u8,
    blocks: [Block; BLOCKS],
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Block {
    end: usize,
    length: usize,
    check: u32,
}

impl Head {
    /// Reads the first [`HEAD_BYTES`] of a packed bundle; what follows is not looked at.
    ///
    /// # Errors
    /// When they are too few, of another form or damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, PackedError> {
        let head = bytes.first_chunk::<HEAD_BYTES>().ok_or(PackedError::Head)?;
        let (body, check) = head.split_last_chunk::<4>().ok_or(PackedError::Head)?;
        if crc32fast::hash(body) != u32::from_be_bytes(*check) {
            return Err(PackedError::Head);
        }
        let rest = body.strip_prefix(&MAGIC).ok_or(PackedError::Head)?;
        let ([marks, zeros @ ..], rest) = rest.split_first_chunk::<4>().ok_or(PackedError::Head)?;
        if marks & !FOR_VIEWS != 0 || *zeros != [0; 3] {
            return Err(PackedError::Head);
        }
        let mut numbers = rest.as_chunks::<4>().0.iter().map(|it| u32::from_be_bytes(*it));
        let mut blocks = [Block::default(); BLOCKS];
        for block in &mut blocks {
            let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
            let mut next = || numbers.next().ok_or(PackedError::Head);
            *block = Block { end: size(next()?), length: size(next()?), check: next()? };
        }
        Ok(Self { marks: *marks, blocks })
    }

    /// Whether an entry may change the registry, which policies are in force, or whose keys are there.
    #[must_use]
    pub const fn may_change_views(&self) -> bool {
        self.marks & FOR_VIEWS != 0
    }

    /// The length of the packed bundle.
    fn end(&self) -> Option<usize> {
        self.blocks.last()?.end.checked_add(HEAD_BYTES)
    }

    /// The block with the entry at this place of the bundle.
    #[must_use]
    pub fn block_of(place: u16) -> usize {
        usize::from(place / BLOCK_ENTRIES)
    }

    /// Where a block lies; none when there is no such block or its ends are in disorder.
    #[must_use]
    pub fn range(&self, block: usize) -> Option<Range<usize>> {
        let before = match block.checked_sub(1) {
            Some(before) => self.blocks.get(before)?.end,
            None => 0,
        };
        let end = self.blocks.get(block)?.end;
        let most = lz4_flex::block::get_maximum_output_size(MOST_BYTES);
        let is_fit = end.checked_sub(before).is_some_and(|length| length <= most);
        is_fit.then(|| HEAD_BYTES + before..HEAD_BYTES + end)
    }

    fn unpack(&self, block: usize, packed: &[u8]) -> Result<Vec<Bytes>, PackedError> {
        let Some(Block { length, check, .. }) = self.blocks.get(block) else {
            return Err(PackedError::Block(block));
        };
        if *length > MOST_BYTES || crc32fast::hash(packed) != *check {
            return Err(PackedError::Block(block));
        }
        let raw = lz4_flex::block::decompress(packed, *length);
        let raw = raw.ok().filter(|raw| raw.len() == *length);
        Ok(split(raw.ok_or(PackedError::Block(block))?, BLOCK_ENTRIES)?)
    }

    /// The entry at this place of the bundle, from the bytes of its block.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn entry(&self, place: u16, packed: &[u8]) -> Result<Bytes, PackedError> {
        let block = Self::block_of(place);
        let entries = self.unpack(block, packed)?;
        let entry = entries.get(usize::from(place % BLOCK_ENTRIES));
        // The entry alone is kept, not the whole block that it was cut from.
        entry.map(|entry| Bytes::copy_from_slice(entry)).ok_or(PackedError::Block(block))
    }
}
