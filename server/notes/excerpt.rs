//! What may be quoted from a note, or from code, where links are trusted.
//!
//! An editor runs `command:` links of our hovers; one that comes out of a note must not be among
//! them. Must not know where the excerpt is shown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Bytes of an excerpt, give or take a paragraph.
const LENGTH: usize = 700;

/// Lines of an excerpt, give or take a paragraph.
const LINES: usize = 12;

/// Schemes of links that stay.
const SCHEMES: [&str; 2] = ["http:", "https:"];

/// Links to files of this machine stay, too; a host behind the slashes would be asked for the file,
/// on some systems with the person's password.
const FILE: &str = "file:///";

/// A paragraph that stands behind a sentence in [`as_prose`].
const BEHIND: &str = "behind";

/// Schemes that editors and browsers run. Two readers of Markdown may disagree about what is a
/// link, so these are broken wherever they stand.
const DANGEROUS: [&str; 4] = ["command:", "javascript:", "vscode:", "data:"];

/// The head of a section, whole paragraphs only: Markdown without raw HTML, without images and
/// without links but those to the web and to files.
pub fn excerpt(section: &str) -> String {
    let bounded = section.get(..section.floor_char_boundary(LENGTH * 16)).unwrap_or_default();
    let mut end = 0;
    for (shown, (event, range)) in blocks(bounded).into_iter().enumerate() {
        if let Event::Start(Tag::Heading { .. }) = event
            && shown > 0
        {
            break;
        }
        let lines = bounded.get(..range.end).unwrap_or_default().trim().lines().count();
        if shown > 0 && (range.end > LENGTH || lines > LINES) {
            break;
        }
        end = range.end;
    }
    closed(harmless(bounded.get(..end).unwrap_or_default().trim()))
}

/// The text with its last fence closed: what stands behind it would be code otherwise.
fn closed(mut text: String) -> String {
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let mark = line.chars().next().filter(|first| matches!(first, '`' | '~'));
        let fence: String = mark.map(|mark| line.chars().take_while(|one| *one == mark).collect()).unwrap_or_default();
        match &open {
            None if fence.len() >= 3 => open = Some(fence),
            Some(opened) if fence.starts_with(opened.as_str()) && line.trim_end() == fence => open = None,
            _ => {}
        }
    }
    if let Some(fence) = open {
        text.push('\n');
        text.push_str(&fence);
    }
    text
}

/// The outermost blocks of a text.
fn blocks(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    let mut depth = 0_usize;
    let mut out = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    out.push((event, range));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    out
}

/// The same Markdown with what could do something taken out: raw HTML, images, and links but those to
/// the web and to files of this machine. Done until nothing is left to do,
/// since taking one thing out may join what stood around it.
pub fn harmless(text: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..4 {
        let next = once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    let mut text = text.trim().to_string();
    let lower = text.to_ascii_lowercase();
    let mut places: Vec<usize> = Vec::new();
    for scheme in DANGEROUS {
        places.extend(lower.match_indices(scheme).map(|(at, _)| at + scheme.len() - 1));
    }
    places.sort_unstable();
    for at in places.into_iter().rev() {
        text.insert(at, '\u{200b}');
    }
    text
}

fn once(text: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut link: Option<(Range<usize>, String)> = None;
    let mut nested = 0_usize;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. }) if link.is_none() => link = Some((range, String::new())),
            Event::Start(Tag::Link { ref dest_url, .. }) if link.is_none() && !is_harmless(dest_url) => {
                link = Some((range, String::new()));
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) if link.is_some() => nested += 1,
            Event::End(TagEnd::Link | TagEnd::Image) if nested > 0 => nested -= 1,
            Event::End(TagEnd::Link | TagEnd::Image) => edits.extend(link.take()),
            Event::Text(inner) | Event::Code(inner) => {
                if let Some((_, text)) = &mut link {
                    text.push_str(&inner.replace(['[', ']', '<', '>', '`', '\n'], " "));
                }
            }
            Event::Html(_) | Event::InlineHtml(_) if link.is_none() => {
                let raw = text.get(range.clone()).unwrap_or_default();
                let shown = if raw.trim_start().starts_with("<!--") { String::new() } else { raw.replace('<', "&lt;") };
                edits.push((range, shown));
            }
            _ => {}
        }
    }
    let mut out = text.to_string();
    edits.sort_by_key(|(range, _)| range.start);
    for (range, shown) in edits.into_iter().rev() {
        out.replace_range(range, &shown);
    }
    out
}

fn is_harmless(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let on_this_machine = |rest: &str| !rest.starts_with(['/', '\\', '%']);
    SCHEMES.iter().any(|scheme| address.starts_with(scheme)) || address.strip_prefix(FILE).is_some_and(on_this_machine)
}

/// A sentence of ours that quotes code, as Markdown. Code with backticks in it could end its quotation
/// and bring links and pictures along, or swallow what stands behind; such a sentence is shown letter
/// by letter instead.
pub fn as_prose(sentence: &str) -> Cow<'_, str> {
    if stays_by_itself(sentence) {
        return Cow::Borrowed(sentence);
    }
    let mut plain = String::with_capacity(sentence.len() * 2);
    for letter in sentence.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if letter.is_ascii_punctuation() {
            plain.push('\\');
        }
        plain.push(letter);
    }
    Cow::Owned(plain)
}

/// Whether Markdown has no links, pictures and HTML, defines no links, and ends before what stands
/// behind it.
fn stays_by_itself(text: &str) -> bool {
    is_plain(text) || parses_by_itself(text)
}

