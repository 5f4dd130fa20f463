/** The branch that a job's reviewers see. */
export const branchOf = (jobId: string): string => `agf/${jobId}`;
export const branchRefOf = (jobId: string): string => `refs/heads/${branchOf(jobId)}`;

/** Work in progress, one ref a grant: only the holder of that grant ever writes it, so a zombie spoils nothing here. */
export const wipRefOf = (jobId: string, epoch: number): string => `refs/agf/wip/${jobId}/${epoch}`;
export const wipRefsOf = (jobId: string): string => `refs/agf/wip/${jobId}/*`;

/** Where a tip is kept that a later grant replaced: nothing that was ever pushed becomes unreachable. */
export const keptRefOf = (jobId: string, sha: string): string => `refs/agf/kept/${jobId}/${sha}`;

/** The branch in the mirror that a work tree has checked out: two grants of one job must not share one. */
export const localBranchOf = (jobId: string, epoch: number): string => `agf/${jobId}/${epoch}`;

/** The grant that a wip ref belongs to, or null when it is none of that job. */
export function epochOfWipRef(ref: string, jobId: string): number | null {
  const prefix = `refs/agf/wip/${jobId}/`;
  const epoch = ref.startsWith(prefix) ? Number(ref.slice(prefix.length)) : Number.NaN;
  return Number.isSafeInteger(epoch) && epoch > 0 ? epoch : null;
}
