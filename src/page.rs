//! Floor 5: what pages are made of. HTML and XML that cannot be broken out of, the frame of every page and its
//! style, forms and queries, languages, the tables of their texts, plots.

mod dress;
pub mod form;
pub mod frame;
pub mod html;
pub mod language;
pub(crate) mod phrases;
pub mod plot;
pub mod xml;

pub use form::{Form, Repeated, with_query};
pub use frame::STYLE;
pub use html::Html;
pub use phrases::{Words, counted};
pub use plot::Plot;
pub use xml::Xml;
