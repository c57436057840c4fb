//! Colours that everyone can tell apart (WCAG 2.2, success criteria 1.4.3 and 1.4.11).

use super::design::official;
use std::collections::HashMap;

/// The tokens of a block of declarations that are colours.
fn palette(block: &str) -> HashMap<String, [f64; 3]> {
    let lines = block.split(';').filter_map(|line| line.trim().strip_prefix("--ds-color-"));
    let pairs = lines.filter_map(|line| line.split_once(": #"));
    pairs.filter(|(_, hex)| hex.len() == 6).map(|(name, hex)| (name.to_owned(), rgb(hex))).collect()
}

/// The palettes of our stylesheet, light and dark.
fn ours() -> Vec<HashMap<String, [f64; 3]>> {
    let blocks = sluse::page::STYLE.split(":root {").skip(1).take(2);
    blocks.map(|block| palette(block.split_once('}').unwrap().0)).collect()
}

/// Those of a theme by Digdir.
fn theirs(theme: &str) -> Vec<HashMap<String, [f64; 3]>> {
    let block = |scheme: &str| {
        let (_, rest) = theme.split_once(&format!("[data-color-scheme=\"{scheme}\"] {{")).unwrap();
        palette(rest.split_once('}').unwrap().0)
    };
    vec![block("light"), block("dark")]
}

fn rgb(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// Text and what it stands on, by the names that the pages' short names stand for.
const PAIRS: [(&str, &str); 14] = [
    ("neutral-text-default", "neutral-background-tinted"),
    ("neutral-text-default", "neutral-surface-default"),
    ("neutral-text-default", "accent-surface-tinted"),
    ("neutral-text-subtle", "neutral-background-tinted"),
    ("neutral-text-subtle", "neutral-surface-default"),
    ("accent-text-subtle", "neutral-background-tinted"),
    ("accent-text-subtle", "neutral-surface-default"),
    ("accent-text-subtle", "accent-surface-tinted"),
    ("accent-base-contrast-default", "accent-base-default"),
    ("accent-base-contrast-default", "accent-base-hover"),
    ("danger-text-subtle", "danger-surface-tinted"),
    ("danger-text-subtle", "neutral-surface-default"),
    ("warning-text-subtle", "warning-surface-tinted"),
    ("warning-text-subtle", "neutral-surface-default"),
];

fn can_be_read(palettes: &[HashMap<String, [f64; 3]>], whose: &str) {
    assert_eq!(palettes.len(), 2);
    for (palette, theme) in palettes.iter().zip(["light", "dark"]) {
        for (text, ground) in PAIRS {
            let found = contrast(palette[text], palette[ground]);
            assert!(found >= 4.5, "{whose}, {theme}: {text} on {ground} is {found:.2}");
        }
    }
}

#[test]
fn every_pair_of_text_and_ground_can_be_read() {
    can_be_read(&ours(), "ours");
}

#[test]
fn every_pair_can_be_read_in_digdirs_themes_too() {
    for file in ["src/themes/designsystemet.css", "brand/altinn.css", "brand/uutilsynet.css"] {
        let Some(theme) = official(&format!("designsystemet-theme/{file}")) else { return };
        can_be_read(&theirs(&theme), file);
    }
}
