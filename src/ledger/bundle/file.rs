//! The file as it is written. Nothing in it has been checked.

use super::{BUNDLE_BYTES, BundleError, FORMAT};
use crate::merkle::Hash;
use crate::merkle::map::MapProof;
use crate::merkle::proof::MOST_HASHES;
use crate::vocab::secret::Key32;
use crate::vrf;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A bundle.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) format: String,
    pub(super) subject: String,
    pub(super) checkpoint: String,
    pub(super) digest: Part,
    pub(super) vrf_proof: String,
    pub(super) map_proof: String,
    pub(super) count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tag_key: Option<String>,
    pub(super) entries: Vec<Part>,
}

/// One entry with what proves it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) index: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) entry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) leaf: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    pub(super) path: Vec<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) released: Option<Box<Part>>,
}

impl File {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > BUNDLE_BYTES.most {
            return Err(BundleError::TooLarge(BUNDLE_BYTES));
        }
        let file: Self =
            serde_json::from_slice(bytes).map_err(|_| BundleError::Form("its members"))?;
        if file.format != FORMAT {
            return Err(BundleError::Form("the format's name"));
        }
        Ok(file)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, BundleError> {
        let bytes = serde_json::to_vec(self).map_err(|_| BundleError::Form("its members"))?;
        if bytes.len() > BUNDLE_BYTES.most {
            return Err(BundleError::TooLarge(BUNDLE_BYTES));
        }
        Ok(bytes)
    }

    pub(super) fn vrf_proof(&self) -> Result<vrf::Proof, BundleError> {
        let bytes = decoded(&self.vrf_proof).and_then(|bytes| bytes.try_into().ok());
        bytes.map(vrf::Proof::from_bytes).ok_or(BundleError::Form("the VRF proof"))
    }

    pub(super) fn map_proof(&self) -> Result<MapProof, BundleError> {
        let bytes = decoded(&self.map_proof).ok_or(BundleError::Form("the map proof"))?;
        MapProof::parse(&bytes).map_err(BundleError::Map)
    }

    pub(super) fn tag_key(&self) -> Result<Option<Key32>, BundleError> {
        self.tag_key.as_deref().map(key).transpose()
    }
}

impl Part {
    pub(super) fn key(&self) -> Result<Option<Key32>, BundleError> {
        self.key.as_deref().map(key).transpose()
    }

    /// The leaf; that of the entry, when it is there.
    pub(super) fn leaf(&self) -> Result<Hash, BundleError> {
        if self.path.len() > MOST_HASHES {
            return Err(BundleError::Form("a path"));
        }
        match (&self.entry, self.leaf) {
            (Some(entry), None) => Ok(Hash::leaf(entry.as_bytes())),
            (None, Some(leaf)) => Ok(leaf),
            _ => Err(BundleError::Form("an entry or its leaf, and not both")),
        }
    }
}

fn key(text: &str) -> Result<Key32, BundleError> {
    let bytes = decoded(text).and_then(|bytes| bytes.try_into().ok());
    bytes.map(Key32::new).ok_or(BundleError::Form("a key"))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Bytes as the file writes them.
pub(super) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
