import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { factoryToken, revokeToken } from "#application/factories/factory-tokens.ts";
import { type TokenDocument } from "#contract/documents/token-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES, TOKENS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { type Versioned } from "#domain/version.ts";

export type EnrolFactory = {
  readonly code: string;
  /** Chosen by the factory before its first try, so that it may repeat itself after a lost reply. */
  readonly enrolmentId: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly seatLimit: number;
  readonly version: string;
};
export type Enrolled = {
  readonly factoryId: string;
  readonly productId: string;
  readonly token: string;
  readonly expiresAtMs: number;
};
type Needs = Pick<Deps, "store" | "secrets" | "clock" | "ids" | "log" | "policy">;

/**
 * FA1: a code enrols one factory, once. The same attempt repeated gets a new token for the same factory, and the one
 * that it never saw is revoked: the code is spent first, so that a crash leaves no second identity behind.
 */
export async function enrolFactory(
  deps: Needs,
  enrol: EnrolFactory,
): Promise<Outcome<Enrolled, Refusal<"unauthenticated" | "enrolment-code-spent" | "contention">>> {
  const nowMs = deps.clock.nowMs();
  const code = await openCode(deps, enrol.code, nowMs);
  if (code === null) return refused({ code: "unauthenticated" });
  const used = code.value.usedBy;
  if (used !== null && used.enrolmentId !== enrol.enrolmentId) return refused({ code: "enrolment-code-spent" });
  const factoryId = used?.factoryId ?? `fac_${deps.ids.next()}`;
  const token = deps.secrets.mint("fac");
  const tokenHash = deps.secrets.sha256(token);
  const spent: TokenDocument = {
    ...code.value,
    usedBy: { enrolmentId: enrol.enrolmentId, factoryId, tokenHash, atMs: nowMs },
  };
  const result = await deps.store.commit("fleet_tokens", spent.id, [
    { kind: "replace", doc: spent, expected: code.version },
  ]);
  if (!result.ok) return refused({ code: "contention", retryAfterMs: 500 });
  const productId = code.value.products?.[0];
  if (productId === undefined) return refused({ code: "unauthenticated" });
  const bearer = { factoryId, productId, name: enrol.name };
  const made = { id: tokenHash, lastFour: token.slice(-4), nowMs, ttlMs: deps.policy.tokenTtlMs };
  const doc = factoryToken(bearer, made);
  const [, stored] = await Promise.all([
    register(deps, { enrol, factoryId, productId, nowMs }),
    deps.store.commit("fleet_tokens", doc.id, [{ kind: "create", doc }]),
    used === null
      ? null
      : revokeToken(deps, factoryToken(bearer, { ...made, id: used.tokenHash, lastFour: "" }), nowMs),
  ]);
  // A repetition of this attempt was quicker and has revoked the token already.
  if (!stored.ok) return refused({ code: "contention", retryAfterMs: 500 });
  deps.log.info("factory.enrolled", { factoryId, productId });
  return done({ factoryId, productId, token, expiresAtMs: nowMs + deps.policy.tokenTtlMs });
}

async function openCode(deps: Needs, code: string, nowMs: number): Promise<Versioned<TokenDocument> | null> {
  if (!deps.secrets.wellFormed(code)) return null;
  const id = deps.secrets.sha256(code);
  const found = await deps.store.read(TOKENS, id, id);
  if (found === null || found.value.kind !== "enrolment" || found.value.revokedAtMs !== null) return null;
  return (found.value.expiresAtMs ?? 0) <= nowMs && found.value.usedBy === null ? null : found;
}

type Registration = {
  readonly enrol: EnrolFactory;
  readonly factoryId: string;
  readonly productId: string;
  readonly nowMs: number;
};

const register = (deps: Needs, { enrol, factoryId, productId, nowMs }: Registration) =>
  replaceMonotone(deps, FACTORIES, { partition: productId, id: factoryId }, (known): FactoryDocument | null =>
    known !== null
      ? null
      : {
          id: factoryId,
          kind: "factory",
          productId,
          name: enrol.name,
          capabilities: [...enrol.capabilities],
          health: "ok",
          load: 0,
          seatLimit: enrol.seatLimit,
          lifecycle: "active",
          lifecycleBy: null,
          lifecycleNote: null,
          lifecycleUntilMs: null,
          rotation: null,
          tokensRevokedAtMs: null,
          bootId: 0,
          version: enrol.version,
          enrolledAtMs: nowMs,
          lastHeartbeatAtMs: null,
        },
  );
