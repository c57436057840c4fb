//! Colours that everyone can tell apart (WCAG 2.2, success criteria 1.4.3 and 1.4.11).

use std::collections::HashMap;

/// The two palettes of the stylesheet, light and dark.
fn palettes() -> Vec<HashMap<&'static str, [f64; 3]>> {
    let blocks = sluse::page::STYLE.split(":root {").skip(1);
    let palette = |block: &'static str| {
        let block = block.split_once('}').unwrap().0;
        let lines = block.split(';').filter_map(|line| line.trim().strip_prefix("--"));
        lines
            .map(|line| line.split_once(": #").unwrap())
            .map(|(name, hex)| (name, rgb(hex)))
            .collect()
    };
    blocks.map(palette).collect()
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

#[test]
fn every_pair_of_text_and_ground_can_be_read() {
    let palettes = palettes();
    assert_eq!(palettes.len(), 2);
    for (palette, theme) in palettes.iter().zip(["light", "dark"]) {
        for (text, ground) in [
            ("ink", "paper"),
            ("ink", "card"),
            ("ink", "tint"),
            ("soft", "paper"),
            ("soft", "card"),
            ("accent", "paper"),
            ("accent", "card"),
            ("accent", "tint"),
            ("on-accent", "accent"),
            ("stop", "stop-tint"),
            ("stop", "card"),
        ] {
            let found = contrast(palette[text], palette[ground]);
            assert!(found >= 4.5, "{theme}: {text} on {ground} is {found:.2}");
        }
    }
}
