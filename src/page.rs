//! Floor 10: what pages are made of. HTML that cannot be broken out of, forms and queries, languages, and
//! the tables of their texts, plots.

pub mod form;
pub mod html;
pub mod language;
pub(crate) mod phrases;
pub mod plot;

pub use form::{Form, Repeated, with_query};
pub use html::Html;
pub use plot::Plot;
