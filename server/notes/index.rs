//! All notes, by file and by topic.
//!
//! Owns the decision for each heading and why it was taken. Must not know how files are found or
//! what is done with a place.

use super::markdown::{Outline, outline};
use super::matching::Matcher;
use super::words::without_number;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The word of a mark that wants no link.
const NONE: &str = "none";

/// A note file that was read.
#[derive(Debug)]
pub struct Document {
    /// As it was given.
    pub path: PathBuf,
    /// The whole file.
    pub text: String,
    /// Its headings and blocks.
    pub outline: Outline,
    /// One for each heading; for a file without headings one, which is the file.
    pub sections: Vec<Section>,
    /// Marks with an id that no topic has: the id and where it stands.
    pub unknown: Vec<(String, usize)>,
}

/// A section and what it is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The heading's text; for a file without headings its name.
    pub heading: String,
    /// Where the heading is.
    pub at: usize,
    /// The bytes behind the heading.
    pub body: Range<usize>,
    /// 1 to 7; 0 for a file without headings.
    pub level: u8,
    /// Ids of topics, best first.
    pub topics: Vec<String>,
    /// Why.
    pub how: How,
    /// Whether nothing tells which of several topics is meant.
    pub is_ambiguous: bool,
    /// How well the heading's words fit: the best topic, or the nearest one where none fits; 0
    /// where a mark decides.
    pub score: f64,
    /// With no topics: the one that came nearest.
    pub nearest: Option<String>,
}

/// Why a section belongs to its topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// A mark says so; also that it belongs to none.
    #[default]
    Explicit,
    /// The heading's words say so.
    Alias,
    /// Nothing does.
    None,
}

/// A section in a file.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The file.
    pub document: &'a Document,
    /// The section.
    pub section: &'a Section,
}

impl Document {
    /// Reads a text.
    pub fn new(path: &Path, text: String, matcher: &Matcher) -> Document {
        let outline = outline(&text);
        let mut document =
            Document { path: path.to_path_buf(), text, outline, sections: Vec::new(), unknown: Vec::new() };
        document.decide(matcher);
        document
    }

    fn decide(&mut self, matcher: &Matcher) {
        let name = self.path.file_stem().unwrap_or_default().to_string_lossy().replace(['_', '-'], " ");
        let front = self.front_mark();
        let headings = &self.outline.headings;
        let sections = headings.iter().enumerate().map(|(index, heading)| {
            let body = heading.range.end.min(heading.section.end)..heading.section.end;
            let own_end = headings.get(index + 1).map_or(body.end, |next| next.range.start);
            let mark = self.mark(heading.range.start..own_end, heading.range.end);
            (heading.text.clone(), heading.marked.clone(), heading.range.start, body, heading.level, mark)
        });
        let mut sections: Vec<_> = sections.collect();
        if sections.is_empty() {
            let start = self.outline.front.end;
            let mark = self.mark(start..self.text.len(), start);
            sections.push((name.clone(), name, start, start..self.text.len(), 0, mark));
        }
        if let (Some(front), Some(first)) = (front, sections.first_mut()) {
            first.5.get_or_insert(front);
        }
        // What goes on later is about what it went on from.
        let mut begun: HashMap<(String, String), usize> = HashMap::new();
        for (heading, marked, at, body, level, mark) in sections {
            let (number, name, goes_on) = name_of(&heading);
            let begun_at = [(number.clone(), name.clone()), (String::new(), name.clone())];
            let begun_at = begun_at.iter().find_map(|key| begun.get(key)).filter(|_| goes_on);
            let mut section = Section { heading, at, body, level, ..Section::default() };
            match mark {
                Some((ids, place)) => {
                    for id in ids {
                        match matcher.topic(&id) {
                            Some(topic) => section.topics.push(topic.to_string()),
                            None if id == NONE => {}
                            None => self.unknown.push((id, place)),
                        }
                    }
                }
                None => match begun_at.and_then(|number| self.sections.get(*number)) {
                    Some(first) => {
                        let place = (section.heading, section.at, section.body, section.level);
                        let (heading, at, body, level) = place;
                        section = Section { heading, at, body, level, ..first.clone() };
                    }
                    None => {
                        let text = self.text.get(section.body.clone()).unwrap_or_default();
                        let found = matcher.find(&marked, text);
                        section.how = if found.topics.is_empty() { How::None } else { How::Alias };
                        section.is_ambiguous = found.is_ambiguous;
                        section.topics = found.topics.into_iter().map(str::to_string).collect();
                        section.score = found.score;
                        section.nearest = found.nearest.map(str::to_string);
                    }
                },
            }
            if !goes_on && !name.is_empty() {
                let at = self.sections.len();
                begun.entry((number, name.clone())).or_insert(at);
                begun.entry((String::new(), name)).or_insert(at);
            }
            self.sections.push(section);
        }
    }

