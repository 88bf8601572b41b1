//! Why a file could not be read at all.

/// A file that yields no ledger. The messages are for the person who uploaded it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("文件是空的,请检查后重新选择文件")]
    Empty,
    #[error("无法识别的文件:请提供 .xlsx、.xls 或 .csv 格式的工作簿({0})")]
    NotAWorkbook(String),
    #[error(
        "文件带有打开密码,无法读取:请在Excel或WPS中取消密码(文件→信息→保护工作簿→用密码进行加密,清空密码)后另存,再导入"
    )]
    Password,
    #[error("文件有{size_mb}MB,超过上限{most_mb}MB:请删除图片和多余的工作表后再导入")]
    TooLarge { size_mb: u64, most_mb: u64 },
    #[error("文件解压后超过{most_mb}MB,不像正常的台账,已停止读取:请把台账内容复制到新工作簿后再导入")]
    Bomb { most_mb: u64 },
    #[error("工作表“{sheet}”的数据超过{most}个单元格,已停止读取:请只保留台账内容后再导入")]
    TooManyCells { sheet: String, most: u64 },
    #[error("文件编码无法识别(既不是UTF-8也不是GB18030):请用Excel打开后另存为.xlsx再导入")]
    Encoding,
    #[error("文件是扩展名为表格的网页(HTML或XML),不是真正的工作簿:请用Excel或WPS打开后另存为.xlsx再导入")]
    WebPage,
    #[error("文件已损坏或不完整,无法读取({0}):请用Excel或WPS打开、另存后再试")]
    Broken(String),
    #[error("没有名为“{sheet}”的工作表,文件中有:{known}")]
    NoSuchSheet { sheet: String, known: String },
    #[error("没有找到台账表头:{0}")]
    NoLedger(String),
}
