//! What a certificate states about being qualified (RFC 3739 section 3.2.6, ETSI EN 319 412-5).
//!
//! `QCStatements ::= SEQUENCE OF SEQUENCE { statementId OBJECT IDENTIFIER, statementInfo ANY
//! OPTIONAL }`

use super::CertificateError;
use x509_parser::asn1_rs::{Any, FromDer as _, Oid, Tag, oid};
use x509_parser::certificate::X509Certificate;

/// The statements that matter here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Statements {
    /// `id-etsi-qcs-QcCompliance`: it is a qualified certificate of the EU.
    pub(super) qualified: bool,
    /// `id-etsi-qcs-QcType` with `id-etsi-qct-eseal`: it is for electronic seals.
    pub(super) seal: bool,
}

/// Reads the extension; a certificate without it states nothing.
pub(super) fn read(certificate: &X509Certificate<'_>) -> Result<Statements, CertificateError> {
    let extension = certificate.get_extension_unique(&oid!(1.3.6.1.5.5.7.1.3));
    match extension.map_err(|_| CertificateError::Statements)? {
        None => Ok(Statements::default()),
        Some(extension) => parse(extension.value).ok_or(CertificateError::Statements),
    }
}

fn parse(value: &[u8]) -> Option<Statements> {
    let mut found = Statements::default();
    let outer = parts(value)?;
    let [list] = outer.as_slice() else { return None };
    for statement in inside(list)? {
        let parts = inside(&statement)?;
        let (id, information) = parts.split_first()?;
        let id = identifier(id)?;
        if id == oid!(0.4.0.1862.1.1) {
            found.qualified = true;
        } else if id == oid!(0.4.0.1862.1.6) {
            let [types] = information else { return None };
            for kind in inside(types)? {
                found.seal |= identifier(&kind)? == oid!(0.4.0.1862.1.6.2);
            }
        }
    }
    Some(found)
}

/// The elements that stand one after the other in this content, to its end.
fn parts(mut content: &[u8]) -> Option<Vec<Any<'_>>> {
    let mut parts = Vec::new();
    while !content.is_empty() {
        let (rest, part) = Any::from_der(content).ok()?;
        parts.push(part);
        content = rest;
    }
    Some(parts)
}

/// The elements of a sequence.
fn inside<'a>(sequence: &Any<'a>) -> Option<Vec<Any<'a>>> {
    (sequence.tag() == Tag::Sequence).then(|| parts(sequence.data))?
}

fn identifier<'a>(part: &Any<'a>) -> Option<Oid<'a>> {
    part.clone().oid().ok()
}
