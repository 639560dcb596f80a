//! One shape for what TOML files and editors' JSON say, so that each setting is read once.
//!
//! Owns the two conversions. Must not know any setting's name.

use toml::de::DeValue;

/// A value, with the place where it was written.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// 1-based; `None` for JSON.
    pub line: Option<usize>,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub(super) enum Data {
    Text(String),
    Flag(bool),
    Whole(i64),
    List(Vec<Value>),
    Table(Vec<Entry>),
    Null,
    /// What no setting takes, by the word for it.
    Other(&'static str),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    /// The key's own line, 1-based; `None` for JSON.
    pub line: Option<usize>,
    pub value: Value,
}

impl Data {
    /// The word for the type, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Data::Text(_) => "a string",
            Data::Flag(_) => "a boolean",
            Data::Whole(_) => "an integer",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
            Data::Null => "null",
            Data::Other(kind) => kind,
        }
    }
}

/// A TOML value; `source` is the file's text, from which lines are counted.
pub(super) fn from_toml(value: &toml::Spanned<DeValue<'_>>, source: &str) -> Value {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Boolean(flag) => Data::Flag(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Data::Other("an integer out of range"), Data::Whole),
        DeValue::Float(_) => Data::Other("a float"),
        DeValue::Datetime(_) => Data::Other("a date"),
        DeValue::Array(items) => Data::List(items.iter().map(|item| from_toml(item, source)).collect()),
        DeValue::Table(table) => Data::Table(table_entries(table, source)),
    };
    Value { line: Some(line_at(source, value.span().start)), data }
}

/// The entries of a TOML table in the order of their lines.
pub(super) fn table_entries(table: &toml::de::DeTable<'_>, source: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            line: Some(line_at(source, key.span().start)),
            value: from_toml(value, source),
        })
        .collect();
    entries.sort_by_key(|entry| entry.line);
    entries
}

/// A JSON value.
pub(super) fn from_json(value: &serde_json::Value) -> Value {
    let data = match value {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(flag) => Data::Flag(*flag),
        serde_json::Value::Number(number) => number.as_i64().map_or(Data::Other("a number"), Data::Whole),
        serde_json::Value::String(text) => Data::Text(text.clone()),
        serde_json::Value::Array(items) => Data::List(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => Data::Table(
            map.iter().map(|(key, value)| Entry { key: key.clone(), line: None, value: from_json(value) }).collect(),
        ),
    };
    Value { line: None, data }
}

/// The 1-based line of a byte offset.
pub(super) fn line_at(source: &str, offset: usize) -> usize {
    let before = source.as_bytes().get(..offset).unwrap_or(source.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
