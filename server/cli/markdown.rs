//! Markdown for a terminal: wrapped prose, indented code, aligned tables.
//!
//! Owns the layout. Must not know what the text is about. The text must already be free of
//! control characters.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

const BOLD: &str = "\u{1b}[1m";
const ITALIC: &str = "\u{1b}[3m";
const CODE: &str = "\u{1b}[36m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// Columns that code is indented by.
const INDENT: usize = 4;

/// The text for a terminal of this width, in columns, with styles that the stream may strip.
pub(super) fn to_terminal(markdown: &str, width: usize) -> String {
    let options = Options::ENABLE_TABLES;
    let mut page = Page { width, ..Page::default() };
    for event in Parser::new_ext(markdown, options) {
        page.event(event);
    }
    page.out.truncate(page.out.trim_end().len());
    page.out.push('\n');
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    width: usize,
    /// The inline text of the present block, with styles.
    inline: String,
    /// The styles that hold now, to be set again after one ends.
    styles: Vec<&'static str>,
    /// For each open list the next number, or `None` for bullets.
    lists: Vec<Option<u64>>,
    /// What the next block of a list item begins with.
    marker: Option<String>,
    /// How many quotes are open.
    quotes: usize,
    in_code: bool,
    href: Option<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => self.code(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.inline.push_str(&text);
            }
            Event::Code(code) => {
                self.push_style(CODE);
                // The backticks stay, for where there are no colors. A space inside code must
                // not become a place to wrap at.
                self.inline.push_str(&format!("`{}`", code.replace(' ', "\u{a0}")));
                self.pop_style();
            }
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\n'),
            Event::Rule => {
                self.out.push_str(&"─".repeat(self.width));
                self.out.push_str("\n\n");
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::Strong => self.push_style(BOLD),
            Tag::Emphasis => self.push_style(ITALIC),
            Tag::Link { dest_url, .. } => self.href = Some(dest_url.to_string()),
            Tag::CodeBlock(_) => {
                self.flush();
                self.in_code = true;
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "• ".to_string(),
                };
                self.marker = Some(marker);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => self.pop_style(),
            TagEnd::Heading(_) => {
                self.pop_style();
                self.flush();
                self.out.push('\n');
            }
            TagEnd::Link => {
                // A bare address says itself already.
                if let Some(href) = self.href.take().filter(|href| !self.inline.ends_with(href)) {
                    self.inline.push_str(&format!(" {DIM}({href}){RESET}"));
                    self.restore_styles();
                }
            }
            TagEnd::Paragraph => {
                self.flush();
                self.out.push('\n');
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push('\n');
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() && !self.out.ends_with("\n\n") {
                    self.out.push('\n');
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                match self.rows.last_mut() {
                    Some(row) => row.push(cell),
                    None => self.rows.push(vec![cell]),
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(Vec::new()),
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    fn push_style(&mut self, style: &'static str) {
        self.styles.push(style);
        self.inline.push_str(style);
    }

    fn pop_style(&mut self) {
        self.styles.pop();
        self.inline.push_str(RESET);
        self.restore_styles();
    }

    fn restore_styles(&mut self) {
        for style in &self.styles {
            self.inline.push_str(style);
        }
    }

    /// What every line of the present block begins with.
    fn margin(&self) -> String {
        let lists = self.lists.len().saturating_sub(1) * 2;
        format!("{}{}", "> ".repeat(self.quotes), " ".repeat(lists))
    }

    /// Writes the present block, wrapped.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.inline);
        if text.trim().is_empty() {
            return;
        }
        let margin = self.margin();
        let marker = self.marker.take();
        let hanging = match (&marker, self.lists.is_empty()) {
            (Some(marker), _) => columns(marker),
            (None, false) => 2,
            (None, true) => 0,
        };
        let mut first = marker.unwrap_or_else(|| " ".repeat(hanging));
        let room = self.width.saturating_sub(columns(&margin) + hanging).max(10);
        for part in text.split('\n') {
            for line in wrap(part, room) {
                self.out.push_str(&margin);
                self.out.push_str(&std::mem::replace(&mut first, " ".repeat(hanging)));
                self.out.push_str(&line.replace('\u{a0}', " "));
                self.out.push('\n');
            }
        }
    }

    fn code(&mut self, code: &str) {
        let margin = self.margin();
        for line in code.lines() {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                let indent = " ".repeat(INDENT);
                self.out.push_str(&format!("{margin}{indent}{CODE}{line}{RESET}\n"));
            }
        }
    }

    fn table(&mut self) {
        let rows: Vec<Vec<String>> = std::mem::take(&mut self.rows).into_iter().filter(|row| !row.is_empty()).collect();
        let widths = column_widths(&rows, self.width);
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<String>> = row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width)).collect();
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                for (cell, width) in cells.iter().zip(&widths) {
                    let part = cell.get(line).map_or("", String::as_str).replace('\u{a0}', " ");
                    // A style that goes on in the next line must not color what stands beside it.
                    let end = if part.contains('\u{1b}') && !part.ends_with(RESET) { RESET } else { "" };
                    let padding = " ".repeat(width.saturating_sub(columns(&part)) + 2);
                    self.out.push_str(&format!("{part}{end}{padding}"));
                }
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.out.push('\n');
            }
            if at == 0 {
                let lines: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                self.out.push_str(&lines.join("  "));
                self.out.push('\n');
            }
        }
        self.out.push('\n');
    }
}

