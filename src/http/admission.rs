//! The queue in front of the engine: so many at once, so many waiting, no more.
//!
//! The engine computes and does not wait, so it runs off the reactor. A place
//! is held until the work is done, even if its client has gone: work cannot be
//! interrupted, and what still runs must still be counted.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::error::{Kind, Problem};

/// The bounded queue.
#[derive(Debug)]
pub(super) struct Admission {
    running: Arc<Semaphore>,
    /// Running and waiting together.
    admitted: Arc<Semaphore>,
}

impl Admission {
    /// Returns a queue that runs `running` works at once and lets `waiting` wait.
    pub(super) fn new(running: usize, waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running)),
            admitted: Arc::new(Semaphore::new(running + waiting)),
        }
    }

    /// Runs work off the reactor when its turn comes.
    ///
    /// # Errors
    /// The queue is full, or the work panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let full = |_| Problem::new(Kind::Overloaded, "Too many searches are waiting.");
        let place = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(full)?;
        let running = Arc::clone(&self.running).acquire_owned().await;
        let permit = running.map_err(Problem::internal)?;
        let task = spawn_blocking(move || {
            let _held = (place, permit);
            work()
        });
        task.await.map_err(Problem::internal)
    }

    /// Returns how many more would be admitted now.
    #[cfg(test)]
    pub(super) fn free_places(&self) -> usize {
        self.admitted.available_permits()
    }
}
