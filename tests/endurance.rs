//! A day of edits in minutes: the server's memory must not grow with them. Asked for by name,
//! `cargo test --test endurance -- --nocapture`; `PYGLOSS_ENDURANCE` is another number of edits.
#![cfg(target_os = "linux")]

mod support;

use serde_json::json;
use std::time::Instant;
use support::*;

/// About as many keys as somebody types in a day who never rests.
const EDITS: usize = 250_000;

const DOCUMENTS: usize = 8;

/// So many edits come in one burst.
const BURST: usize = 20;

/// What may be added to what the server holds after a fifth of the edits, in KiB.
const SLACK: u64 = 16 << 10;

/// Resident memory of a process in KiB.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn memory_does_not_grow_with_the_edits() {
    let edits = std::env::var("PYGLOSS_ENDURANCE").map_or(EDITS, |edits| edits.parse().expect("a number"));
    let mut client = Client::with(rich());
    let lines = 400;
    let text = format!("{IS_INT}{MUTABLE}").repeat(lines / 7);
    let uris: Vec<String> = (0..DOCUMENTS).map(|number| client.open(&format!("d{number}.py"), &text)).collect();
    let mut versions = [1; DOCUMENTS];
    let (mut figures, begun) = (Vec::new(), Instant::now());
    // A linear congruential generator (Knuth, MMIX).
    let mut state = 1_u64;
    let mut random = |count: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % count
    };
    for burst in 0..edits / BURST {
        let document = random(DOCUMENTS as u64) as usize;
        let (uri, line) = (&uris[document], random(lines as u64) as u32);
        // Something is typed, character by character, and erased again.
        let typed = "x = [1]; y is 1000\n";
        for column in 0..BURST as u32 / 2 {
            versions[document] += 1;
            let key = &typed[column as usize..=column as usize];
            client.change(uri, versions[document], Some([line, column, line, column]), key);
        }
        for column in (0..BURST as u32 / 2).rev() {
            versions[document] += 1;
            client.change(uri, versions[document], Some([line, column, line, column + 1]), "");
            if column == 5 {
                let hover = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": 2}});
                let id = client.ask("textDocument/hover", hover);
                client.answer(id);
            }
        }
        client.published(uri, versions[document]);
        if burst % 50 == 0 {
            client.close(uri);
            versions[document] = 1;
            client.open_as(uri, "python", 1, &text);
            let hints = json!({"settings": {"pygloss": {"hints": burst % 100 == 0}}});
            client.notify("workspace/didChangeConfiguration", hints);
        }
        client.taken();
        if (burst + 1) % (edits / BURST / 10) == 0 {
            figures.push(resident(client.process_id()));
            println!(
                "{:7} edits: {:6} KiB, {:.0?}",
                (burst + 1) * BURST,
                figures.last().expect("one"),
                begun.elapsed()
            );
        }
    }
    // And it still serves.
    let fresh = client.open("fresh.py", IS_INT);
    assert_eq!(codes(&client.published(&fresh, 1)), ["is-int-literal"]);
    let (early, late) = (figures[1], figures[2..].iter().max().expect("ten"));
    assert!(*late <= early + SLACK, "{figures:?}");
    assert_eq!(client.shut_down(), 0);
}
