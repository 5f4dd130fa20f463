/**
 * The jobs that claims of this instance are about to take, so that no two of them try the same one. A hint that saves
 * conflicts; the store alone decides who holds a job.
 */
export type ClaimDesk = {
  /** False when another claim is at it. */
  reserve(jobId: string): boolean;
  release(jobId: string): void;
};

export function createClaimDesk(): ClaimDesk {
  const reserved = new Set<string>();
  return {
    reserve: (jobId) => {
      if (reserved.has(jobId)) return false;
      reserved.add(jobId);
      return true;
    },
    release: (jobId) => {
      reserved.delete(jobId);
    },
  };
}
