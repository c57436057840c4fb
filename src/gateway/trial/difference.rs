//! What was expected beside what came out, line by line and without the white space that means
//! nothing in the format.

use crate::policy::Format;

/// How many lines around a difference are shown.
const AROUND: usize = 2;

/// More lines than this are not held against each other one by one.
const MOST_LINES: usize = 2000;

/// What differs, with `-` before lines that were expected and `+` before those that came out; none
/// when they say the same.
pub(super) fn difference(format: Format, expected: &str, actual: &str) -> Option<String> {
    let (expected, actual) = (lines(format, expected), lines(format, actual));
    if expected == actual {
        return None;
    }
    let all = aligned(&expected, &actual);
    let near = |at: usize| {
        let from = at.saturating_sub(AROUND);
        all.iter().skip(from).take(at + AROUND + 1 - from).any(|(mark, _)| *mark != ' ')
    };
    let mut shown = Vec::new();
    let mut left_out = false;
    for (at, (mark, line)) in all.iter().enumerate() {
        if near(at) {
            if left_out {
                shown.push("  …".to_owned());
            }
            shown.push(format!("{mark} {line}"));
        }
        left_out = !near(at);
    }
    Some(shown.join("\n"))
}

/// A document as lines that are equal when the documents say the same in the same order.
fn lines(format: Format, text: &str) -> Vec<String> {
    match format {
        Format::Json | Format::JsonLines => json(text),
        Format::Xml => xml(text),
        Format::Csv | Format::Opaque => text.trim_end().lines().map(str::to_owned).collect(),
    }
}

/// JSON with each value on a line of its own; every token as it stands.
fn json(text: &str) -> Vec<String> {
    let mut page = Page::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first == '"' { string_end(rest) } else { first.len_utf8() };
        let (token, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        match first {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => page.open(first),
            '}' | ']' => page.close(first),
            ',' => {
                page.line.push(',');
                page.end();
            }
            ':' => page.line.push_str(": "),
            _ => page.line.push_str(token),
        }
        rest = after;
    }
    page.end();
    page.lines
}

/// Where the string ends with which a text begins.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\\' if !escaped => escaped = true,
            b'"' if !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    text.len()
}

/// XML with each tag and each text on a line of its own.
fn xml(text: &str) -> Vec<String> {
    let mut page = Page::default();
    let mut rest = text;
    while !rest.is_empty() {
        let is_tag = rest.starts_with('<');
        let end = if is_tag { rest.find('>').map(|at| at + 1) } else { rest.find('<') };
        let (token, after) = end.and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""));
        let token = token.trim();
        let closes = token.starts_with("</");
        if closes {
            page.depth = page.depth.saturating_sub(1);
        }
        page.line.push_str(token);
        page.end();
        if is_tag
            && !closes
            && !token.ends_with("/>")
            && !token.starts_with("<?")
            && !token.starts_with("<!")
        {
            page.depth += 1;
        }
        rest = after;
    }
    page.lines
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    line: String,
    depth: usize,
}

impl Page {
    fn open(&mut self, bracket: char) {
        self.line.push(bracket);
        self.end();
        self.depth += 1;
    }

    fn close(&mut self, bracket: char) {
        self.end();
        self.depth = self.depth.saturating_sub(1);
        self.line.push(bracket);
        if self.depth == 0 {
            self.end();
        }
    }

    fn end(&mut self) {
        if !self.line.is_empty() {
            let line = format!("{}{}", "  ".repeat(self.depth), self.line);
            self.lines.push(line);
            self.line.clear();
        }
    }
}

/// Both lists as one: what only the first has with `-`, what only the second has with `+`.
fn aligned<'l>(one: &'l [String], other: &'l [String]) -> Vec<(char, &'l str)> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (head, one) = one.split_at_checked(same).unwrap_or((&[], one));
    let (_, other) = other.split_at_checked(same).unwrap_or((&[], other));
    let mut all: Vec<(char, &str)> = head.iter().map(|line| (' ', line.as_str())).collect();
    let table =
        if one.len().max(other.len()) > MOST_LINES { Vec::new() } else { in_common(one, other) };
    let length = |row: usize, column: usize| {
        table.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
    };
    let (mut row, mut column) = (0, 0);
    loop {
        match (one.get(row), other.get(column)) {
            (Some(a), Some(b)) if a == b => {
                all.push((' ', a));
                (row, column) = (row + 1, column + 1);
            }
            (Some(a), after)
                if after.is_none() || length(row + 1, column) >= length(row, column + 1) =>
            {
                all.push(('-', a));
                row += 1;
            }
            (_, Some(b)) => {
                all.push(('+', b));
                column += 1;
            }
            _ => return all,
        }
    }
}

/// For each pair of places: how many lines the rests from there have in common, in order.
fn in_common(one: &[String], other: &[String]) -> Vec<Vec<u32>> {
    let mut below = vec![0; other.len() + 1];
    let mut table = vec![below.clone()];
    for line in one.iter().rev() {
        let mut row = vec![0; other.len() + 1];
        for (column, another) in other.iter().enumerate().rev() {
            let at = |row: &[u32], column: usize| row.get(column).copied().unwrap_or_default();
            let longest = if line == another {
                at(&below, column + 1) + 1
            } else {
                at(&below, column).max(at(&row, column + 1))
            };
            if let Some(cell) = row.get_mut(column) {
                *cell = longest;
            }
        }
        table.push(row.clone());
        below = row;
    }
    table.reverse();
    table
}
