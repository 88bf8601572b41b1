//! What tests and measurements stand on, from outside the product: a throw-away PostgreSQL server, the product as a process
//! that can be killed, and a browser without a screen. Nothing here is part of the product.

pub mod browser;
pub mod cluster;
pub mod product;

pub use browser::{Answer, Browser, BrowserError};
pub use cluster::{Cluster, ClusterError};
pub use product::{Product, ProductError, Serving};