    /// The ids of the mark on a heading or right under it, and where the mark stands.
    fn mark(&self, around: Range<usize>, heading_end: usize) -> Option<(Vec<String>, usize)> {
        let inside = self.outline.comments.iter().filter(|comment| around.contains(&comment.start));
        inside.into_iter().find_map(|comment| {
            let between = self.text.get(heading_end..comment.start).unwrap_or_default();
            let ids = ids(self.text.get(comment.clone())?.trim())?;
            between.trim().is_empty().then_some((ids, comment.start))
        })
    }

    /// The topic that the front matter names for the file.
    fn front_mark(&self) -> Option<(Vec<String>, usize)> {
        let front = self.text.get(self.outline.front.clone())?;
        let mut offset = self.outline.front.start;
        for line in front.split_inclusive('\n') {
            if let Some(rest) = line.trim_start().strip_prefix("pygloss")
                && let Some(value) = rest.trim_start().strip_prefix([':', '='])
            {
                // A list goes on below: YAML's with dashes, TOML's up to its bracket.
                let below = front.get(offset - self.outline.front.start + line.len()..).unwrap_or_default();
                let below = below.lines().map(str::trim_start).take_while(|line| line.starts_with(['-', '"', '\'']));
                let below = below.filter(|line| !line.starts_with("---")).map(|line| line.trim_start_matches('-'));
                let ids = [value].into_iter().chain(below).flat_map(list).collect::<Vec<String>>();
                return (!ids.is_empty()).then_some((ids, offset));
            }
            offset += line.len();
        }
        None
    }
}

/// The word that makes a comment a mark.
const MARK: &str = "pygloss:";

impl Document {
    /// The topics that marks name, and where each name stands.
    pub fn marked(&self) -> Vec<(&str, Range<usize>)> {
        let mut out = Vec::new();
        for comment in &self.outline.comments {
            let text = self.text.get(comment.clone()).unwrap_or_default();
            let inner = text.split("-->").next().unwrap_or_default();
            let Some(begin) = inner.find(MARK).filter(|_| ids(text.trim()).is_some()) else { continue };
            let mut at = begin + MARK.len();
            for word in inner[at..].split([',', ' ', '\n', '\r']) {
                let name = word.trim_matches(['"', '\'']);
                if !name.is_empty() {
                    let start = comment.start + at + word.find(name).unwrap_or(0);
                    out.push((name, start..start + name.len()));
                }
                at += word.len() + 1;
            }
        }
        out
    }
}

/// The part of a topic's name that stands right before the end of `line`, if a mark is being
/// written there.
pub fn mark_prefix(line: &str) -> Option<&str> {
    let open = line.rfind("<!--")?;
    let rest = line[open + "<!--".len()..].trim_start().strip_prefix(MARK)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let others = rest.trim_end_matches(is_name);
    rest.chars().all(|c| is_name(c) || c == ',' || c == ' ').then_some(&rest[others.len()..])
}

