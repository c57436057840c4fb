//! A small deterministic generator (SplitMix64; Steele, Lea and Flood, OOPSLA 2014): the same seed
//! gives the same people on every machine. Nothing secret is made from it.

/// A stream of numbers that follows from its seed.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Random(u64);

impl Random {
    /// The stream of this seed and this label; streams with different labels do not depend on how
    /// much was drawn from each other.
    pub(in crate::demo) const fn stream(seed: u64, label: u64) -> Self {
        let mut mixed = Self(seed ^ label.wrapping_mul(0xD1B5_4A32_D192_ED03));
        let start = mixed.next();
        Self(start)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included; `least` when they are the wrong way round.
    pub(in crate::demo) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most.saturating_sub(least)).unwrap_or(0).saturating_add(1);
        let offset = (u128::from(self.next()) * u128::from(span)) >> 64;
        least.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// True once in `n` times.
    pub(in crate::demo) fn once_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }

    /// One of the list; the type's default when the list is empty.
    pub(in crate::demo) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let last = i64::try_from(list.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.between(0, last)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }
}
