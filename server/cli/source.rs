//! Files as Python reads them: bytes ↔ text, by byte order mark and PEP 263 declaration.
//!
//! Must not know what the text means.

use encoding_rs::Encoding;

/// The bytes of UTF-8's byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A decoded file, with what is needed to write it back.
#[derive(Debug)]
pub(super) struct Source {
    /// The text without a byte order mark: offsets count from behind it.
    pub text: String,
    codec: Codec,
    bom: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    Utf8,
    Ascii,
    /// ISO 8859-1 as such. The web's `latin1`, which encoding_rs knows, is windows-1252.
    Latin1,
    Other(&'static Encoding),
}

impl Source {
    /// The text of a file, or why there is none.
    pub fn decode(bytes: &[u8]) -> Result<Source, String> {
        let bom = bytes.starts_with(BOM);
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        if memchr::memchr(0, bytes).is_some() {
            return Err("not a text file (it holds NUL bytes)".to_string());
        }
        let codec = if bom { Codec::Utf8 } else { declared(bytes)? };
        let text = match codec {
            Codec::Utf8 => std::str::from_utf8(bytes).map(str::to_string).map_err(|error| {
                let line = line_of(bytes, error.valid_up_to());
                format!("not valid UTF-8 in line {line}, and no other encoding is declared")
            })?,
            Codec::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => {
                    let line = line_of(bytes, at);
                    return Err(format!("line {line} is not ASCII, which the file declares"));
                }
                None => String::from_utf8_lossy(bytes).into_owned(),
            },
            Codec::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Codec::Other(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(|text| text.into_owned())
                .ok_or_else(|| format!("not valid {}, which the file declares", encoding.name()))?,
        };
        Ok(Source { text, codec, bom })
    }

    /// The bytes of another text in this file's encoding.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, String> {
        let mut bytes = if self.bom { BOM.to_vec() } else { Vec::new() };
        match self.codec {
            Codec::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Codec::Ascii | Codec::Latin1 => {
                let last = if self.codec == Codec::Ascii { 0x7f } else { 0xff };
                for c in text.chars() {
                    let byte = u8::try_from(u32::from(c)).ok().filter(|byte| *byte <= last);
                    bytes.push(byte.ok_or_else(|| format!("cannot write {c:?} in its encoding"))?);
                }
            }
            Codec::Other(encoding) => {
                let (encoded, _, replaced) = encoding.encode(text);
                if replaced {
                    return Err(format!("cannot write the result in {}", encoding.name()));
                }
                bytes.extend_from_slice(&encoded);
            }
        }
        Ok(bytes)
    }
}

/// The 1-based line of a byte.
fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The codec that the first two lines declare (PEP 263), else UTF-8.
fn declared(bytes: &[u8]) -> Result<Codec, String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let line = String::from_utf8_lossy(line);
        let content = line.trim_start_matches([' ', '\t', '\u{c}']).trim_end();
        if let Some(comment) = content.strip_prefix('#') {
            if let Some(name) = declared_name(comment) {
                return codec(name);
            }
        } else if !content.is_empty() {
            break;
        }
    }
    Ok(Codec::Utf8)
}

/// The name behind `coding:` or `coding=`.
fn declared_name(comment: &str) -> Option<&str> {
    comment.match_indices("coding").find_map(|(at, word)| {
        let rest = comment[at + word.len()..].strip_prefix([':', '='])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

/// Python's name of an encoding.
fn codec(name: &str) -> Result<Codec, String> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    // Python drops what editors append to the two most usual names, such as `utf-8-unix`.
    if plain == "utf-8" || plain == "utf8" || plain.starts_with("utf-8-") || plain == "u8" {
        return Ok(Codec::Utf8);
    }
    let is_latin = |known: &str| plain.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if ["latin-1", "iso-8859-1", "iso-latin-1"].into_iter().any(is_latin)
        || ["latin1", "iso8859-1", "l1", "latin", "cp819", "8859"].contains(&plain.as_str())
    {
        return Ok(Codec::Latin1);
    }
    if ["ascii", "us-ascii", "646"].contains(&plain.as_str()) {
        return Ok(Codec::Ascii);
    }
    let label = match plain.as_str() {
        "cp932" | "ms932" | "mskanji" => "shift-jis",
        "cp949" | "ms949" | "uhc" => "euc-kr",
        "cp936" | "ms936" => "gbk",
        "cp950" | "ms950" => "big5",
        other => other,
    };
    Encoding::for_label_no_replacement(label.as_bytes())
        .filter(|encoding| encoding.output_encoding() == *encoding)
        .map(Codec::Other)
        .ok_or_else(|| format!("unknown encoding `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(bytes: &[u8]) -> String {
        let source = Source::decode(bytes).unwrap();
        assert_eq!(source.encode(&source.text).unwrap(), bytes);
        source.text
    }

    #[test]
    fn files_are_written_back_as_they_were() {
        assert_eq!(round_trip("é\r\n".as_bytes()), "é\r\n");
        assert_eq!(round_trip(b"\xef\xbb\xbfx = 1\n"), "x = 1\n");
        assert_eq!(round_trip(b"# -*- coding: latin-1 -*-\n'\xe9\x80'\n").chars().last(), Some('\n'));
        assert!(round_trip(b"#!/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'").ends_with("'€'"));
        assert!(round_trip(b"# coding: shift_jis\n'\x82\xa0'").ends_with("'あ'"));
        assert!(round_trip(b"# coding=latin-1\n'\x80'").ends_with("'\u{80}'"));
    }

    #[test]
    fn what_is_no_python_text_is_told() {
        let error = |bytes: &[u8]| Source::decode(bytes).unwrap_err();
        assert!(error(b"a\0b").contains("NUL"));
        assert!(error(b"a\nb\xff").contains("line 2"));
        assert!(error(b"# coding: klingon\n").contains("klingon"));
        assert!(error(b"# coding: ascii\n\xc3\xa9").contains("line 2 is not ASCII"));
        assert!(error(b"# coding: utf-16\n").contains("unknown encoding"));
    }

    #[test]
    fn only_comments_in_the_first_two_lines_declare() {
        assert!(Source::decode(b"x = 1\n# coding: klingon\n").is_ok());
        assert!(Source::decode(b"\n\n# coding: klingon\n").is_ok());
        assert!(Source::decode(b"\n# coding: klingon\n").is_err());
    }

    #[test]
    fn what_the_encoding_lacks_is_not_written() {
        let source = Source::decode(b"# coding: latin-1\n").unwrap();
        assert!(source.encode("€").is_err());
        let source = Source::decode(b"# coding: koi8-r\n").unwrap();
        assert!(source.encode("あ").is_err());
    }
}
