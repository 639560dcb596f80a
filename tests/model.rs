//! A client that does anything an editor may do, in any order, against the real server: whatever it
//! does, at rest the server holds the client's texts, shows what a check from nothing shows, has
//! answered each request once, and never went back to an older version. Workers are delayed at random.
//!
//! `PYGLOSS_MODEL_STEPS` takes so many steps instead of 100,000, `PYGLOSS_MODEL_SEED` other ones, and
//! `PYGLOSS_MODEL_ONLY` just the session of one seed, cut down to the steps that make it fail if it
//! does. Seeds that once failed come first.

mod support;

#[path = "model/notebook.rs"]
mod notebook;
#[path = "model/oracle.rs"]
mod oracle;
#[path = "model/rest.rs"]
mod rest;
#[path = "model/session.rs"]
mod session;
#[path = "model/step.rs"]
mod step;
#[path = "model/text.rs"]
mod text;
#[path = "model/typed.rs"]
mod typed;

use pygloss::catalog::Catalog;
use session::{Kind, Session, Tally};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Instant;
use step::Step;
use text::Units;

/// The sessions that once failed: the range of a notebook that is too large and whose first cell does
/// not parse; open notes whose diagnostics outlived a change of settings, or were lost by one; notes that
/// a client asks about, which are none any more.
const SEEDS: [u64; 5] = [1_000_001, 1_000_012, 7_000_001, 7_000_013, 1_000_027];

/// How many steps one session takes.
const SESSION: usize = 2_000;

/// How many servers run at once. They mostly wait for delays.
const AT_ONCE: usize = 6;

/// The blocks of all topics' cases, without the comments that mark places.
fn blocks() -> &'static [String] {
    static BLOCKS: OnceLock<Vec<String>> = OnceLock::new();
    BLOCKS.get_or_init(|| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar-queries");
        let topics = Catalog::builtin().topics().iter();
        let cases = topics.filter_map(|topic| std::fs::read_to_string(format!("{root}/{}/cases.py", topic.id)).ok());
        let plain = |block: &str| {
            let lines = block.lines().filter(|line| !line.trim_start().starts_with('#'));
            lines.fold(String::new(), |text, line| text + line + "\n")
        };
        let all = cases.flat_map(|cases| cases.split("# ---").map(plain).collect::<Vec<_>>());
        all.filter(|block| !block.trim().is_empty() && block.len() < 800).collect()
    })
}

/// The block of a number.
fn block(number: u16) -> &'static str {
    &blocks()[usize::from(number) % blocks().len()]
}

/// A place below `count` that a number marks.
fn mark(number: u16, count: usize) -> usize {
    (usize::from(number) * count) >> 16
}

fn kind_of(seed: u64) -> Kind {
    let units = [Units::Utf16, Units::Utf8, Units::Utf32][seed as usize % 3];
    Kind { units, pulls: seed % 4 == 3, restarts: seed % 5 < 2 }
}

/// One session from its beginning to its end.
fn play(seed: u64, steps: &[Step]) -> Tally {
    let mut session = Session::start(kind_of(seed), seed);
    let mut until_rest = 0;
    for (number, step) in steps.iter().enumerate() {
        session.take(step);
        if number % 8 == 0 {
            session.receive();
        }
        if until_rest == 0 {
            session.rest();
            // Now and then at once, mostly after a burst.
            until_rest = (seed as usize * 31 + number * 17) % 90;
        } else {
            until_rest -= 1;
        }
    }
    session.rest();
    session.end()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap_or_else(|_| panic!("{name} is no number: {number}")))
}

#[test]
fn whatever_a_client_does_the_server_keeps_up() {
    if let Some(seed) = number("PYGLOSS_MODEL_ONLY") {
        return only(seed);
    }
    let steps = number("PYGLOSS_MODEL_STEPS").unwrap_or(100_000) as usize;
    let first = number("PYGLOSS_MODEL_SEED").unwrap_or(1) * 1_000_000;
    let sessions = steps.div_ceil(SESSION);
    let seeds: Vec<u64> = SEEDS.into_iter().chain((0..sessions as u64).map(|session| first + session)).collect();
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let (total, failed) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let steps = step::steps(seed, SESSION.min(steps));
                    match catch_unwind(AssertUnwindSafe(|| play(seed, &steps))) {
                        Ok(tally) => total.lock().expect("no panic").add(&tally),
                        Err(_) => failed.lock().expect("no panic").push(seed),
                    }
                }
            });
        }
    });
    let (total, failed) = (total.into_inner().expect("no panic"), failed.into_inner().expect("no panic"));
    println!("{} sessions in {:.0?}: {total:?}", seeds.len(), begun.elapsed());
    assert!(failed.is_empty(), "PYGLOSS_MODEL_ONLY={} shows why; all that failed: {failed:?}", failed[0]);
    // What is compared must not be next to nothing.
    assert!(total.compared + total.cells > total.rests && total.found > total.rests, "{total:?}");
    assert!(total.hovers > total.rests / 40, "{total:?}");
    assert!(total.elsewhere * 4 < total.compared, "{total:?}");
    assert!(total.hidden > 0 && total.hidden < total.found, "{total:?}");
}

/// One session; if it fails, the fewest steps that still make it fail.
fn only(seed: u64) {
    let mut steps = step::steps(seed, SESSION);
    let fails = |steps: &[Step]| catch_unwind(AssertUnwindSafe(|| play(seed, steps))).is_err();
    if !fails(&steps) {
        return;
    }
    let mut piece = steps.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + piece).min(steps.len()));
            if fails(&fewer) {
                steps = fewer;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    panic!("seed {seed} fails with these {} steps: {steps:#?}", steps.len());
}
