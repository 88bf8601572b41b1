//! A few numbers for Prometheus.

use super::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Default)]
pub(super) struct Metrics {
    in_flight: AtomicU64,
    /// 1xx … 5xx.
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; 9],
    micros: AtomicU64,
}

impl Metrics {
    fn note(&self, status: u16, seconds: f64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Relaxed);
        self.micros.fetch_add((seconds * 1e6) as u64, Relaxed);
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS) {
            if seconds <= bound {
                bucket.fetch_add(1, Relaxed);
            }
        }
    }

    /// In Prometheus' text format.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let count: u64 = self.by_class.iter().map(|c| c.load(Relaxed)).sum();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# TYPE zhuashou_http_requests_total counter");
        for (class, counter) in self.by_class.iter().enumerate() {
            let _ =
                writeln!(out, "zhuashou_http_requests_total{{class=\"{}xx\"}} {}", class + 1, counter.load(Relaxed));
        }
        let _ = writeln!(out, "# TYPE zhuashou_http_requests_in_flight gauge");
        let _ = writeln!(out, "zhuashou_http_requests_in_flight {}", self.in_flight.load(Relaxed));
        let _ = writeln!(out, "# TYPE zhuashou_http_request_seconds histogram");
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS) {
            let _ = writeln!(out, "zhuashou_http_request_seconds_bucket{{le=\"{bound}\"}} {}", bucket.load(Relaxed));
        }
        let _ = writeln!(out, "zhuashou_http_request_seconds_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "zhuashou_http_request_seconds_sum {}", self.micros.load(Relaxed) as f64 / 1e6);
        let _ = writeln!(out, "zhuashou_http_request_seconds_count {count}");
        out
    }
}

/// Counts a request while it runs, also when its caller hangs up.
struct InFlight<'a>(&'a AtomicU64);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

pub(super) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let metrics = app.metrics();
    metrics.in_flight.fetch_add(1, Relaxed);
    let _running = InFlight(&metrics.in_flight);
    let start = Instant::now();
    let response = next.run(request).await;
    metrics.note(response.status().as_u16(), start.elapsed().as_secs_f64());
    response
}
