//! pip's `--hash` options.

/// What is wrong with the value of a `--hash` option; `None` when pip can use it.
/// The rule is pip's: one of three algorithms, and as many hexadecimal digits as it gives.
pub fn problem(value: &str) -> Option<String> {
    let (algorithm, digest) = value.split_once(':')?;
    let wanted = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        other => return Some(format!("pip takes sha256, sha384 or sha512, and not {other}")),
    };
    if let Some(odd) = digest.chars().find(|character| !character.is_ascii_hexdigit()) {
        return Some(format!("a {algorithm} has hexadecimal digits only, and here is a `{odd}`"));
    }
    (digest.len() != wanted)
        .then(|| format!("a {algorithm} has {wanted} hexadecimal digits, and this has {}", digest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_counted() {
        assert_eq!(problem(&format!("sha256:{}", "0a".repeat(32))), None);
        assert_eq!(problem(&format!("sha512:{}", "0A".repeat(64))), None);
        assert!(problem("sha256:abc").is_some_and(|text| text.contains("this has 3")));
        assert!(problem("sha256:82092.78e3a57").is_some_and(|text| text.contains("`.`")));
        assert!(problem("md5:0123").is_some_and(|text| text.contains("not md5")));
        assert_eq!(problem("abc"), None);
    }
}
