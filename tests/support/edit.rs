//! Workspace edits, applied as an editor does.

use serde_json::Value;

/// Applies an LSP workspace edit for `uri` to `text`; columns are UTF-16.
pub fn apply(text: &str, edit: &Value, uri: &str) -> String {
    let edits = match edit.get("documentChanges") {
        Some(changes) => {
            let changes = changes.as_array().expect("a list");
            assert_eq!(changes.len(), 1);
            assert_eq!(changes[0]["textDocument"]["uri"], uri);
            assert!(changes[0]["textDocument"]["version"].is_i64());
            changes[0]["edits"].clone()
        }
        None => edit["changes"][uri].clone(),
    };
    let offset = |place: &Value| {
        let line = place["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = place["character"].as_u64().expect("a column") as usize;
        let mut at = start;
        for character in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= character.len_utf16();
            at += character.len_utf8();
        }
        at
    };
    let mut edits: Vec<(usize, usize, String)> = edits
        .as_array()
        .expect("a list")
        .iter()
        .map(|edit| {
            let new_text = edit["newText"].as_str().expect("text").to_owned();
            (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), new_text)
        })
        .collect();
    edits.sort();
    let mut result = text.to_owned();
    for (start, end, new_text) in edits.into_iter().rev() {
        result.replace_range(start..end, &new_text);
    }
    result
}
