import { expect, test } from "vitest";
import { resolveConfig, resolveServer } from "#cli/config.ts";
import { type SessionRead } from "#cli/session-file.ts";

const saved: SessionRead = {
  kind: "session",
  session: {
    url: "http://127.0.0.1:7071",
    token: "saved-token",
    productId: "shop",
    dashboardUrl: "http://127.0.0.1:7071/app/",
  },
};
const none: SessionRead = { kind: "none" };

test("[CL1] the session file is enough", () => {
  expect(resolveConfig({}, saved)).toEqual({ ok: true, session: saved.kind === "session" ? saved.session : null });
});

test("[CL1] each variable wins over the session file", () => {
  const config = resolveConfig({ AGF_TOKEN: "mine", AGF_PRODUCT: "other" }, saved);
  expect(config).toMatchObject({
    ok: true,
    session: { url: "http://127.0.0.1:7071", token: "mine", productId: "other" },
  });
});

test("[CL1] the saved token is not sent to another address", () => {
  const config = resolveConfig({ AGF_API: "https://elsewhere.example" }, saved);
  expect(config).toMatchObject({ ok: false, problem: { code: "no-token", status: 401 } });
});

test("[CL1] the saved token is sent to the saved address however it was named", () => {
  const config = resolveConfig({ AGF_API: "http://127.0.0.1:7071/" }, saved);
  expect(config).toMatchObject({ ok: true, session: { token: "saved-token", productId: "shop" } });
});

test("[CL1] without a session and a variable it says how to get one", () => {
  const config = resolveConfig({}, none);
  expect(config).toMatchObject({ ok: false, problem: { code: "no-session" } });
  expect(config.ok ? "" : config.problem.detail).toContain("agf start");
});

test("[CL1] a broken session file is named, unless the variables say everything", () => {
  const broken: SessionRead = { kind: "unreadable", path: "/x/session.json", why: "it is not JSON" };
  expect(resolveConfig({}, broken)).toMatchObject({ ok: false, problem: { code: "session-unreadable" } });
  const given = { AGF_API: "https://fleet.example", AGF_TOKEN: "t" };
  expect(resolveConfig(given, broken)).toMatchObject({ ok: true, session: { productId: "demo" } });
});

test("[CL1] an empty variable counts as none, and nonsense as a fault", () => {
  expect(resolveConfig({ AGF_API: "", AGF_TOKEN: "" }, saved)).toMatchObject({ ok: true });
  expect(resolveConfig({ AGF_API: "not an address" }, saved)).toMatchObject({
    ok: false,
    problem: { code: "no-session" },
  });
});

test("[CL1] a factory needs the address only", () => {
  expect(resolveServer({ AGF_API: "https://fleet.example" }, none)).toEqual({
    ok: true,
    url: "https://fleet.example",
    productId: "demo",
    saved: null,
  });
});