/// The same as Markdown's own grammar says it.
fn parses_by_itself(text: &str) -> bool {
    let probe = format!("{text}\n\n{BEHIND}");
    let parser = Parser::new_ext(&probe, Options::ENABLE_TABLES);
    if parser.reference_definitions().iter().next().is_some() {
        return false;
    }
    let (mut in_code, mut ends) = (false, false);
    for event in parser {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock) => return false,
            Event::Html(_) | Event::InlineHtml(_) => return false,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) => ends = !in_code && *text == *BEHIND,
            _ => {}
        }
    }
    ends
}

/// Whether a text is one line of prose for sure: words and quoted code, each quotation between two
/// single backticks. Most sentences are, and need no look at all that Markdown can be.
fn is_plain(text: &str) -> bool {
    let (mut in_code, mut last) = (false, b' ');
    for byte in text.bytes() {
        match byte {
            b'`' if last == b'`' => return false,
            b'`' => in_code = !in_code,
            b'\n' | b'\r' => return false,
            b'[' | b'<' | b'\\' | b'&' | b'|' | b'!' if !in_code => return false,
            _ => {}
        }
        last = byte;
    }
    !in_code && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_paragraphs_up_to_a_length() {
        let long = "word ".repeat(100);
        let text = format!("First.\n\n{long}\n\n{long}\n\nlast");
        assert_eq!(excerpt(&text), format!("First.\n\n{}", long.trim()));
        assert_eq!(excerpt("one\n\n## Sub\n\ntwo"), "one");
        assert_eq!(excerpt("## Sub\n\ntwo"), "## Sub\n\ntwo");
        assert_eq!(excerpt("\n\n  \n"), "");
        assert!(excerpt(&"é".repeat(100_000)).len() <= LENGTH * 16);
        assert_eq!(excerpt("text\n\n```python\nx\n```\n"), "text\n\n```python\nx\n```");
    }

    #[test]
    fn a_fence_that_nobody_closed_is_closed() {
        assert_eq!(excerpt("Words.\n\n```python\nx = 1\n"), "Words.\n\n```python\nx = 1\n```");
        assert_eq!(excerpt("~~~~\n```\n~~~~\n\nWords."), "~~~~\n```\n~~~~\n\nWords.");
    }

    #[test]
    fn a_sentence_that_quotes_code_brings_nothing_along() {
        for code in [
            "\"`[x](command:a) `\"",
            "`![](https://e.org/i.png)`",
            "` <img src=https://e.org/i.png> `",
            "` <https://e.org> `",
            "`\n\n[x]: command:a\n\n`",
            "`\n\n```\nx",
            "`\n<div>",
        ] {
            let sentence = as_prose_of(code);
            let whole = format!("{sentence}\n\n[x]\n\n```python\n[y](command:b)\n```");
            let mut fences = 0;
            for event in Parser::new_ext(&whole, Options::ENABLE_TABLES) {
                let is_live = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock));
                assert!(!is_live && !matches!(event, Event::Html(_) | Event::InlineHtml(_)), "{code} -> {whole}");
                fences += usize::from(matches!(event, Event::Start(Tag::CodeBlock(_))));
            }
            assert_eq!(fences, 1, "{code} -> {whole}");
        }
        // What is taken for prose at once is what a whole look says, too.
        for letters in
            ["a", "`", "``", "`[x](y)`", "[x](y)", "`a` [x](y) `b`", "a\\`[x](y)`", "*a `b* c`", "a `\\` [b](c)`"]
        {
            for behind in ["", ".", " `x`", "\n- a", "`"] {
                let text = format!("{letters}{behind}");
                assert!(!is_plain(&text) || parses_by_itself(&text), "{text}");
            }
        }
        assert!(is_plain("`xs[0]` and `a < b`, *here*.") && !is_plain("a[0] `b`") && !is_plain("- a"));
        let fine = "`xs[0](1)` is `a < b`, *here*:\n\n```text\nA\n```";
        assert_eq!(as_prose(fine), fine);
    }

    fn as_prose_of(code: &str) -> String {
        as_prose(&format!("`is` compares `{code}` with `y`.")).into_owned()
    }

    #[test]
    fn a_link_to_a_file_stays_on_this_machine() {
        assert!(is_harmless("file:///home/a/notes.md") && is_harmless("file:///C:/notes.md"));
        for address in ["file://host/share", "file:////host/share", "file:///\\\\host", "file:///%2Fhost", "file:x"] {
            assert!(!is_harmless(address), "{address}");
        }
    }

    #[test]
    fn nothing_that_runs_gets_through() {
        for hidden in [
            "[x](command:a.b)",
            "[x](<COMMAND:a.b>)",
            "[x](command&colon;a)",
            "[x](comm&#97;nd:a)",
            "[x][r]\n\n[r]: command:a",
            "[r]\n\n[r]: command:a",
            "<command:a.b>",
            "<a href=\"command:a\">x</a>",
            "<A\nHREF='command:a'>x</A>",
            "[![i](https://e.org/i.png)](command:a)",
            "[a[b](command:x)](command:y)",
            "[x](javascript:alert)",
            "[x](vscode://a)",
            "[<b>x</b>](command:a)",
            "<<b>a href=command:x>",
        ] {
            let shown = excerpt(hidden);
            let lower = shown.to_lowercase();
            let links = Parser::new(&shown).filter(|event| {
                matches!(event, Event::Start(Tag::Link { dest_url, .. }) if !is_harmless(dest_url))
                    || matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }))
            });
            assert_eq!(links.count(), 0, "{hidden} -> {shown}");
            assert!(!lower.contains("command:") && !lower.contains("javascript:"), "{hidden} -> {shown}");
        }
        assert_eq!(excerpt("see [docs](https://e.org) `x`"), "see [docs](https://e.org) `x`");
        assert_eq!(excerpt("<!-- pygloss: x -->\n\ntext"), "text");
        assert_eq!(excerpt("![alt](https://e.org/i.png) y"), "alt y");
    }
}
