//! Clocks that jump, and files whose times say nothing.

use super::support::*;
use serde_json::{Value, json};
use std::fs::{File, FileTimes};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

const CODE: &str = "def f(x):\n    return x is None\n";
const DAY: u64 = 24 * 60 * 60;

/// Writes a file that seems to be written at another time.
fn write_at(path: &Path, text: &str, time: SystemTime) {
    std::fs::write(path, text).expect("written");
    let file = File::options().write(true).open(path).expect("is there");
    file.set_times(FileTimes::new().set_modified(time).set_accessed(time)).expect("its own file");
}

/// A note; all have the same length.
fn note(word: &str) -> String {
    assert_eq!(word.len(), 5);
    format!("# is vs ==\n\nWords: {word}.\n")
}

/// Asks for the hover on `is` until it says what is wanted, since notes are read in the background.
fn hover_until(client: &mut Client, uri: &str, wanted: &str) {
    let end = Instant::now() + PATIENCE;
    loop {
        let hover = client.hover(uri, 1, 13);
        let text = hover["contents"]["value"].as_str().unwrap_or_default();
        if text.contains(wanted) {
            return;
        }
        assert!(Instant::now() < end, "{wanted} is not in {text}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn changed(client: &mut Client, name: &str) {
    let change = json!({"uri": client.uri(name), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
}

#[test]
fn files_are_read_again_whatever_time_they_claim() {
    let now = SystemTime::now();
    let times = [now, SystemTime::UNIX_EPOCH, now + Duration::from_secs(36_500 * DAY), now, now];
    let mut client = Client::start();
    let (path, settings) = (client.folder.path().join("mine.md"), client.folder.path().join("pygloss.toml"));
    write_at(&settings, "notes = [\"*.md\"]\nhints = true\n", now);
    write_at(&path, &note("first"), now);
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", CODE);
    hover_until(&mut client, &uri, "Words: first");
    // As long as before, and at a time that is the same, long ago or to come.
    for (time, word) in times.into_iter().zip(["again", "older", "later", "equal", "enden"]) {
        write_at(&path, &note(word), time);
        changed(&mut client, "mine.md");
        hover_until(&mut client, &uri, &format!("Words: {word}"));
    }
    // The same for settings.
    let code = client.open("b.py", IS_INT);
    assert_eq!(codes(&client.published(&code, 1)), ["is-int-literal"]);
    for (time, verb) in times.into_iter().zip(["ignore", "select"].into_iter().cycle()) {
        write_at(&settings, &format!("{verb} = [\"is-int-literal\"]\n"), time);
        changed(&mut client, "pygloss.toml");
        let items = client.pull(&code, None)["items"].clone();
        assert_eq!(items.as_array().expect("a list").is_empty(), verb == "ignore", "{items}");
    }
}

/// Without a word from the client: what the system itself notes of a file tells that it was written.
#[cfg(unix)]
#[test]
fn a_note_that_seems_untouched_is_found_changed() {
    let now = SystemTime::now();
    let mut client = Client::start();
    let path = client.folder.path().join("mine.md");
    std::fs::write(client.folder.path().join("pygloss.toml"), "notes = [\"*.md\"]\n").expect("written");
    write_at(&path, &note("first"), now);
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", CODE);
    hover_until(&mut client, &uri, "Words: first");
    write_at(&path, &note("other"), now);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"hints": true}}));
    hover_until(&mut client, &uri, "Words: other");
}

/// The wall clock as the server sees it jumps while it runs, in each direction and before 1970.
#[cfg(target_os = "linux")]
#[test]
fn a_wall_clock_that_jumps_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (library, offset) = (folder.path().join("clock.so"), folder.path().join("offset"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stdio/clock.c");
    let mut compiler = std::process::Command::new("cc");
    let built = compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    assert!(built.expect("a C compiler, which the build needs, too").success());
    // In one step, so that the server never reads half a number.
    let jump = |seconds: i64| {
        let draft = folder.path().join("draft");
        std::fs::write(&draft, seconds.to_string()).and_then(|()| std::fs::rename(&draft, &offset)).expect("written");
    };
    jump(0);
    let mut client = Client::start_as(|command, _| {
        command.env("LD_PRELOAD", &library).env("PYGLOSS_TEST_CLOCK", &offset);
    });
    let path = client.folder.path().join("mine.md");
    std::fs::write(client.folder.path().join("pygloss.toml"), "notes = [\"*.md\"]\n").expect("written");
    std::fs::write(&path, note("first")).expect("written");
    client.initialize(rich(), json!({"logLevel": "trace"}));
    let (uri, code) = (client.open("a.py", CODE), client.open("b.py", IS_INT));
    hover_until(&mut client, &uri, "Words: first");
    assert_eq!(codes(&client.published(&code, 1)), ["is-int-literal"]);
    let year = 365 * DAY as i64;
    for (version, (years, word)) in (2..).zip([(100, "ahead"), (-100, "prior"), (-1, "where"), (0, "today")]) {
        jump(years * year);
        std::fs::write(&path, note(word)).expect("written");
        changed(&mut client, "mine.md");
        client.change(&code, version, Some([0, 0, 0, 0]), "\n");
        assert_eq!(codes(&client.published(&code, version)), ["is-int-literal"]);
        hover_until(&mut client, &uri, &format!("Words: {word}"));
        // A line in the log, which tells the time that the server sees.
        client.notify("pygloss/noSuchNotification", json!({}));
        client.settle();
    }
    let year_of = |offset: u64| {
        1970 + (SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs() / DAY
            + offset * 365)
            / 365
    };
    // Leap days may make it the year before.
    let seen = |year: u64| client.log().contains(&format!("{year}-"));
    assert!(seen(year_of(100)) || seen(year_of(100) - 1), "the clock did not jump: {}", client.log());
    assert_eq!(client.shut_down(), 0);
}
