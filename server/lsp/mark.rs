//! What tells that a file on the disk is still as it was read.
//!
//! Clocks jump, and tools set the time of writing as they please, so times are compared and never
//! ordered; on Unix the time counts, too, that the system itself notes at each change and that nobody
//! can set, and which file it is. Must not know what is in a file.

use std::fs::Metadata;
use std::time::SystemTime;

/// A state of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    written: Option<SystemTime>,
    length: u64,
    /// Seconds, nanoseconds and the number of the file.
    #[cfg(unix)]
    noted: (i64, i64, u64),
}

impl Mark {
    /// The state that the file is in.
    pub fn of(metadata: &Metadata) -> Mark {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Mark {
            written: metadata.modified().ok(),
            length: metadata.len(),
            #[cfg(unix)]
            noted: (metadata.ctime(), metadata.ctime_nsec(), metadata.ino()),
        }
    }
}
