import { REQUEUE_CAUSES, type RequeueCause } from "#contract/documents/job-document.ts";

/** Who is to blame for a way back to the queue: the job, the fleet around it, or nobody because a person asked for it. */
type Policy = { readonly spendsAttempt: boolean; readonly capped: boolean };

const BY_JOB: Policy = { spendsAttempt: true, capped: false };
const BY_FLEET: Policy = { spendsAttempt: false, capped: true };
const BY_PERSON: Policy = { spendsAttempt: false, capped: false };

/**
 * JB11: what each cause costs. The job's own failures spend its attempts; what the fleet did to it spends none, but
 * is counted together, and a job that is lost too often is taken out of circulation: something about it kills its hosts.
 */
export const RETRY_POLICY: Readonly<Record<RequeueCause, Policy>> = {
  failed: BY_JOB,
  timeout: BY_JOB,
  lease_lost: BY_FLEET,
  factory_restarted: BY_FLEET,
  released: BY_FLEET,
  provider_limit: BY_FLEET,
  // Whoever picks the victim of a preemption takes none more than twice.
  preempted: BY_PERSON,
  factory_removed: BY_PERSON,
  changes_requested: BY_PERSON,
  operator: BY_PERSON,
};

export const FLEET_REQUEUES_MAX = 20;

/** How often the fleet has lost the job so far. */
export const lossesOf = (requeues: Readonly<Partial<Record<RequeueCause, number>>>): number =>
  REQUEUE_CAUSES.filter((cause) => RETRY_POLICY[cause].capped).reduce((sum, cause) => sum + (requeues[cause] ?? 0), 0);
