//! Why a document is refused: the provider's fault, told without a byte of its content.

/// The provider's document is refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("provider's document at byte {at}: {fault}")]
pub struct Unreadable {
    /// What is wrong.
    pub fault: Fault,
    /// Where the fault was noticed, in bytes from the beginning of the document.
    pub at: u64,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// There is nothing but white space.
    #[error("holds no value")]
    Empty,
    /// It ends inside a value.
    #[error("ends too early")]
    Incomplete,
    /// A byte that RFC 8259 does not allow there.
    #[error("is not JSON")]
    Unexpected,
    /// Something follows the one value.
    #[error("something follows the value")]
    SecondValue,
    /// It begins with U+FEFF (RFC 8259 section 8.1 forbids senders to write it).
    #[error("begins with a byte order mark")]
    ByteOrderMark,
    /// It is not UTF-8 (RFC 3629: no overlong forms, no surrogates).
    #[error("is not UTF-8")]
    NotUtf8,
    /// A byte below 0x20 in a string.
    #[error("a string holds a control character")]
    ControlCharacter,
    /// A backslash that begins no escape of RFC 8259 section 7.
    #[error("a string holds an unknown escape")]
    BadEscape,
    /// Half of a surrogate pair: no character, and parsers differ on what it means.
    #[error("a string holds half of a surrogate pair")]
    LoneSurrogate,
    /// Two members of an object have the same name once escapes are decoded.
    #[error("two members of an object have the same name")]
    DuplicateName,
    /// Deeper than [`DOCUMENT_DEPTH`](crate::vocab::limits::DOCUMENT_DEPTH).
    #[error("is nested deeper than document_depth allows")]
    TooDeep,
    /// More members than [`DOCUMENT_NAMES`](crate::vocab::limits::DOCUMENT_NAMES).
    #[error("has more members than document_names allows")]
    TooManyNames,
    /// Longer member names than [`NAME_BYTES`](crate::redact::NAME_BYTES).
    #[error("has longer member names than document_name_bytes allows")]
    NamesTooLong,
    /// More is let through of one record than [`RECORD_BYTES`](crate::redact::RECORD_BYTES) or
    /// [`RECORD_CUTS`](crate::redact::RECORD_CUTS).
    #[error("has a record of which more is let through than record_bytes or record_cuts allows")]
    RecordTooLarge,
    /// Against the grammar of XML 1.0 or of Namespaces in XML 1.0, in a way that has no name of its own.
    #[error("is not well-formed XML")]
    NotWellFormed,
    /// It declares a document type: entities of its own, and files to fetch.
    #[error("declares a document type")]
    Doctype,
    /// Its XML declaration names another encoding than UTF-8.
    #[error("declares another encoding than UTF-8")]
    Encoding,
    /// A control character, U+FFFE or U+FFFF (XML 1.0 production 2).
    #[error("holds a character that XML does not allow")]
    Character,
    /// A reference to an entity that only a document type could declare, or to no character.
    #[error("refers to what is no entity and no character")]
    Reference,
    /// An end tag without its start tag, or with another name.
    #[error("an end tag closes another element than the innermost")]
    EndTag,
    /// A prefix that no declaration in scope binds.
    #[error("uses a prefix without a declaration")]
    Prefix,
    /// A declaration of a reserved prefix or namespace, or of a prefix for no namespace.
    #[error("declares a namespace as it may not be")]
    Namespace,
    /// Two attributes of a tag have the same name once prefixes are resolved.
    #[error("two attributes of an element have the same name")]
    DuplicateAttribute,
    /// More declarations in scope than [`NAMESPACES`](crate::redact::NAMESPACES).
    #[error("declares more namespaces than document_namespaces allows")]
    TooManyNamespaces,
    /// A tag longer than [`TAG_BYTES`](crate::redact::TAG_BYTES).
    #[error("has a longer tag than document_tag_bytes allows")]
    TagTooLong,
    /// A row has more or fewer fields than the header.
    #[error("a row has another number of fields than the header")]
    Ragged,
    /// A column without a name.
    #[error("a column has no name")]
    Column,
    /// Two columns have the same name.
    #[error("two columns have the same name")]
    DuplicateColumn,
    /// A header with both commas and semicolons outside quotes: which one separates fields is not said.
    #[error("its header has both commas and semicolons")]
    Delimiter,
    /// A quote within a field without quotes, or something after the quote that ends a field.
    #[error("a quote stands where none may")]
    Quote,
    /// A line that ends in another way than the header.
    #[error("a line ends in another way than the header")]
    LineEnd,
}

/// A fault and its place within the block being read; [`Unreadable`] once the block's own place in
/// the document is added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub(super) fault: Fault,
    pub(super) at: usize,
}

impl Fault {
    /// This fault at a place in the block.
    pub(super) const fn at(self, at: usize) -> Stop {
        Stop { fault: self, at }
    }
}
