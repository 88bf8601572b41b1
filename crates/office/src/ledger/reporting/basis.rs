//! What a person or program saw before they wrote: whoever writes on an older state is told what is so now, and nothing is lost.

use super::entry::Texts;
use super::rules::{Overtaken, Refusal};
use kernel::Field;
use platform::Moment;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// The state that a saving goes out from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// The revision (0: none yet) and texts that the form showed.
    Shown { revision: i32, texts: Texts },
    /// The tag that a program was given with the report.
    Tag(String),
    /// None: only the first report of a month can be written so.
    Nothing,
}

/// Names a state of the form: equal states have equal tags.
pub(super) fn tag(revision: i32, texts: &Texts) -> String {
    let mut hasher = DefaultHasher::new();
    for (field, text) in texts {
        (field.id(), text).hash(&mut hasher);
    }
    format!("\"{revision}-{:016x}\"", hasher.finish())
}

/// Whether what is `now` is what the saving goes out from; `last` says who wrote last.
pub(super) fn check(
    basis: &Basis,
    revision: i32,
    now: &Texts,
    last: impl FnOnce() -> Option<(String, Moment)>,
) -> Result<(), Refusal> {
    let fields = match basis {
        Basis::Shown { revision: seen, texts } if *seen == revision && texts == now => return Ok(()),
        Basis::Shown { texts, .. } => overtaken(texts, now),
        Basis::Tag(seen) if *seen == tag(revision, now) => return Ok(()),
        Basis::Tag(_) => Vec::new(),
        Basis::Nothing if revision == 0 => return Ok(()),
        Basis::Nothing => return Err(Refusal::NoBasis),
    };
    Err(Refusal::Overtaken { by: last(), revision, fields, now: now.clone() })
}

fn overtaken(seen: &Texts, now: &Texts) -> Vec<Overtaken> {
    let text = |texts: &Texts, field: &Field| texts.get(field).cloned().unwrap_or_default();
    now.keys()
        .map(|field| Overtaken { field: field.clone(), was: text(seen, field), now: text(now, field) })
        .filter(|o| o.was != o.now)
        .collect()
}

/// What the form shows to whoever was overtaken: their own words where they wrote any, else what is so now.
pub(super) fn rebased(seen: &Texts, sent: &Texts, now: &Texts) -> Texts {
    let text = |(field, now): (&Field, &String)| {
        let mine = sent.get(field).filter(|mine| seen.get(field) != Some(*mine));
        (field.clone(), mine.unwrap_or(now).clone())
    };
    now.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ytd: &str, progress: &str) -> Texts {
        [(Field::DoneYtd, ytd.to_owned()), (Field::Progress, progress.to_owned())].into()
    }

    fn checked(basis: &Basis, revision: i32, now: &Texts) -> Result<(), Refusal> {
        check(basis, revision, now, || Some(("张三".to_owned(), Moment(0))))
    }

    #[test]
    fn a_saving_stands_on_what_is_so_now() {
        let now = texts("700", "封顶");
        let shown = Basis::Shown { revision: 1, texts: now.clone() };
        assert_eq!(checked(&shown, 1, &now), Ok(()));
        assert_eq!(checked(&Basis::Tag(tag(1, &now)), 1, &now), Ok(()));
        assert_eq!(checked(&Basis::Nothing, 0, &now), Ok(()));
        assert_eq!(checked(&Basis::Nothing, 1, &now), Err(Refusal::NoBasis));
        for (revision, other) in [(2, texts("700", "封顶")), (1, texts("710", "封顶")), (1, texts("700", "验收"))]
        {
            assert!(checked(&shown, revision, &other).is_err(), "{other:?}");
            assert!(checked(&Basis::Tag(tag(1, &now)), revision, &other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn the_second_is_told_what_the_first_wrote_and_keeps_their_own() {
        let (seen, now) = (texts("700", "封顶"), texts("710", "封顶"));
        let refusal = checked(&Basis::Shown { revision: 1, texts: seen.clone() }, 2, &now).unwrap_err();
        assert!(refusal.to_string().contains("张三"), "{refusal}");
        let Refusal::Overtaken { fields, .. } = refusal else { panic!("{refusal}") };
        assert_eq!(fields, [Overtaken { field: Field::DoneYtd, was: "700".into(), now: "710".into() }]);
        assert_eq!(rebased(&seen, &texts("700", "验收"), &now), texts("710", "验收"));
        assert_eq!(rebased(&seen, &texts("720", "封顶"), &now), texts("720", "封顶"), "what they typed is not lost");
    }
}
