//! What is said of a text that is no configuration.

/// Says file, line, column and fault, and the nearest known key for an unknown one.
pub(in crate::config) fn told(name: &str, text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let message = error.message();
    let nearest = nearest_known(message).map(|key| format!("; did you mean `{key}`?"));
    format!("{name}:{line}:{column}: {message}{}", nearest.unwrap_or_default())
}

/// Serde lists the known keys in its message: finds the one most like the unknown.
fn nearest_known(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    quoted
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .filter(|(distance, known)| *distance <= known.len().div_ceil(2))
        .min()
        .map(|(_, known)| known)
}
