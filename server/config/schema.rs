//! The JSON schema of `pygloss.toml`, for editors.
//!
//! Owns what the types of [`Settings`] do not say: the known ids, and the words that are strings
//! in Rust. `editors/vscode/pygloss.schema.json` is its output; a test keeps the two in step.

use super::read::TOOLS;
use super::{Peers, Settings, SeveritySetting};
use crate::catalog::Catalog;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

impl Settings {
    /// The schema of a file of settings. Ids are suggested and not required to be known: a person
    /// may have topics of their own.
    pub fn schema(catalog: &Catalog) -> Value {
        // Editors' TOML tools know this draft best.
        let generator = SchemaSettings::draft07().into_generator();
        let mut schema = generator.into_root_schema_for::<Settings>().to_value();
        schema["title"] = "pygloss.toml".into();
        let ids = ids(catalog);
        let words: Vec<&str> = ["ALL"].into_iter().chain(ids.keys().map(String::as_str)).collect();
        if let Some(properties) = schema["properties"].as_object_mut() {
            for property in properties.values_mut() {
                without_null(property);
            }
            for key in ["select", "ignore"] {
                properties[key]["items"] = json!({ "anyOf": [{ "enum": words }, { "type": "string" }] });
            }
            properties["severity"]["properties"] = ids.into();
        }
        schema
    }
}

/// For each pattern and topic what a severity may be, with the topic's question.
fn ids(catalog: &Catalog) -> Map<String, Value> {
    let topics = catalog.topics().iter();
    let of_topics = topics.clone().map(|topic| (topic.id.clone(), &topic.note.question));
    let findings = catalog.patterns().iter().filter(|pattern| pattern.severity.is_some());
    let of_patterns = findings.map(|pattern| (pattern.id.to_string(), &catalog.topics()[pattern.topic].note.question));
    let one =
        |question: &String| json!({ "allOf": [{ "$ref": "#/definitions/SeveritySetting" }], "description": question });
    let mut all: Vec<(String, Value)> =
        of_topics.chain(of_patterns).map(|(id, question)| (id, one(question))).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().collect()
}

/// TOML has no null: what is not set is not there.
fn without_null(property: &mut Value) {
    let Some(property) = property.as_object_mut() else { return };
    if property.get("default") == Some(&Value::Null) {
        property.remove("default");
    }
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_string(), only);
        }
    }
}

impl JsonSchema for Peers {
    fn schema_name() -> Cow<'static, str> {
        "Peers".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string", "enum": ["auto", "off"] },
                { "type": "array", "items": { "type": "string", "enum": TOOLS } },
            ],
        })
    }
}

impl JsonSchema for SeveritySetting {
    fn schema_name() -> Cow<'static, str> {
        "SeveritySetting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How grave a finding is; `off` is never reported.",
            "type": "string",
            "enum": ["error", "warning", "information", "info", "hint", "off"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::KEYS;
    use super::*;

    #[test]
    fn every_setting_and_nothing_else_is_in_the_schema() {
        let schema = Settings::schema(Catalog::builtin());
        let properties = schema["properties"].as_object().unwrap();
        let mut keys = KEYS.to_vec();
        keys.sort_unstable();
        let mut found: Vec<&str> = properties.keys().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(found, keys);
        assert_eq!(schema["additionalProperties"], false);
        assert!(schema.get("required").is_none());
        assert!(
            properties.values().all(|property| property["description"].is_string() || property.get("$ref").is_some())
        );
        assert!(!schema.to_string().contains("null"), "{schema}");
    }
}
