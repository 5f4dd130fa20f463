import { expect, test } from "vitest";
import { cookieHeader } from "#local/host/http/cookie-header.ts";

test("[LH9] a cookie is printed with all that it has, and nothing that it has not", () => {
  expect(cookieHeader({ name: "a", value: "b c", sameSite: "none" })).toBe("a=b%20c");
  expect(
    cookieHeader({
      name: "sid",
      value: "1",
      maxAge: { value: 60.5 },
      domain: { value: "example.org" },
      path: { value: "/" },
      expires: { value: { seconds: 0 } },
      httpOnly: { value: true },
      secure: { value: false },
      sameSite: "explicitNone",
    }),
  ).toBe(
    "sid=1; Max-Age=60; Domain=example.org; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=None",
  );
});
