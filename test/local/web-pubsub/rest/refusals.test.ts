import { expect, test } from "vitest";
import { aServer, BareClient, sign } from "../support.ts";

/** Requests that the SDK refuses to make, so that the server has to. */
const WRONG: [what: string, method: string, target: string, contentType: string, status: number, code: string][] = [
  ["an unknown content type", "POST", ":send", "text/xml", 415, "UnsupportedMediaType"],
  ["a body that is not JSON", "POST", ":send", "application/json", 400, "InvalidBody"],
  ["a life below 0", "POST", ":send?messageTtlSeconds=-1", "text/plain", 400, "InvalidTtl"],
  ["a life above 300 s", "POST", ":send?messageTtlSeconds=301", "text/plain", 400, "InvalidTtl"],
  ["a life that is no number", "POST", ":send?messageTtlSeconds=1.5", "text/plain", 400, "InvalidTtl"],
  ["a page of 201", "GET", "groups/g/connections?maxpagesize=201", "", 400, "InvalidPage"],
  ["a page of 0", "GET", "groups/g/connections?maxpagesize=0", "", 400, "InvalidPage"],
  ["a list of 0", "GET", "groups/g/connections?top=0", "", 400, "InvalidPage"],
  ["a token for no time", "POST", ":generateToken?minutesToExpire=0", "", 400, "InvalidLife"],
  ["a permission that does not exist", "PUT", "permissions/fly/connections/c", "", 400, "InvalidPermission"],
  ["a blank group", "PUT", "users/u/groups/%20", "", 400, "InvalidGroupName"],
  ["a bulk change without groups", "POST", ":addToGroups", "application/json", 400, "InvalidBody"],
  ["an unknown operation", "POST", ":fly", "", 404, "NotFound"],
  ["an unknown method", "DELETE", "groups/g", "", 404, "NotFound"],
  ["a malformed name", "PUT", "users/u/groups/%zz", "", 404, "NotFound"],
];

test.each(WRONG)("[LW21] %s is refused and sends nothing", async (_what, method, target, contentType, status, code) => {
  const { server, service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "u" }));
  await client.next("system");
  const address = `${server.endpoint}/api/hubs/fleet/${target}`;
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${await sign(address)}`, "content-type": contentType },
    ...(method === "POST" ? { body: "not json" } : {}),
  });
  expect(response.status).toBe(status);
  expect(response.headers.get("x-ms-error-code")).toBe(code);
  expect(await response.json()).toMatchObject({ code, message: expect.stringMatching(/\.$/) });
  await service.sendToUser("u", "end");
  expect(await client.next("message")).toMatchObject({ data: "end" });
});

test("[LW21] an address that is not a hub's has no operations", async () => {
  const { server } = await aServer();
  for (const path of ["/", "/api", "/api/hubs/fleet", "/api/hubs//users/u"]) {
    expect((await fetch(server.endpoint + path)).status).toBe(404);
  }
});
