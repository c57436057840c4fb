//! The numbers that detectors go by, each with a name.

/// What is raised when. Days are calendar days in Norway.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// How many false alarms a month each detector may give by chance for one consumer and purpose.
    pub false_alarms_a_month: f64,
    /// How far back goes what is normal, in days.
    pub norm_days: u32,
    /// So many days must be known of a consumer and purpose before anything is raised.
    pub learning_days: u32,
    /// How far back the readings of one end user are judged, in days.
    pub end_user_days: u32,
    /// Within how many days the same person is read for unrelated purposes.
    pub unrelated_days: u32,
    /// For how many of them at the least.
    pub unrelated_purposes: u64,
    /// By how many consumers at the least.
    pub unrelated_consumers: usize,
    /// Two purposes are related when so many persons were read for both within those days.
    pub related_persons: u32,
    /// And such a share of those who were read for the one that fewer are read for.
    pub related_share: f64,
    /// How many times as many persons as usual are still normal.
    pub busy: f64,
    /// How many persons at the least are many.
    pub persons: u64,
    /// On how many days at the least one end user reads the same person again.
    pub again_days: u64,
    /// How many nights, weekend days, or cases at the least.
    pub times: u64,
    /// How many numbers in a row at the least.
    pub run: u64,
}

impl Default for Thresholds {
    /// At most one false alarm in a thousand months for each detector, consumer and purpose: a house with 100
    /// pairs of consumer and purpose and ten detectors has at most one a month.
    fn default() -> Self {
        Self {
            false_alarms_a_month: 0.001,
            norm_days: 56,
            learning_days: 28,
            end_user_days: 28,
            unrelated_days: 14,
            unrelated_purposes: 4,
            unrelated_consumers: 3,
            related_persons: 5,
            related_share: 0.15,
            busy: 2.0,
            persons: 20,
            again_days: 4,
            times: 3,
            run: 4,
        }
    }
}

/// The days of a month, on average.
pub(super) const MONTH_DAYS: f64 = 30.44;
