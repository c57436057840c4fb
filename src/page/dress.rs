//! What our elements and classes are called in Designsystemet, Digdir's design system: class names and `data-`
//! attributes as its package `@digdir/designsystemet-css` reads them.
//!
//! A page says what a thing is, in the house's own words; here it gets the names by which an agency's
//! stylesheets know it. So they are said once, and no page can forget them.

use super::html::Attributes;

/// What an element gets besides its own attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dress {
    /// The component's class.
    pub(super) class: &'static str,
    /// How it looks there.
    pub(super) look: Attributes<'static>,
}

const fn dress(class: &'static str, look: Attributes<'static>) -> Option<Dress> {
    Some(Dress { class, look })
}

/// The dress of an element; none for what the design system has no component for.
pub(super) fn of(name: &str, attributes: Attributes<'_>) -> Option<Dress> {
    let value = |wanted| attributes.iter().find(|(own, _)| *own == wanted).map(|(_, value)| *value);
    let mut words = value("class").unwrap_or_default().split(' ');
    words.find_map(by_class).unwrap_or_else(|| by_element(name, value("type")))
}

/// The dress by one of our classes: some for those that settle it, though it be with nothing.
fn by_class(word: &str) -> Option<Option<Dress>> {
    Some(match word {
        "button" => dress("ds-button", &[]),
        "quiet" => dress("ds-button", &[("data-variant", "secondary"), ("data-size", "sm")]),
        "card" => dress("ds-card", &[]),
        "badge" => dress("ds-tag", &[("data-color", "danger")]),
        "alert" => dress("ds-alert", &[("data-color", "warning")]),
        "skip" => dress("ds-skip-link", &[]),
        "lead" => dress("ds-paragraph", &[("data-size", "lg")]),
        "small" => dress("ds-paragraph", &[("data-size", "sm")]),
        "field" => dress("ds-field", &[]),
        "brand" => None,
        _ => return None,
    })
}

fn by_element(name: &str, kind: Option<&str>) -> Option<Dress> {
    match (name, kind) {
        ("h1", _) => dress("ds-heading", &[("data-size", "lg")]),
        ("h2", _) => dress("ds-heading", &[("data-size", "sm")]),
        ("h3", _) => dress("ds-heading", &[("data-size", "xs")]),
        ("a", _) => dress("ds-link", &[]),
        ("button", _) => dress("ds-button", &[]),
        ("details", _) => dress("ds-details", &[]),
        ("table", _) => dress("ds-table", &[]),
        ("label", _) => dress("ds-label", &[("data-weight", "semibold")]),
        ("fieldset", _) => dress("ds-fieldset", &[]),
        ("input", Some("hidden" | "file")) => None,
        ("input" | "select" | "textarea", _) => dress("ds-input", &[]),
        _ => None,
    }
}
