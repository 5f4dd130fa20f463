import fc from "fast-check";
import { expect, test } from "vitest";
import { readFrame } from "#local/web-pubsub/frames.ts";

test("[LW14] well-formed frames are read", () => {
  expect(readFrame('{"type":"joinGroup","group":"g","ackId":1}')).toEqual({ type: "joinGroup", group: "g", ackId: 1 });
  expect(readFrame('{"type":"leaveGroup","group":"g"}')).toEqual({ type: "leaveGroup", group: "g" });
  expect(readFrame('{"type":"sendToGroup","group":"g","data":"x"}')).toEqual({
    type: "sendToGroup",
    group: "g",
    content: { dataType: "text", data: "x" },
    noEcho: false,
  });
  expect(readFrame('{"type":"sequenceAck","sequenceId":7}')).toEqual({ type: "sequenceAck", sequenceId: 7 });
});

test.each([
  "",
  "null",
  "[]",
  '"ping"',
  "{",
  '{"type":"unheard"}',
  '{"type":"joinGroup"}',
  '{"type":"joinGroup","group":7}',
  '{"type":"joinGroup","group":"g","ackId":-1}',
  '{"type":"joinGroup","group":"g","ackId":1.5}',
  '{"type":"joinGroup","group":"g","ackId":"1"}',
  '{"type":"sendToGroup","group":"g","dataType":"json"}',
  '{"type":"sendToGroup","group":"g","dataType":"text","data":7}',
  '{"type":"sendToGroup","group":"g","dataType":"xml","data":"x"}',
  '{"type":"sequenceAck","sequenceId":"7"}',
  '{"type":"event"}',
  '{"type":"invoke"}',
])("[LW14] the frame %s is a problem", (text) => {
  expect(readFrame(text)).toHaveProperty("problem");
});

test("[LW14] no text at all makes the reader throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(readFrame(text)).toBeTypeOf("object");
    }),
  );
});
