//! Numbers into lengths. Whole numbers only, so that a plot is the same bytes everywhere.

/// The most lines of the grid above the axis.
const LINES: u64 = 4;

/// An axis from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// From one line of the grid to the next.
    pub(super) step: u64,
    /// How many lines there are above the axis.
    pub(super) lines: u64,
}

impl Scale {
    /// The axis with the smallest steps of 1, 2 or 5 times a power of ten that reaches `highest`.
    pub(super) fn reaching(highest: u64) -> Self {
        let steps = (0..20).flat_map(|power| {
            let ten = 10_u64.saturating_pow(power);
            [1, 2, 5].map(|times| ten.saturating_mul(times))
        });
        let mut fits = steps.filter(|step| step.saturating_mul(LINES) >= highest);
        let step = fits.next().unwrap_or(u64::MAX);
        Self { step, lines: highest.div_ceil(step).max(1) }
    }

    /// How long this number is when the whole axis is `whole` long.
    pub(super) fn length(self, value: u64, whole: u64) -> u64 {
        let top = u128::from(self.step) * u128::from(self.lines);
        let length = u128::from(value) * u128::from(whole) / top.max(1);
        u64::try_from(length).unwrap_or(whole).min(whole)
    }
}

/// A number with its digits in groups of three (ISO 80000-1), by spaces that do not break.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{A0}');
        }
        text.push(digit);
    }
    text
}
