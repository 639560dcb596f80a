//! Documents as rough as people's are.

use super::*;

fn headings(text: &str) -> Vec<(u8, String)> {
    outline(text).headings.into_iter().map(|heading| (heading.level, heading.text)).collect()
}

fn rows(rows: &[(u8, &str)]) -> Vec<(u8, String)> {
    rows.iter().map(|(level, text)| (*level, text.to_string())).collect()
}

fn codes(text: &str) -> Vec<(Language, String)> {
    outline(text).blocks.into_iter().map(|block| (block.language, block.code)).collect()
}

fn slips(text: &str) -> Vec<SlipKind> {
    outline(text).slips.into_iter().map(|slip| slip.kind).collect()
}

#[test]
fn headings_of_all_kinds() {
    let text = "\u{feff}# One\r\n\r\nTwo\n===\n\n###\tThree `code` **b** ###\n##\u{a0}Four\n\n**Five:**\n\n__Six__\n\n\
                **not** one\n\n- **nor this**\n\nSeven\n---\ntext";
    let expected =
        rows(&[(1, "One"), (1, "Two"), (3, "Three code b"), (2, "Four"), (7, "Five"), (7, "Six"), (2, "Seven")]);
    assert_eq!(headings(text), expected);
    for heading in outline(text).headings {
        let start = heading.text.split(' ').next().expect("has a word");
        assert!(text[heading.range.clone()].contains(start), "{heading:?}");
    }
}

#[test]
fn sections_end_at_the_same_or_a_higher_level() {
    let text = "# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne";
    let sections: Vec<&str> = outline(text).headings.iter().map(|heading| &text[heading.section.clone()]).collect();
    assert_eq!(
        sections,
        ["# A\na\n## B\nb\n### C\nc\n## D\nd\n", "## B\nb\n### C\nc\n", "### C\nc\n", "## D\nd\n", "# E\ne"]
    );
}

#[test]
fn comments_in_code_are_no_headings_and_places_are_bytes() {
    let text = "# A\n\n1. item\n\n   ```python title=\"x\"\n   # no heading\n   x = 1\n   ```\n\n~~~py\ny\n~~~\n\n\
                ````\n```\n````\n";
    assert_eq!(headings(text), rows(&[(1, "A")]));
    assert_eq!(
        codes(text),
        [
            (Language::Python, "# no heading\nx = 1\n".to_string()),
            (Language::Python, "y\n".to_string()),
            (Language::Unnamed, "```\n".to_string())
        ]
    );
    let blocks = outline(text).blocks;
    assert!(text[blocks[0].start..].starts_with("# no heading"));
    assert!(text[blocks[1].start..].starts_with("y\n"));
    assert!(slips(text).is_empty());
}

#[test]
fn an_unclosed_fence_ends_where_the_prose_goes_on() {
    let text = "## A\n\n```python\n# comment\nx = 1\n\n## B\n\ntext\n\n```python\ny = 2\n```\n\n## C\n";
    assert_eq!(headings(text), rows(&[(2, "A"), (2, "B"), (2, "C")]));
    let expected = [(Language::Python, "# comment\nx = 1\n\n".to_string()), (Language::Python, "y = 2\n".to_string())];
    assert_eq!(codes(text), expected);
    assert_eq!(slips(text), [SlipKind::Unclosed]);

    let twice = "```python\na = 1\n\n```python\na = 1\nb = 2\n```\nend\n";
    assert_eq!(codes(twice).len(), 2);
    assert_eq!(codes(twice)[1].1, "a = 1\nb = 2\n");
    assert_eq!(slips(twice), [SlipKind::Unclosed]);

    let last = "# A\n\n```python\nx = 1";
    assert_eq!(codes(last), [(Language::Python, "x = 1".to_string())]);
    assert_eq!(slips(last), [SlipKind::Unclosed]);
}

#[test]
fn what_an_indentation_swallowed_is_found() {
    let text = "para\n\n    ## Heading\n\n    ```python\n    if x:\n        y\n    ```\n\n    code\n";
    assert_eq!(headings(text), rows(&[(2, "Heading")]));
    assert_eq!(codes(text), [(Language::Python, "if x:\n    y\n".to_string())]);
    assert_eq!(slips(text), [SlipKind::Swallowed]);
    assert!(codes("para\n\n    plain code\n").is_empty());
}

#[test]
fn fences_that_show_markdown_are_left_alone() {
    let text = "```markdown\n# x\n```python\n```\n\n# A\n";
    assert_eq!(headings(text), rows(&[(1, "A")]));
    assert!(slips(text).is_empty());
}

#[test]
fn front_matter_is_no_text() {
    let text = "---\ntitle: x\n---\n# A\n";
    assert_eq!(outline(text).front, 0..17);
    assert_eq!(headings(text), rows(&[(1, "A")]));
    assert_eq!(headings("---\n\n# A\n\n---\n"), rows(&[(1, "A")]));
    assert!(outline("---\nnever closed").front.is_empty());
}

