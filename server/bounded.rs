//! Reading what a repository brings: never more than a bound, whatever a path leads to.
//!
//! A path may be a link to a device that never ends or a pipe that nobody writes. Must not know what is
//! read.

use std::fs;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::{Path, PathBuf};

/// Longer settings are none; in bytes.
pub const LONGEST_SETTINGS: u64 = 4 << 20;

/// The files with rules of what is ignored, which the walk through a folder reads whole.
const RULES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// The bytes of a file or pipe that somebody named; an error when it has more than `most`.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// The text of a regular file that nobody named; an error for anything else, or when it has more than
/// `most` bytes.
pub fn read_regular(path: &Path, most: u64) -> Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    String::from_utf8(read(path, most)?).map_err(|_| Error::new(ErrorKind::InvalidData, "it is not valid UTF-8"))
}

/// The file of a folder with rules of what is ignored that is no ordinary file, if there is one. Whoever
/// walks through the folder would read it to its end, which it may not have.
pub fn endless_rules(folder: &Path) -> Option<PathBuf> {
    let is_ordinary = |data: fs::Metadata| data.is_dir() || data.is_file() && data.len() <= LONGEST_SETTINGS;
    let is_odd = |path: &PathBuf| fs::metadata(path).is_ok_and(|data| !is_ordinary(data));
    RULES.iter().map(|name| folder.join(name)).find(is_odd)
}

/// The same for a folder and those above it, whose rules hold in it, too.
pub fn endless_rules_above(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    folder.ancestors().find_map(endless_rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_the_bound() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, "12345").expect("written");
        assert_eq!(read(&path, 5).expect("fits"), b"12345");
        assert_eq!(read(&path, 4).expect_err("is too long").kind(), ErrorKind::FileTooLarge);
        assert_eq!(read_regular(&path, u64::MAX).expect("fits"), "12345");
        assert!(read_regular(folder.path(), 9).is_err());
        fs::write(&path, b"\xff").expect("written");
        assert_eq!(read_regular(&path, 9).expect_err("is no text").kind(), ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("below");
        fs::create_dir(&below).expect("made");
        assert_eq!(endless_rules_above(&below), None);
        let path = folder.path().join(".gitignore");
        std::os::unix::fs::symlink("/dev/zero", &path).expect("linked");
        assert_eq!(read(&path, 100).expect_err("is endless").kind(), ErrorKind::FileTooLarge);
        assert_eq!(read_regular(&path, 100).expect_err("is a device").kind(), ErrorKind::InvalidInput);
        assert_eq!(endless_rules(&below), None);
        let absolute = std::path::absolute(&path).expect("a path");
        assert_eq!(endless_rules_above(&below), Some(absolute));
    }
}
