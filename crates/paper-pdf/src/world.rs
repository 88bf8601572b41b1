//! Typst's view of the world: one template, one paper as data, its charts, our faces. No packages, no files, no network,
//! no clock.

use crate::fonts::Fonts;
use std::collections::HashMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("paper.typ");

/// All that a compilation can see.
pub(crate) struct Sheet<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    template: Source,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Sheet<'a> {
    /// The template with these files beside it.
    pub fn new(fonts: &'a Fonts, files: Vec<(String, Vec<u8>)>) -> Option<Sheet<'a>> {
        let files = files.into_iter().map(|(name, bytes)| Some((file(&name)?, Bytes::new(bytes))));
        Some(Sheet {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(file("paper.typ")?, TEMPLATE.to_owned()),
            files: files.collect::<Option<_>>()?,
        })
    }
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(unknown(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| unknown(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