#[test]
fn comments_are_kept_and_a_mark_is_no_part_of_its_heading() {
    let text = "# A <!-- pygloss: x -->\n\n<!-- pygloss: y -->\ntext `<!-- no -->`\n";
    let outline = outline(text);
    assert_eq!(outline.headings[0].text, "A");
    let comments: Vec<&str> = outline.comments.iter().map(|range| text[range.clone()].trim()).collect();
    assert_eq!(comments, ["<!-- pygloss: x -->", "<!-- pygloss: y -->"]);
}

#[test]
fn any_text_has_an_outline() {
    let pieces = [
        "```", "~~~py\n", "#", "# a\n", "\n", "    ", "**b**", "- ", "> ", "é\u{a0}", "---\n", "<!--", "-->", "\t",
        "\r\n",
    ];
    let mut seed = 7_u64;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..24 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let outline = outline(&text);
        for block in &outline.blocks {
            assert!(text.get(block.range.clone()).is_some() && text.get(block.start..).is_some(), "{text:?}");
        }
        for heading in &outline.headings {
            assert!(text.get(heading.section.clone()).is_some(), "{text:?}");
        }
    }
}

#[test]
fn a_long_file_takes_no_long_time() {
    let text = "## 3. Scope\n\n```python\nx = 1\n\n- prose\n\n".repeat(100_000);
    let start = std::time::Instant::now();
    outline(&text);
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn every_byte_of_code_has_its_place() {
    let text = "- item\n\n   ```py\n   if é:\r\n       y\n   ```\n\n> ```python\n> a\n>\n> b\n> ```\n\n1. a\n\n        ```py\n        x\n        ```\n";
    let outline = outline(text);
    let codes: Vec<&str> = outline.blocks.iter().map(|block| block.code.as_str()).collect();
    assert_eq!(codes, ["if é:\r\n    y\n", "a\n\nb\n", "x\n"]);
    for block in &outline.blocks {
        for (offset, character) in block.code.char_indices() {
            let place = block.place(offset);
            assert!(text[place..].starts_with(character), "{character:?} at {place}");
            assert_eq!(block.offset_of(place), Some(offset));
        }
        assert!(text.is_char_boundary(block.place(block.code.len())));
        assert_eq!(block.offset_of(0), None);
    }
}

#[test]
fn headings_that_people_write_otherwise() {
    for (text, expected) in [
        ("**One**\ntext below\n\n***Two***\n\n**Three:** text\n", vec![(7, "One"), (7, "Two")]),
        (
            "##One\n\ntext\n###Two\nmore\n\n#hashtag\n\n## `x` __del__ **b**\n",
            vec![(2, "One"), (3, "Two"), (2, "x __del__ b")],
        ),
        (
            "<h2 id=\"a\">One &amp; <b>two</b></h2>\n\n<details>\n<summary>What is it?</summary>\n\ntext\n\n</details>\n",
            vec![(2, "One & two"), (7, "What is it?")],
        ),
        (
            "1. **One**\n   text\n2. **Two**\n\n   text\n- **no more of it**\n- **Three**: text\n",
            vec![(7, "One"), (7, "Two")],
        ),
        ("1. ONE\n======\n\ntext\n\n2. Two\n------\n\ntext\n\n- a\n- b\n---\n", vec![(1, "1. ONE"), (2, "2. Two")]),
        ("# One\r\rtext\r\r## Two\r", vec![(1, "One"), (2, "Two")]),
        ("<!--\n## Hidden\n\n**Hidden**\n-->\n\n## One\n", vec![(2, "One")]),
    ] {
        assert_eq!(headings(text), rows(&expected), "{text}");
    }
    assert_eq!(slips("<div>\n## Two\n</div>\n"), [SlipKind::Swallowed]);
    let outline = outline("## One\n\n<!--\npygloss: x\n-->\n");
    assert_eq!(outline.comments.len(), 1);
    assert_eq!(headings("<div>\n## Two\n</div>\n"), rows(&[(2, "Two")]));
}

#[test]
fn code_that_stands_without_a_fence_is_code() {
    assert_eq!(
        codes("text\n\n    def f(x):\n        return x\n\ntext\n"),
        [(Language::Unnamed, "def f(x):\n    return x\n".to_string())]
    );
    let indented = outline("# A\n\n    >>> 1 + 1\n    2\n");
    assert_eq!(indented.blocks[0].start, 9);
    // What a notebook printed is none.
    assert!(codes("text\n\n    3.14159\n\n    [1, 2]\n").is_empty());
}

#[test]
fn words_on_fences_in_many_dialects() {
    for info in [
        "python",
        "Python",
        "py",
        "python3",
        "python3.12",
        "pycon",
        "{.python .numberLines}",
        "{code-cell} ipython3",
        "{code-block} python",
        "{doctest}",
        "{python}",
        "python title=\"a.py\"",
        "python{1,3}",
        "py,ignore",
    ] {
        assert_eq!(language(info), Language::Python, "{info}");
    }
    for info in ["python2", "pytb", "pyrex", "cython", "{r}", "text", "console", "{code-block} c"] {
        assert_eq!(language(info), Language::Other, "{info}");
    }
    assert_eq!(language(""), Language::Unnamed);
    let directive = "```{code-block} python\n:caption: a.py\n:emphasize-lines: 1\n\nx = 1\n```\n";
    assert_eq!(codes(directive), [(Language::Python, "\nx = 1\n".to_string())]);
}
