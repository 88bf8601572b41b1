//! Damaged and hostile input for everything that reads what others wrote.
//!
//! A [`target::Target`] takes bytes and answers or refuses; a panic, a broken promise (what was read does not read the same
//! again, a request answered 500) or an endless loop is a fault. Inputs are those of `corpus/` and [`mutate`]d ones, the same for
//! the same seed. `tests/short.rs` runs some in `make test`; `make fuzz` runs for as long as one likes and keeps what fails
//! in `found/`. An input that once failed belongs into the corpus.

mod mutate;
pub mod run;
pub mod target;