/// How wide the columns of a table are: as wide as they want, and where that is too much the widest
/// give way, as far as their longest word lets them.
fn column_widths(rows: &[Vec<String>], room: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let most = |at: usize, measure: &dyn Fn(&str) -> usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| measure(cell)).max().unwrap_or(0)
    };
    let longest_word = |cell: &str| cell.split(' ').map(columns).max().unwrap_or(0);
    let least: Vec<usize> = (0..count).map(|at| most(at, &longest_word)).collect();
    let mut widths: Vec<usize> = (0..count).map(|at| most(at, &columns)).collect();
    let room = room.saturating_sub(2 * count.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let givers = (0..count).filter(|at| widths[*at] > least[*at]);
        let Some(widest) = givers.max_by_key(|at| widths[*at]) else { break };
        widths[widest] -= 1;
    }
    widths
}

/// Lines of at most `room` columns; a longer word stands alone.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\t']).filter(|word| !word.is_empty()) {
        if columns(&line) > 0 && columns(&line) + 1 + columns(word) > room {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() && columns(&line) > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The columns that a text takes, styles not counted. Wide characters count as one: notes hold
/// next to none, and a line that is a little long does no harm.
fn columns(text: &str) -> usize {
    let mut count = 0;
    let mut in_style = false;
    for c in text.chars() {
        match c {
            '\u{1b}' => in_style = true,
            'm' if in_style => in_style = false,
            _ if !in_style => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        let mut out = String::new();
        let mut in_style = false;
        for c in to_terminal(markdown, width).chars() {
            match c {
                '\u{1b}' => in_style = true,
                'm' if in_style => in_style = false,
                _ if !in_style => out.push(c),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn prose_wraps_and_code_does_not() {
        let markdown = "# Title\n\nSome *words* that are `long enough` to wrap.\n\n\
                        ```python\nx = 'a line of code that is longer'\n\ny\n```\n";
        insta::assert_snapshot!(plain(markdown, 24), @r#"
        Title

        Some words that are
        `long enough` to wrap.

            x = 'a line of code that is longer'

            y
        "#);
    }

    #[test]
    fn lists_quotes_links_and_tables() {
        let markdown = "- one two three four five\n- b\n  - inner\n\n1. x\n2. y\n\n> quoted\n\n\
                        [docs](https://e.org) <https://e.org>\n\n| a | long |\n|--|--|\n| 1 | `2` |\n";
        insta::assert_snapshot!(plain(markdown, 20), @r#"
        • one two three four
          five
        • b
          • inner

        1. x
        2. y

        > quoted

        docs (https://e.org)
        https://e.org

        a  long
        ─  ────
        1  `2`
        "#);
    }

    #[test]
    fn a_table_wraps_in_its_columns() {
        let markdown = "| what | `a or b` |\n|--|--|\n| one two three four | **five six** seven |\n| x | y |\n";
        insta::assert_snapshot!(plain(markdown, 20), @r#"
        what       `a or b`
        ─────────  ─────────
        one two    five six
        three      seven
        four
        x          y
        "#);
        assert!(to_terminal(markdown, 20).contains("\u{1b}[1mfive six\u{1b}[0m"), "the bold words end in their cell");
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let out = plain(&"word ".repeat(100), 30);
        assert!(out.lines().all(|line| line.chars().count() <= 30));
    }
}
