//! Closures on their way to a thread that owns a connection, and their answers on the way back. Nothing here knows
//! an engine.

use crate::{Error, Tx};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use tokio::sync::oneshot;

/// A closure that waits for a connection.
pub(crate) trait Job: Send {
    /// Runs the closure, again if need be; true if its effects shall stay.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// Tells the caller: what the closure gave, or the error that overtook it.
    fn answer(self: Box<Self>, verdict: Result<(), Error>);

    /// Whether the caller has stopped waiting.
    fn is_abandoned(&self) -> bool;

    /// Whether the closure only reads.
    fn reads(&self) -> bool;
}

/// Where an answer goes: to a task or to a blocked thread.
pub(crate) enum Reply<R> {
    Task(oneshot::Sender<R>),
    Thread(mpsc::SyncSender<R>),
}

pub(crate) struct Closure<T, E, F> {
    pub(crate) function: F,
    pub(crate) result: Option<Result<T, E>>,
    pub(crate) reply: Reply<Result<T, E>>,
    pub(crate) reads: bool,
}

impl<T, E, F> Job for Closure<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let function = &mut self.function;
        let result = match catch_unwind(AssertUnwindSafe(|| function(tx))) {
            // A closure that swallowed a failed statement must not believe that its effects stayed.
            Ok(Ok(value)) => tx.failure().map_or(Ok(value), |failure| Err(E::from(failure.clone()))),
            Ok(Err(error)) => Err(error),
            Err(panic) => Err(E::from(Error::Panicked { message: message(panic.as_ref()) })),
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, verdict: Result<(), Error>) {
        let result = match verdict {
            Ok(()) => self.result.unwrap_or_else(|| Err(E::from(Error::Closed))),
            Err(error) => Err(E::from(error)),
        };
        // A caller that went away needs no answer.
        match self.reply {
            Reply::Task(sender) => drop(sender.send(result)),
            Reply::Thread(sender) => drop(sender.send(result)),
        }
    }

    fn is_abandoned(&self) -> bool {
        matches!(&self.reply, Reply::Task(sender) if sender.is_closed())
    }

    fn reads(&self) -> bool {
        self.reads
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// Closures in the order they came. Its length is bounded by the callers, each of which waits for its answer.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    is_closed: bool,
}

impl Queue {
    /// Hands a closure over; a closed queue answers it with [`Error::Closed`].
    pub(crate) fn push(&self, job: Box<dyn Job>) {
        let mut state = self.lock();
        if state.is_closed {
            drop(state);
            job.answer(Err(Error::Closed));
            return;
        }
        state.jobs.push_back(job);
        drop(state);
        self.filled.notify_one();
    }

    /// Waits for closures and takes all that are there, at most `limit`; none once the queue is closed and empty.
    pub(crate) fn take(&self, limit: usize) -> Option<VecDeque<Box<dyn Job>>> {
        let mut state = self.lock();
        loop {
            if state.jobs.len() > limit {
                return Some(state.jobs.drain(..limit).collect());
            }
            if !state.jobs.is_empty() {
                return Some(std::mem::take(&mut state.jobs));
            }
            if state.is_closed {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Accepts no more closures; those accepted are still served.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
