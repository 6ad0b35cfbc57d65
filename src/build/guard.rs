//! The guard over answers: judged queries must not fall below a floor.

use super::Plan;
use crate::error::{Error, Result};
use crate::eval::{Engine, TopicSet, evaluate};
use crate::index::{Guard, Opening};

/// The pages asked for of each judged query: what the floor is over.
const DEPTH: usize = 10;

/// Refuses a generation whose judged queries are answered worse than the
/// configuration allows.
///
/// # Errors
/// The mean is below the floor, or the queries cannot be read.
pub(super) fn check_queries(plan: &Plan, open: &Opening<'_>) -> Result<()> {
    let settings = &plan.config.guard;
    if plan.guard == Guard::Off || settings.queries.is_empty() {
        return Ok(());
    }
    let path = plan.corpus.join(&settings.queries);
    let set = TopicSet::load(&path)?;
    let (report, _) = evaluate(&Engine::Docent(&open()?, DEPTH), &set)?;
    let found = report.mean.metrics.ndcg10;
    if found < settings.ndcg10 {
        let worst = report.topics.iter();
        let worst = worst.min_by(|a, b| a.metrics.ndcg10.total_cmp(&b.metrics.ndcg10));
        return Err(Error::Floor {
            path,
            found,
            floor: settings.ndcg10,
            worst: worst.map_or_else(String::new, |topic| topic.query.clone()),
        });
    }
    Ok(())
}
