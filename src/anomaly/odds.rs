//! Chances: the tails of two distributions, and what is normal among numbers some of which may be wrong.

/// The chance that a count with this mean is so large or larger, when what is counted comes independently
/// (Poisson).
#[must_use]
pub fn poisson_at_least(count: u64, mean: f64) -> f64 {
    let mean = mean.max(f64::MIN_POSITIVE);
    let least = count as f64;
    if least <= mean {
        return 1.0;
    }
    let mut term = (least * mean.ln() - mean - ln_factorial(count)).exp();
    let (mut sum, mut next) = (0.0, least);
    // Each term is smaller than the one before it by mean / next.
    while term > sum * 1e-12 && term > 0.0 {
        sum += term;
        next += 1.0;
        term *= mean / next;
    }
    sum.min(1.0)
}

/// The chance that so many or more of `all` are hit when each is with the chance `share`.
#[must_use]
pub fn binomial_at_least(hits: u64, all: u64, share: f64) -> f64 {
    let share = share.clamp(1e-12, 1.0 - 1e-12);
    if hits == 0 || hits as f64 <= all as f64 * share {
        return 1.0;
    }
    let choose = |hits: u64| ln_factorial(all) - ln_factorial(hits) - ln_factorial(all - hits);
    let term = |hits: u64| {
        (choose(hits) + hits as f64 * share.ln() + (all - hits) as f64 * (-share).ln_1p()).exp()
    };
    (hits..=all).map(term).sum::<f64>().min(1.0)
}

/// The natural logarithm of a factorial; beyond 20 by Stirling's series, whose error is below 1e-10 there.
fn ln_factorial(number: u64) -> f64 {
    if number <= 20 {
        return (2..=number).map(|factor| (factor as f64).ln()).sum();
    }
    let it = number as f64;
    let series = 1.0 / (12.0 * it) - 1.0 / (360.0 * it.powi(3)) + 1.0 / (1260.0 * it.powi(5));
    it * it.ln() - it + 0.5 * (std::f64::consts::TAU * it).ln() + series
}

/// Up to how much is normal, by what was counted before: the median and three times the spread around it,
/// where the spread is the median distance from the median (times 1.4826, which makes it the standard deviation
/// of a normal distribution) or the root of the median, whichever is more; and at least so many times the median,
/// for months have busy days that weeks do not show. Half of the numbers but one may be as wrong as they like.
pub(super) fn normal_up_to(counts: &mut [u32], times: f64) -> f64 {
    let middle = f64::from(median(counts));
    let mut distances: Vec<u32> =
        counts.iter().map(|count| (f64::from(*count) - middle).abs() as u32).collect();
    let spread = (1.4826 * f64::from(median(&mut distances))).max(middle.sqrt()).max(1.0);
    (middle + 3.0 * spread).max(middle * times)
}

fn median(counts: &mut [u32]) -> u32 {
    let middle = counts.len() / 2;
    if counts.is_empty() { 0 } else { *counts.select_nth_unstable(middle).1 }
}

/// Up to which share is normal among end users, of whom each has so many odd occasions of so many: the median
/// and three times the spread, as far as the spread is more than chance makes of one share that all have. So those
/// who work otherwise than their colleagues are no alarm where many do.
pub(super) fn normal_share(users: &[(u64, u64)]) -> f64 {
    let mut shares: Vec<f64> = users.iter().map(|(odd, all)| *odd as f64 / *all as f64).collect();
    let middle = median_share(&mut shares);
    let mut distances: Vec<f64> = shares.iter().map(|share| (share - middle).abs()).collect();
    let spread = 1.4826 * median_share(&mut distances);
    let (odd, all) = users.iter().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let whole = odd as f64 / (all as f64).max(1.0);
    let mut chances: Vec<f64> =
        users.iter().map(|(_, all)| whole * (1.0 - whole) / *all as f64).collect();
    let beyond = (spread * spread - median_share(&mut chances)).max(0.0).sqrt();
    (middle + 3.0 * beyond).min(1.0)
}

fn median_share(shares: &mut [f64]) -> f64 {
    let middle = shares.len() / 2;
    if shares.is_empty() { 0.0 } else { *shares.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

/// A share that is surely not too small: what was counted, one half more, and twice its standard error.
pub(super) fn share_at_most(hits: u64, all: u64) -> f64 {
    let all = all as f64 + 1.0;
    let share = (hits as f64 + 0.5) / all;
    (share + 2.0 * (share * (1.0 - share).max(0.0) / all).sqrt()).min(1.0)
}
