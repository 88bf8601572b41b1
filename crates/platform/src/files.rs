//! Attachments: kept by what is in them, in a folder or an S3-compatible store; the database holds only their hashes.
//!
//! The same bytes are kept once. What a file is called, and whose it is, stands in the tables of the mechanism that took it.

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sm3::{Digest, Sm3};
use std::fmt;
use std::io::ErrorKind;
use std::str::FromStr;
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("附件目录 {path} 无法使用:{source}")]
    Folder { path: String, source: std::io::Error },
    #[error("附件已丢失:{0}")]
    Missing(FileHash),
    #[error("“{0}”不是附件编号")]
    NoHash(String),
    #[error("磁盘空间不足,文件未保存,请清理磁盘后重试")]
    DiskFull,
    #[error("附件无法读写:{0}")]
    Store(#[source] object_store::Error),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> FileError {
        if is_disk_full(&error) { FileError::DiskFull } else { FileError::Store(error) }
    }
}

/// Whether somewhere below lies the system's word that there is no room, or no more for us.
fn is_disk_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let Some(io) = error.downcast_ref::<std::io::Error>() else { return error.source().is_some_and(is_disk_full) };
    matches!(io.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
        // What an error of the system wraps is not its source but the source's parent.
        || io.get_ref().is_some_and(|inner| is_disk_full(inner))
}

/// SM3 of the content, 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileHash(String);

impl FileHash {
    pub fn of(bytes: &[u8]) -> FileHash {
        FileHash(crate::journal::hex(&Sm3::digest(bytes)))
    }

    fn path(&self) -> Path {
        Path::from(format!("{}/{}", &self.0[..2], self.0))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FileHash {
    type Err = FileError;
    fn from_str(text: &str) -> Result<FileHash, FileError> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(FileHash(text.to_owned())) } else { Err(FileError::NoHash(text.to_owned())) }
    }
}

/// Where the attachments are. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// In a folder, which is created.
    pub fn in_folder(folder: &std::path::Path) -> Result<Files, FileError> {
        let fault = |source| FileError::Folder { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(fault)?;
        Ok(Files(Arc::new(LocalFileSystem::new_with_prefix(folder)?)))
    }

    /// In memory only, for tests.
    pub fn in_memory() -> Files {
        Files(Arc::new(object_store::memory::InMemory::new()))
    }

    /// In any store, such as an S3-compatible one.
    pub fn in_store(store: Arc<dyn ObjectStore>) -> Files {
        Files(store)
    }

    /// Keeps the bytes; whole or not at all.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<FileHash, FileError> {
        let hash = FileHash::of(&bytes);
        if self.0.head(&hash.path()).await.is_err() {
            self.0.put(&hash.path(), PutPayload::from(bytes)).await?;
        }
        Ok(hash)
    }

    pub async fn get(&self, hash: &FileHash) -> Result<Vec<u8>, FileError> {
        match self.0.get(&hash.path()).await {
            Ok(found) => Ok(found.bytes().await?.to_vec()),
            Err(object_store::Error::NotFound { .. }) => Err(FileError::Missing(hash.clone())),
            Err(error) => Err(error.into()),
        }
    }

    /// Every file there is.
    pub async fn list(&self) -> Result<Vec<FileHash>, FileError> {
        use futures_util::TryStreamExt;
        let found: Vec<_> = self.0.list(None).try_collect().await?;
        Ok(found.iter().filter_map(|f| f.location.filename()?.parse().ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_by_its_name() {
        let error = |kind: ErrorKind| {
            let source = std::io::Error::other(std::io::Error::from(kind));
            FileError::from(object_store::Error::Generic { store: "LocalFileSystem", source: Box::new(source) })
        };
        assert!(matches!(error(ErrorKind::StorageFull), FileError::DiskFull));
        assert!(matches!(error(ErrorKind::QuotaExceeded), FileError::DiskFull));
        assert!(matches!(error(ErrorKind::PermissionDenied), FileError::Store(_)));
    }

    #[tokio::test]
    async fn a_file_is_kept_once_and_found_by_its_hash() {
        let store = Files::in_memory();
        let hash = store.put("台账".into()).await.unwrap();
        assert_eq!(store.put("台账".into()).await.unwrap(), hash);
        assert_eq!(store.get(&hash).await.unwrap(), "台账".as_bytes());
        assert_eq!(store.list().await.unwrap(), [hash]);
        let other = FileHash::of(b"other");
        assert!(matches!(store.get(&other).await, Err(FileError::Missing(h)) if h == other));
        for bad in ["", "../../etc/passwd", &"Z".repeat(64)] {
            assert!(bad.parse::<FileHash>().is_err(), "{bad}");
        }
    }
}
