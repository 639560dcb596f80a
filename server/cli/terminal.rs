//! What a terminal may be given.

use std::borrow::Cow;

/// The widest text that reads well, in columns.
const WIDEST: usize = 80;

/// The narrowest width that wrapping respects, in columns.
const NARROWEST: usize = 20;

/// The text with control characters made visible, so that no file can drive the terminal. Line
/// breaks and tabs stay; so do no characters that reorder what is shown.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_unsafe(c) { picture(c) } else { c }).collect())
}

/// The same on one line, for names: a line break in one could pass for a line of ours.
pub(super) fn on_one_line(text: &str) -> String {
    printable(text).replace('\n', "\u{240a}")
}

/// Whether a character may drive a terminal, or reorder what it shows.
pub(super) fn is_unsafe(c: char) -> bool {
    let reorders = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    reorders || c.is_control() && !matches!(c, '\n' | '\t')
}

/// Unicode's picture of a control character.
fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// The columns to wrap at: those that `COLUMNS` or the terminal tells, at most 80.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let columns = told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
    columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(printable("a\tb\n"), "a\tb\n");
        assert_eq!(printable("\u{1b}[31mx\r\u{7f}\u{9b}\u{202e}"), "␛[31mx␍␡\u{fffd}\u{fffd}");
    }
}
