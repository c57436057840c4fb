//! `urn:sluse:purpose`: a token for one purpose, and if so asked for one case and for fewer fields
//! than the purpose permits. The type is this program's own.

use super::{DetailsFault, only, word};
use crate::vocab::basis::PurposeId;
use crate::vocab::declared::declared;
use crate::vocab::field::FieldPath;
use crate::vocab::limits::Limit;
use serde::Serialize;
use serde_json::{Map, Value};

/// The type.
pub(super) const TYPE: &str = "urn:sluse:purpose";

/// The fields that one token may name.
pub const DETAIL_FIELDS: Limit = Limit { name: "detail_fields", most: 64 };

/// The purpose that a token is good for, as granted.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct BoundPurpose {
    purpose: PurposeId,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<FieldPath>>,
}

impl BoundPurpose {
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, DetailsFault> {
        only(members, TYPE, &["purpose", "case_reference", "fields"])?;
        let rule = "purpose must be the name of a purpose";
        let purpose = word(members, "purpose", rule, |text| PurposeId::parse(text).ok())?;
        let rule = "case_reference must be plain text of at most 128 bytes";
        Ok(Self {
            purpose: purpose.ok_or(DetailsFault::Value("purpose is missing"))?,
            case_reference: word(members, "case_reference", rule, declared)?,
            fields: members.get("fields").map(fields).transpose()?,
        })
    }

    /// The purpose.
    #[must_use]
    pub const fn purpose(&self) -> &PurposeId {
        &self.purpose
    }

    /// The consumer's case.
    #[must_use]
    pub fn case_reference(&self) -> Option<&str> {
        self.case_reference.as_deref()
    }

    /// The fields asked for, at least one; without them all that the purpose permits.
    #[must_use]
    pub fn fields(&self) -> Option<&[FieldPath]> {
        self.fields.as_deref()
    }
}

fn fields(value: &Value) -> Result<Vec<FieldPath>, DetailsFault> {
    let rule = DetailsFault::Value("fields must be an array of 1 to 64 field paths");
    let list = value.as_array().filter(|list| (1..=DETAIL_FIELDS.most).contains(&list.len()));
    let path = |value: &Value| value.as_str().and_then(|text| FieldPath::parse(text).ok());
    list.ok_or(rule)?.iter().map(path).collect::<Option<_>>().ok_or(rule)
}

/// Without the case: what a consumer writes there may name a person.
impl std::fmt::Debug for BoundPurpose {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("BoundPurpose").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}
