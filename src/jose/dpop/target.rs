//! The address of a request as a proof names it (`htu`).

/// An https address without query and fragment, written in one way: RFC 9449 section 4.3 wants the
/// normalisations of RFC 3986 sections 6.2.2 and 6.2.3 before two are compared. Dot segments are
/// compared as they stand, as the paths of requests are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// Reads an address; none when it is not https, names a user, or has a malformed host, port or
    /// percent sign.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("https") || !rest.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let rest = rest.split(['?', '#']).next()?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority_parts(authority)?;
        let port = if port == 443 { String::new() } else { format!(":{port}") };
        let host = host.to_ascii_lowercase();
        Some(Self(format!("https://{host}{port}/{}", normal_path(path)?)))
    }

    /// The address in its one way.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a path below a base that ends in `/`.
    #[must_use]
    pub fn below(base: &str, path: &str) -> Option<Self> {
        Self::parse(&format!("{base}{}", path.strip_prefix('/')?))
    }
}

/// Host and port of an authority without user information.
fn authority_parts(authority: &str) -> Option<(&str, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address stand within brackets.
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~[]:".contains(&byte);
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if host.is_empty() || !host.bytes().all(plain) || (host.contains(':') && !bracketed) {
        return None;
    }
    match port {
        "" => Some((host, 443)),
        _ if port.bytes().all(|digit| digit.is_ascii_digit()) => {
            port.parse().ok().map(|port| (host, port))
        }
        _ => None,
    }
}

/// Percent signs with capital digits, and none where the character may stand for itself.
fn normal_path(path: &str) -> Option<String> {
    let mut normal = String::with_capacity(path.len());
    let mut parts = path.split('%');
    normal.push_str(parts.next()?);
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            normal.push(char::from(byte));
        } else {
            normal.push('%');
            normal.push_str(&digits.to_ascii_uppercase());
        }
        normal.push_str(rest);
    }
    Some(normal)
}
