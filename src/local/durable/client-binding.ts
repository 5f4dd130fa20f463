/** Where the durable client finds the host. */
type DurableAddresses = Readonly<{
  /** The protocol's own server; ends in a slash. */
  rpcBaseUrl: string;
  /** The host as people reach it, without a slash at the end. */
  hostUrl: string;
  taskHub: string;
  /** The key of the management addresses under `hostUrl`. */
  systemKey: string;
}>;

/** The value of a `durableClient` input, as the Durable Task extension gives it (JSON text). */
export function durableClientInput({ rpcBaseUrl, hostUrl, taskHub, systemKey }: DurableAddresses): string {
  const base = `${hostUrl}/runtime/webhooks/durabletask`;
  const instance = `${base}/instances/INSTANCEID`;
  const query = `taskHub=${taskHub}&connection=Storage&code=${systemKey}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName: taskHub,
    creationUrls: {
      createNewInstancePostUri: `${create}?code=${systemKey}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=${systemKey}`,
    },
    managementUrls: {
      id: "INSTANCEID",
      statusQueryGetUri: `${instance}?${query}`,
      sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
      terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
      rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
      purgeHistoryDeleteUri: `${instance}?${query}`,
      restartPostUri: `${instance}/restart?${query}`,
      suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
      resumePostUri: `${instance}/resume?reason={text}&${query}`,
    },
    baseUrl: base,
    requiredQueryStringParameters: query,
    rpcBaseUrl,
  });
}
