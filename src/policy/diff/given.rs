//! What comes out of an item for a kind of person, and whether it tells more than something else.

use super::kind::Kind;
use crate::policy::ladder::Form;
use crate::policy::reach::Reached;
use crate::vocab::field::FieldPath;
use std::collections::BTreeSet;
use std::fmt::{self, Formatter};

/// What comes out of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Given {
    /// In which form.
    pub form: Form,
    /// Whether it comes out of versions that are no longer current, too.
    pub history: bool,
    /// What inside it does not come out.
    pub without: BTreeSet<FieldPath>,
}

impl Given {
    /// Whether one tells at most what the other does. None tells nothing.
    pub(super) fn is_within(one: Option<&Self>, other: Option<&Self>) -> bool {
        match (one, other) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(one), Some(other)) => {
                let held_back = |path: &FieldPath| one.without.iter().any(|own| own.covers(path));
                tells_at_most(&one.form, &other.form)
                    && (other.history || !one.history)
                    && other.without.iter().all(held_back)
            }
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.form)?;
        if self.history {
            out.write_str(", all versions")?;
        }
        for path in &self.without {
            write!(out, ", without {path}")?;
        }
        Ok(())
    }
}

/// What comes out for this kind of person; none: nothing.
pub(super) fn given(reached: Option<&Reached>, kind: &Kind) -> Option<Given> {
    let holds = |fact: &str| kind.holds(fact);
    let reached = reached.filter(|reached| reached.comes_out(&holds))?;
    let held_back = reached.without.iter().filter(|(_, condition)| {
        condition.as_ref().is_none_or(|condition| holds(&condition.fact) == condition.holds)
    });
    Some(Given {
        form: reached.form.clone(),
        history: reached.history,
        without: held_back.map(|(path, _)| path.clone()).collect(),
    })
}

/// Whether what one form gives could be worked out from what the other gives, or stands lower on the
/// ladder.
fn tells_at_most(one: &Form, other: &Form) -> bool {
    if one.rung() != other.rung() {
        return one.rung() < other.rung();
    }
    match (one, other) {
        (Form::AgeBand(coarse), Form::AgeBand(fine)) => subset(coarse, fine),
        (Form::AgeBand(_), Form::AgeInYears) => true,
        (Form::IncomeBand(coarse), Form::IncomeBand(fine)) => subset(coarse, fine),
        (Form::IncomeBand(bands), Form::RoundTo(multiple)) => {
            bands.iter().all(|from| from.is_multiple_of(*multiple))
        }
        (Form::RoundTo(coarse), Form::RoundTo(fine)) => coarse.is_multiple_of(*fine),
        (Form::Masked(fewer), Form::Masked(more)) => fewer <= more,
        _ => one == other,
    }
}

/// Whether every beginning of a band is one of the others, too: then the bands are unions of theirs.
fn subset<N: PartialEq>(coarse: &[N], fine: &[N]) -> bool {
    coarse.iter().all(|from| fine.contains(from))
}
