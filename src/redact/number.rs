//! The grammar of JSON numbers (RFC 8259 section 6), resumable at any byte.

/// How far a number has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// After the minus sign.
    Minus,
    /// After a leading zero.
    Zero,
    /// In the digits before the point.
    Whole,
    /// After the point.
    Point,
    /// In the digits after the point.
    Fraction,
    /// After the `e`.
    Mark,
    /// After the sign of the exponent.
    Sign,
    /// In the digits of the exponent.
    Exponent,
}

impl Digits {
    /// The state after the first byte of a number, if it can begin one.
    pub(super) fn begin(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Minus),
            b'0' => Some(Self::Zero),
            b'1'..=b'9' => Some(Self::Whole),
            _ => None,
        }
    }

    /// The state after one more byte, if it can belong to the number.
    fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Minus, b'0') => Some(Self::Zero),
            (Self::Minus, b'1'..=b'9') | (Self::Whole, b'0'..=b'9') => Some(Self::Whole),
            (Self::Zero | Self::Whole, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, b'0'..=b'9') => Some(Self::Fraction),
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Some(Self::Mark),
            (Self::Mark, b'+' | b'-') => Some(Self::Sign),
            (Self::Mark | Self::Sign | Self::Exponent, b'0'..=b'9') => Some(Self::Exponent),
            _ => None,
        }
    }

    /// Whether the number may end here.
    pub(super) fn complete(self) -> bool {
        matches!(self, Self::Zero | Self::Whole | Self::Fraction | Self::Exponent)
    }

    /// Takes the bytes that belong to the number, and tells how many.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> usize {
        for (count, byte) in bytes.iter().enumerate() {
            match self.next(*byte) {
                Some(next) => *self = next,
                None => return count,
            }
        }
        bytes.len()
    }
}

/// How long the number is that `bytes` begin with, if it is one and something follows it.
#[inline]
pub(super) fn whole_number(bytes: &[u8]) -> Option<usize> {
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let whole = digit_run(bytes, sign);
    let leading_zero = bytes.get(sign) == Some(&b'0') && whole > 1;
    let mut end = sign + whole;
    if whole == 0 || leading_zero {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = digit_run(bytes, end + 1);
        if fraction == 0 {
            return None;
        }
        end += 1 + fraction;
    }
    // Exponents are rare: they are read the careful way.
    (!matches!(bytes.get(end), None | Some(b'e' | b'E'))).then_some(end)
}

/// How many bytes from `from` on are digits.
#[inline]
fn digit_run(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let other = |byte: &u8| !byte.is_ascii_digit();
    rest.iter().position(other).unwrap_or(rest.len())
}
