//! Workbooks as offices lay them out, read as a whole.

mod annotated;
mod findings;
mod layouts;
mod robustness;
mod support;
