//! Workbooks as offices lay them out, read as a whole.

mod annotated;
mod drawn;
mod findings;
mod layouts;
mod plain_xlsx;
mod robustness;
mod support;
