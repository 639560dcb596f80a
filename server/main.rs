//! The program `pygloss`; everything is in the library, so that tests and benches reach it.

fn main() {
    std::process::exit(pygloss::cli::run());
}
