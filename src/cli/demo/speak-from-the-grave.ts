import { createFleetClient } from "#client/fleet-client.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { type Crash } from "#cli/demo/crash-builder.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { type Coordinator } from "#cli/demo/start-coordinator.ts";
import { type StartedFactory } from "#cli/demo/start-factory.ts";

/** Says what the killed factory would say if it woke up: "I am done". Null when it was believed, which must not be. */
export async function speakFromTheGrave(
  demo: Demo,
  coordinator: Coordinator,
  { crash, builder }: { readonly crash: Crash; readonly builder: StartedFactory },
): Promise<ProblemDocument | null> {
  demo.waitingFor("the answer to the killed factory's late report");
  const { url: baseUrl, productId } = coordinator;
  const ghost = createFleetClient({ baseUrl, productId, token: builder.token });
  const reply = await ghost.patchJob({
    params: { jobId: crash.jobId },
    body: {
      opId: demo.newKey(),
      leaseEpoch: crash.epoch,
      stage: "review",
      outcome: { code: "ok", message: "I finished it after all.", sha: null, branch: null, exitCode: 0 },
    },
  });
  if (reply.ok) {
    demo.narrator.say(`${builder.part.name}'s late report under epoch ${crash.epoch} was believed. It must not be.`);
    return null;
  }
  const { status, code, title } = reply.problem;
  demo.narrator.say(
    `${builder.part.name} says under its old epoch ${crash.epoch} that it is done, and is refused: ${status} ${code}. ${title}.`,
  );
  return reply.problem;
}
