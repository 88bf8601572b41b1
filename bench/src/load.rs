//! Load: an open loop that asks at fixed moments whatever the answers do, and a closed one that asks as fast as it is answered.

use crate::line::Spread;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use rig::{Answer, Browser, BrowserError};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Milliseconds that one in a hundred of the requests, and one in two, took longer than.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    pub median: f64,
    pub p99: f64,
    pub worst: f64,
}

/// Gets `paths` in turn, `rate` times a second for `lasting`, at moments fixed beforehand. A latency counts from the moment
/// at which its request was due, so a server that stalls pays for every request that it kept waiting.
pub async fn open_loop(
    browser: &Browser,
    paths: &[String],
    rate: f64,
    lasting: Duration,
) -> Result<Latency, Box<dyn Error>> {
    let count = (rate * lasting.as_secs_f64()) as usize;
    let begin = tokio::time::Instant::now() + Duration::from_millis(100);
    let mut asked = Vec::with_capacity(count);
    for n in 0..count {
        let due = begin + Duration::from_secs_f64(n as f64 / rate);
        tokio::time::sleep_until(due).await;
        let (browser, path) = (browser.clone(), paths[n % paths.len()].clone());
        asked.push(tokio::spawn(async move {
            let answer = browser.get(&path).await.and_then(|answer| answer.is(200, "200"));
            answer.map(|_| due.elapsed().as_secs_f64() * 1e3)
        }));
    }
    let mut took = Vec::with_capacity(count);
    for one in asked {
        took.push(one.await??);
    }
    took.sort_by(f64::total_cmp);
    let at =
        |share: f64| took.get(((took.len() as f64 * share).ceil() as usize).max(1) - 1).copied().unwrap_or(f64::NAN);
    Ok(Latency { median: at(0.5), p99: at(0.99), worst: Spread::of(&took).map_or(f64::NAN, |s| s.most) })
}

/// Requests per second that `hands` get answered for `lasting`, each asking again once it has its answer. `request` makes the
/// n-th request, or says that there are no more; every answer must have `status`.
pub async fn closed_loop(
    browser: &Browser,
    hands: usize,
    lasting: Duration,
    status: u16,
    request: impl Fn(usize) -> Result<Option<Request<Full<Bytes>>>, BrowserError> + Send + Sync + 'static,
) -> Result<f64, Box<dyn Error>> {
    let (request, next) = (Arc::new(request), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let hand = || {
        let (browser, request, next) = (browser.clone(), request.clone(), next.clone());
        tokio::spawn(async move {
            let mut answered = 0_usize;
            while begun.elapsed() < lasting {
                let Some(request) = request(next.fetch_add(1, Ordering::Relaxed))? else { break };
                let path = request.uri().path().to_owned();
                let _: Answer = browser.send(&path, request).await?.is(status, "the expected status")?;
                answered += 1;
            }
            Ok::<usize, BrowserError>(answered)
        })
    };
    let hands: Vec<_> = (0..hands).map(|_| hand()).collect();
    let mut answered = 0;
    for hand in hands {
        answered += hand.await??;
    }
    Ok(answered as f64 / begun.elapsed().as_secs_f64())
}
