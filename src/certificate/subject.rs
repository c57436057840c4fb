//! The organisation in a certificate's subject.
//!
//! SEID 2.0 (ETSI EN 319 412-1 section 5.1.4): `organizationIdentifier` (2.5.4.97) is `NTRNO-` and
//! the number in the national trade register. SEID 1: `serialNumber` (2.5.4.5) is the number.

use super::CertificateError;
use crate::vocab::party::Organisation;
use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::x509::X509Name;

/// Which attribute named the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// `organizationIdentifier`, `NTRNO-` and nine digits.
    OrganisationIdentifier,
    /// `serialNumber`, nine digits.
    SerialNumber,
}

const NATIONAL_REGISTER: &str = "NTRNO-";

/// Gives the one organisation that the subject names.
pub(super) fn organisation(
    subject: &X509Name<'_>,
) -> Result<(Organisation, NamedBy), CertificateError> {
    // A certificate of an employee names the employer too (ETSI EN 319 412-2 section 4.2.4); it
    // does not speak for the employer.
    let of_a_person = [oid!(2.5.4.42), oid!(2.5.4.4), oid!(2.5.4.65)];
    if of_a_person.iter().any(|attribute| subject.iter_by_oid(attribute).next().is_some()) {
        return Err(CertificateError::Person);
    }
    let register = values(subject, &oid!(2.5.4.97), |text| {
        text.strip_prefix(NATIONAL_REGISTER).and_then(|number| Organisation::parse(number).ok())
    });
    let serial = values(subject, &oid!(2.5.4.5), |text| Organisation::parse(text).ok());
    let by_register = one(register)?;
    match by_register {
        Some(organisation) => {
            // Beside an organizationIdentifier, serialNumber may be anything but another number.
            let differs = |other: &Option<Organisation>| {
                other.as_ref().is_some_and(|other| *other != organisation)
            };
            if serial.iter().any(differs) {
                return Err(CertificateError::OrganisationAmbiguous);
            }
            Ok((organisation, NamedBy::OrganisationIdentifier))
        }
        None => one(serial)?
            .map(|organisation| (organisation, NamedBy::SerialNumber))
            .ok_or(CertificateError::OrganisationMissing),
    }
}

/// Every value of an attribute, none where it does not name an organisation.
fn values<'n>(
    subject: &X509Name<'n>,
    attribute: &Oid<'n>,
    parse: impl Fn(&str) -> Option<Organisation>,
) -> Vec<Option<Organisation>> {
    let found = subject.iter_by_oid(attribute);
    found.map(|value| value.as_str().ok().and_then(&parse)).collect()
}

/// The one organisation that all values name.
fn one(values: Vec<Option<Organisation>>) -> Result<Option<Organisation>, CertificateError> {
    let mut named = None;
    for value in values {
        let value = value.ok_or(CertificateError::OrganisationMalformed)?;
        if named.as_ref().is_some_and(|other| *other != value) {
            return Err(CertificateError::OrganisationAmbiguous);
        }
        named = Some(value);
    }
    Ok(named)
}
