import { type KeyObject } from "node:crypto";
import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";

export type TokenCheck =
  | Readonly<{ kind: "accepted"; claims: JWTPayload }>
  | Readonly<{ kind: "refused"; message: string }>;

/**
 * Checks a token against the access key, its audience and the clock. A token without an end of life is refused, as
 * in Azure.
 */
export async function checkToken(
  accessKey: KeyObject,
  token: string,
  check: Readonly<{ nowMs: number; isAudience: (url: URL) => boolean }>,
): Promise<TokenCheck> {
  try {
    const { payload } = await jwtVerify(token, accessKey, {
      algorithms: ["HS256"],
      requiredClaims: ["exp", "aud"],
      currentDate: new Date(check.nowMs),
    });
    const audiences = Array.isArray(payload.aud) ? payload.aud : [payload.aud ?? ""];
    const isMeant = audiences.some((audience) => URL.canParse(audience) && check.isAudience(new URL(audience)));
    if (!isMeant) return { kind: "refused", message: "The audience of the token is another address." };
    return { kind: "accepted", claims: payload };
  } catch (error) {
    if (error instanceof errors.JOSEError) return { kind: "refused", message: error.message };
    throw error;
  }
}

/** Signs a token with which a client may connect to a hub. */
export function signClientToken(
  accessKey: KeyObject,
  client: Readonly<{
    audience: string;
    userId: string | undefined;
    roles: readonly string[];
    groups: readonly string[];
    nowMs: number;
    lifeMinutes: number;
  }>,
): Promise<string> {
  const issuedAtSeconds = Math.floor(client.nowMs / 1000);
  const token = new SignJWT({ role: client.roles, "webpubsub.group": client.groups })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(client.audience)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + client.lifeMinutes * 60);
  return (client.userId === undefined ? token : token.setSubject(client.userId)).sign(accessKey);
}

/** Roles and groups may be one text or a list of them. */
export function textsOf(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === "string");
}

/** The token of an `Authorization: Bearer` header, or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
}
