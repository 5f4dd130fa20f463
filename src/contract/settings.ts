/** Names of the app settings, once; what each means stands in local.settings.example.json and in infra. */
export const SETTINGS = {
  cosmos: "COSMOS_CONNECTION",
  cosmosDatabase: "FLEET_DATABASE",
  webPubSub: "WebPubSubConnectionString",
  adminTokenSha256: "FLEET_ADMIN_TOKEN_SHA256",
} as const;
