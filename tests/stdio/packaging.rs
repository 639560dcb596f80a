//! Requirements files and `pyproject.toml` are documents too.

use super::support::*;

#[test]
fn a_requirements_file_is_known_by_its_name_or_language() {
    let mut client = Client::with(rich());
    for (number, (name, language)) in
        [("requirements.txt", "plaintext"), ("deps.txt", "pip-requirements"), ("more.txt", "requirements")]
            .into_iter()
            .enumerate()
    {
        let uri = client.uri(name);
        client.open_as(&uri, language, 1, "six==1.16\nrequests=2.28.2\n");
        let found = client.published(&uri, 1);
        assert_eq!(codes(&found), ["requirement-single-equals"], "{name} {number}");
        assert_eq!(found[0]["range"], span([1, 0, 1, 15]));
        let actions =
            client.actions(&uri, [1, 0, 1, 15], serde_json::json!([found[0].clone()]), serde_json::Value::Null);
        assert!(actions.iter().any(|action| action["title"] == "Write `==2.28.2`"), "{actions:?}");
        client.change(&uri, 2, Some([1, 8, 1, 9]), "==");
        assert!(client.published(&uri, 2).is_empty());
        let hover = client.hover(&uri, 1, 12).to_string();
        assert!(hover.contains("exactly 2.28.2"), "{hover}");
    }
}

#[test]
fn pyproject_is_known_and_other_toml_is_left_alone() {
    let mut client = Client::with(rich());
    let text = "[tool.poetry.dependencies]\nrequests = \"^2.28.2\"\n";
    let uri = client.uri("pyproject.toml");
    client.open_as(&uri, "toml", 1, text);
    let hover = client.hover(&uri, 1, 14).to_string();
    assert!(hover.contains(">=2.28.2,<3.0.0"), "{hover}");
    let other = client.uri("other.toml");
    client.open_as(&other, "toml", 1, text);
    assert!(client.hover(&other, 1, 14).is_null());
    // Half-typed: the hover stays or is silent, and the server lives.
    for (version, half) in [(2, "[tool.poetry."), (3, "[project\ndependencies = [\"a"), (4, "")] {
        client.change(&uri, version, None, half);
        client.hover(&uri, 0, 3);
    }
}