/// The ids in `<!-- pygloss: a, b -->`.
fn ids(comment: &str) -> Option<Vec<String>> {
    let inner = comment.strip_prefix("<!--")?.split("-->").next()?.trim();
    Some(list(inner.strip_prefix(MARK)?))
}

fn list(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '"' | '\''));
    parts.filter(|id| !id.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// The number of a heading, its name, and whether it says that it goes on from an earlier one:
/// "3. Closures (cont'd)".
fn name_of(heading: &str) -> (String, String, bool) {
    let name = without_number(heading);
    let number = heading.strip_suffix(name).unwrap_or_default();
    let number = number.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let mut words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let goes_on = words.len() > 1 && matches!(words.last(), Some(&("continued" | "cont" | "contd")));
    if goes_on {
        words.pop();
    }
    (number.trim_matches('.').to_string(), words.join(" "), goes_on)
}

/// The notes of a person.
#[derive(Default)]
pub struct Index {
    documents: BTreeMap<PathBuf, Arc<Document>>,
    by_topic: HashMap<String, Vec<(PathBuf, usize)>>,
}

impl Index {
    /// Takes a file in, or its new text.
    pub fn put(&mut self, document: Document) {
        self.remove(&document.path.clone());
        for (number, section) in document.sections.iter().enumerate() {
            for topic in &section.topics {
                let places = self.by_topic.entry(topic.clone()).or_default();
                let place = (document.path.clone(), number);
                let at = places.partition_point(|known| *known < place);
                places.insert(at, place);
            }
        }
        self.documents.insert(document.path.clone(), Arc::new(document));
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &Path) {
        if self.documents.remove(path).is_some() {
            self.by_topic.values_mut().for_each(|places| places.retain(|(known, _)| known != path));
        }
    }

    /// A file that was put in.
    pub fn document(&self, path: &Path) -> Option<Arc<Document>> {
        self.documents.get(path).cloned()
    }

    /// All files, by path.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// The sections about a topic, by path and place. A section inside another one about the same
    /// topic is part of that.
    pub fn about(&self, topic: &str) -> Vec<Place<'_>> {
        let mut places: Vec<Place<'_>> = Vec::new();
        for (path, number) in self.by_topic.get(topic).map(Vec::as_slice).unwrap_or_default() {
            let Some(document) = self.documents.get(path) else { continue };
            let Some(section) = document.sections.get(*number) else { continue };
            let is_inner = places.last().is_some_and(|last| {
                std::ptr::eq(last.document, document.as_ref()) && last.section.body.contains(&section.at)
            });
            if !is_inner {
                places.push(Place { document, section });
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher() -> Matcher {
        let topics = [("scope-legb", "LEGB"), ("decorators", "Decorators")];
        Matcher::new(topics.into_iter().map(|(id, alias)| (id, [alias].into_iter())))
    }

    fn document(path: &str, text: &str) -> Document {
        Document::new(Path::new(path), text.to_string(), &matcher())
    }

    fn decisions(text: &str) -> Vec<(String, String, How)> {
        let all = document("my-notes.md", text).sections.into_iter();
        all.map(|section| (section.heading, section.topics.join(" "), section.how)).collect()
    }

    fn row(heading: &str, topics: &str, how: How) -> (String, String, How) {
        (heading.to_string(), topics.to_string(), how)
    }

    #[test]
    fn marks_win_over_words() {
        let text = "# Names <!-- pygloss: scope-legb -->\n\ntext\n\n## Lookup\n\n<!-- pygloss: Decorators, nope -->\n\
                    text\n\n## Decorators\n<!-- pygloss: none -->\n\n## LEGB\ntext\n<!-- pygloss: decorators -->\n";
        let expected = [
            row("Names", "scope-legb", How::Explicit),
            row("Lookup", "decorators", How::Explicit),
            row("Decorators", "", How::Explicit),
            row("LEGB", "scope-legb", How::Alias),
        ];
        assert_eq!(decisions(text), expected);
        let unknown = document("a.md", text).unknown;
        assert_eq!(unknown[0].0, "nope");
        assert!(text[unknown[0].1..].starts_with("<!-- pygloss: Decorators"));
    }

    #[test]
    fn marks_have_places_and_are_completed() {
        let text = "# A <!-- pygloss: scope-legb, nope -->\n\n<!--pygloss:decorators-->\n<!-- other: x -->\n";
        let marked = document("a.md", text);
        let names: Vec<&str> = marked.marked().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["scope-legb", "nope", "decorators"]);
        assert!(marked.marked().iter().all(|(name, range)| &text[range.clone()] == *name));
        assert_eq!(mark_prefix("# A <!-- pygloss: sco"), Some("sco"));
        assert_eq!(mark_prefix("<!--pygloss: a, "), Some(""));
        assert_eq!(mark_prefix("<!-- pygloss: a -->"), None);
        assert_eq!(mark_prefix("pygloss: a"), None);
    }

    #[test]
    fn front_matter_speaks_for_the_file() {
        assert_eq!(decisions("---\npygloss: scope-legb\n---\ntext"), [row("my notes", "scope-legb", How::Explicit)]);
        assert_eq!(decisions("+++\npygloss = [\"decorators\"]\n+++\n# X\n"), [row("X", "decorators", How::Explicit)]);
        assert_eq!(document("legb.txt", "no heading").sections[0].topics, ["scope-legb"]);
        assert_eq!(decisions(""), [row("my notes", "", How::None)]);
    }

    #[test]
    fn front_matter_may_hold_a_list() {
        let both = [row("X", "scope-legb decorators", How::Explicit)];
        for front in [
            "---\npygloss: [scope-legb, decorators]\n---\n",
            "---\r\ntitle: a\r\npygloss:\r\n  - scope-legb\r\n  - \"decorators\"\r\ntags: b\r\n---\r\n",
            "---\npygloss:\n- scope-legb\n- decorators\n---\n",
            "+++\npygloss = [\n  \"scope-legb\",\n  \"decorators\",\n]\n+++\n",
        ] {
            assert_eq!(decisions(&format!("{front}# X\n")), both, "{front}");
        }
        assert_eq!(decisions("---\npygloss:\n---\n# LEGB\n"), [row("LEGB", "scope-legb", How::Alias)]);
    }

    #[test]
    fn a_section_that_goes_on_is_about_the_same() {
        let text = "# 3. My odd title <!-- pygloss: scope-legb -->\n\na\n\n# 4. LEGB\n\nb\n\n# 3. My odd title (cont'd)\n\n\
                    c\n\n# My odd title, continued\n\nd\n\n# 4. Other (continued)\n";
        let topics: Vec<String> = decisions(text).into_iter().map(|(_, topics, _)| topics).collect();
        assert_eq!(topics, ["scope-legb", "scope-legb", "scope-legb", "scope-legb", ""]);
    }

    #[test]
    fn files_come_go_and_change() {
        let mut index = Index::default();
        index.put(document("b.md", "# LEGB\n\n## 2. LEGB (continued)\n\nx\n"));
        index.put(document("a.md", "# 1. LEGB\n\na\n\n# 1. LEGB (continued)\n\nb\n"));
        let shown = |index: &Index| -> Vec<String> {
            index.about("scope-legb").iter().map(|place| place.section.heading.clone()).collect()
        };
        assert_eq!(shown(&index), ["1. LEGB", "1. LEGB (continued)", "LEGB"]);
        index.put(document("a.md", "# Decorators\n"));
        assert_eq!(shown(&index), ["LEGB"]);
        index.remove(Path::new("b.md"));
        assert!(shown(&index).is_empty());
        assert_eq!(index.documents().count(), 1);
    }
}
