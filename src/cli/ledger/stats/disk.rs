//! What a ledger's files take on disk.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Bytes on disk: whole blocks, as the file system gives them out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Disk {
    pub(super) bundles: u64,
    pub(super) tiles: u64,
    pub(super) journal: u64,
    pub(super) other: u64,
}

impl Disk {
    /// What is below the ledger's folder.
    pub(super) fn of(dir: &Path) -> io::Result<Self> {
        let all = below(dir)?;
        let bundles = below(&dir.join("tile/entries"))?;
        let tiles = below(&dir.join("tile"))?.saturating_sub(bundles);
        let journal = below(&dir.join("journal"))?;
        let other = all.saturating_sub(bundles + tiles + journal);
        Ok(Self { bundles, tiles, journal, other })
    }
}

/// The bytes of all files below a folder; a file that a running ledger removes meanwhile counts nothing.
fn below(dir: &Path) -> io::Result<u64> {
    let mut sum = 0;
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let items = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            items => items?,
        };
        for item in items {
            let item = item?;
            match item.metadata() {
                Ok(about) if about.is_dir() => folders.push(item.path()),
                Ok(about) => sum += about.blocks() * 512,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(sum)
}
