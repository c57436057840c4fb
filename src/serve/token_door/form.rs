//! The form of a token request (RFC 7523 section 2.1, WHATWG URL section 5.1).

use crate::token::refused::{FormFault, GrantRefused};
use crate::vocab::limits::TOKEN_REQUEST_BYTES;
use hyper::header::HeaderValue;

/// The one grant type.
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// Gives the `assertion` of a well-formed request. Other parameters are passed over (RFC 6749
/// section 3.2).
pub(super) fn assertion<'h>(
    content_types: impl Iterator<Item = &'h HeaderValue>,
    body: &[u8],
) -> Result<String, GrantRefused> {
    check_content_type(content_types)?;
    if body.len() > TOKEN_REQUEST_BYTES.most {
        return Err(FormFault::TooLarge.into());
    }
    let (mut grant_type, mut assertion) = (None, None);
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = halves.next().unwrap_or_default();
        match name.as_str() {
            "grant_type" => once(&mut grant_type, "grant_type", value)?,
            "assertion" => once(&mut assertion, "assertion", value)?,
            _ => {}
        }
    }
    if grant_type.ok_or(FormFault::Missing("grant_type"))? != GRANT_TYPE {
        return Err(GrantRefused::GrantType);
    }
    assertion.ok_or(FormFault::Missing("assertion").into())
}

/// One declaration, with or without parameters. A charset does not matter: the form is ASCII.
fn check_content_type<'h>(
    mut declared: impl Iterator<Item = &'h HeaderValue>,
) -> Result<(), FormFault> {
    let one = declared.next().filter(|_| declared.next().is_none());
    let text = one.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(MEDIA_TYPE) { Ok(()) } else { Err(FormFault::ContentType) }
}

/// Takes a parameter; an empty one counts as missing (RFC 6749 section 3.2), a second one is
/// refused.
fn once(into: &mut Option<String>, name: &'static str, value: &[u8]) -> Result<(), FormFault> {
    if into.is_some() {
        return Err(FormFault::Repeated(name));
    }
    let value = decode(value)?;
    if value.is_empty() {
        return Err(FormFault::Missing(name));
    }
    *into = Some(value);
    Ok(())
}

/// Decodes `%XX` and `+`. Raw bytes outside ASCII are refused, and so is what is not UTF-8.
fn decode(text: &[u8]) -> Result<String, FormFault> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (hex_digit(rest.next()), hex_digit(rest.next()));
                let (high, low) = high.zip(low).ok_or(FormFault::Encoding)?;
                high * 16 + low
            }
            _ if byte.is_ascii() => *byte,
            _ => return Err(FormFault::Encoding),
        });
    }
    String::from_utf8(decoded).map_err(|_| FormFault::Encoding)
}

fn hex_digit(digit: Option<&u8>) -> Option<u8> {
    let digit = char::from(*digit?).to_digit(16)?;
    u8::try_from(digit).ok()
}
