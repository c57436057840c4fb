//! Floor 10: who may see the list of another: a parent of a child, a guardian of a ward.
//!
//! What the population register says of both goes in, a right or a refusal comes out: [`right`] is a
//! function of its arguments. The shape is Folkeregisteret's person document (Skatteetaten,
//! `PersondokumentMedHistorikk`), read by [`Registered::parse`]. No is the default: what the register
//! does not say, says twice, or says in a word that is not known gives nobody a right.

mod address;
mod document;
mod rules;

pub use document::{Registered, Unread, VERSIONS};
pub use rules::{BadRules, Between, NoRight, Rules, right};
