//! Work that comes one by one and is cheaper done together.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// The group that the work was in died with a panic: nothing is known of its outcome but what the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("一组写入异常中断")]
pub struct Lost;

/// Those who come while a group is under way wait and make the next one: no timer, so a lone one waits for nobody, and the busier it
/// is the larger the groups. Whoever gives up waiting takes nothing back: what was submitted is done.
pub struct Together<J, R> {
    most: usize,
    lanes: usize,
    line: Arc<Mutex<Line<J, R>>>,
}

struct Line<J, R> {
    waiting: Vec<(J, oneshot::Sender<R>)>,
    /// How many work the line off.
    at_work: usize,
}

impl<J: Send + 'static, R: Send + 'static> Together<J, R> {
    /// Groups of at most `most`, one after the other.
    pub fn new(most: usize) -> Together<J, R> {
        let line = Line { waiting: Vec::new(), at_work: 0 };
        Together { most: most.max(1), lanes: 1, line: Arc::new(Mutex::new(line)) }
    }

    /// As many groups as `lanes` side by side.
    pub fn lanes(self, lanes: usize) -> Together<J, R> {
        Together { lanes: lanes.max(1), ..self }
    }

    /// Does `job` in one group with others by `work`, which gives an outcome for each, in their order.
    pub async fn submit<W, F>(&self, job: J, work: W) -> Result<R, Lost>
    where
        W: Fn(Vec<J>) -> F + Send + 'static,
        F: Future<Output = Vec<R>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let begin = {
            let mut line = lock(&self.line);
            line.waiting.push((job, tell));
            let begin = line.at_work < self.lanes;
            line.at_work += usize::from(begin);
            begin
        };
        if begin {
            // A task of its own: the request that began it may be given up at any moment, the others' work may not.
            tokio::spawn(work_off(self.line.clone(), self.most, work));
        }
        told.await.map_err(|_| Lost)
    }
}

async fn work_off<J, R, W, F>(line: Arc<Mutex<Line<J, R>>>, most: usize, work: W)
where
    J: Send + 'static,
    R: Send + 'static,
    W: Fn(Vec<J>) -> F + Send + 'static,
    F: Future<Output = Vec<R>> + Send + 'static,
{
    loop {
        let group: Vec<(J, oneshot::Sender<R>)> = {
            let mut line = lock(&line);
            let size = line.waiting.len().min(most);
            if size == 0 {
                line.at_work -= 1;
                return;
            }
            line.waiting.drain(..size).collect()
        };
        let (jobs, tells): (Vec<J>, Vec<oneshot::Sender<R>>) = group.into_iter().unzip();
        // A panic ends the group, not the line; its senders are dropped and tell by that.
        let Ok(outcomes) = tokio::spawn(work(jobs)).await else { continue };
        for (tell, outcome) in tells.into_iter().zip(outcomes) {
            // Who has given up waiting needs no answer.
            let _ = tell.send(outcome);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is inside is whole: nothing that can panic runs under the lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn who_comes_meanwhile_makes_the_next_group_and_gets_their_own_answer() {
        let together = Arc::new(Together::<u32, u32>::new(8));
        let (groups, gate) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Semaphore::new(0)));
        let submit = |job: u32| {
            let (together, groups, gate) = (together.clone(), groups.clone(), gate.clone());
            tokio::spawn(async move {
                let work = move |jobs: Vec<u32>| {
                    let (groups, gate) = (groups.clone(), gate.clone());
                    async move {
                        gate.acquire().await.expect("open").forget();
                        lock(&groups).push(jobs.len());
                        jobs.into_iter().map(|j| j * 10).collect()
                    }
                };
                together.submit(job, work).await
            })
        };
        let first = submit(0);
        while !lock(&together.line).waiting.is_empty() || lock(&together.line).at_work == 0 {
            tokio::task::yield_now().await;
        }
        let others: Vec<_> = (1..=10).map(submit).collect();
        while lock(&together.line).waiting.len() < 10 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(3);
        assert_eq!(first.await.expect("joins"), Ok(0));
        for (job, other) in (1..).zip(others) {
            assert_eq!(other.await.expect("joins"), Ok(job * 10));
        }
        assert_eq!(*lock(&groups), [1, 8, 2]);
    }

    #[tokio::test]
    async fn groups_of_two_lanes_are_under_way_at_the_same_time() {
        let together = Arc::new(Together::<u32, u32>::new(8).lanes(2));
        // Both groups wait for each other: with one lane neither would ever end.
        let both = Arc::new(tokio::sync::Barrier::new(2));
        let submit = |job: u32| {
            let (together, both) = (together.clone(), both.clone());
            tokio::spawn(async move {
                let work = move |jobs: Vec<u32>| {
                    let both = both.clone();
                    async move {
                        both.wait().await;
                        jobs
                    }
                };
                together.submit(job, work).await
            })
        };
        let first = submit(1);
        // The second must not come early enough to be in the first's group.
        while !lock(&together.line).waiting.is_empty() || lock(&together.line).at_work == 0 {
            tokio::task::yield_now().await;
        }
        let second = submit(2);
        assert_eq!((first.await.expect("joins"), second.await.expect("joins")), (Ok(1), Ok(2)));
    }

    #[tokio::test]
    async fn a_panic_is_told_to_its_group_and_the_next_one_works() {
        let together = Together::<u32, u32>::new(8);
        let runs = Arc::new(AtomicUsize::new(0));
        let work = {
            let runs = runs.clone();
            move |jobs: Vec<u32>| {
                let first = runs.fetch_add(1, Ordering::SeqCst) == 0;
                async move {
                    assert!(!first, "the first group dies");
                    jobs
                }
            }
        };
        assert_eq!(together.submit(1, work.clone()).await, Err(Lost));
        assert_eq!(together.submit(2, work).await, Ok(2));
    }
}
