//! Why a paper could not be written.

/// A paper that could not be written as a file. The text itself can never be the cause: any text is allowed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The parts were made, but packing them into the file failed.
    #[error("文件打包失败：{0}")]
    Package(#[from] zip::result::ZipError),
    /// A part could not be written or read back.
    #[error("文件写入失败：{0}")]
    Write(#[from] std::io::Error),
    /// The workbook was refused, for example a table with more rows than a sheet can hold.
    #[error("工作簿生成失败：{0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A table has a row whose cells do not match its columns.
    #[error("表“{table}”第{row}行有{cells}格，应为{columns}格")]
    Row {
        /// The table's caption.
        table: String,
        /// Which body row, from 1.
        row: usize,
        /// How many cells the row has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
}
