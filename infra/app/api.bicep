param token string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param deploymentContainerUrl string
param cosmosEndpoint string
param webPubSubEndpoint string
param insightsConnectionString string
param adminTokenSha256 string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-fleet-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-fleet-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false // Any instance may answer any request.
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: { maximumInstanceCount: 40, instanceMemoryMB: 2048 }
    }
    siteConfig: { minTlsVersion: '1.2' }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${environment().suffixes.storage}'
      AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${environment().suffixes.storage}'
      AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${environment().suffixes.storage}'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsDisableHomepage: 'true' // The root is ours: it leads to the page.
      TASKHUB_NAME: 'fleet'
      COSMOS_CONNECTION__accountEndpoint: cosmosEndpoint
      COSMOS_CONNECTION__credential: 'managedidentity'
      COSMOS_CONNECTION__clientId: identityClientId
      WebPubSubConnectionString__serviceUri: webPubSubEndpoint
      WebPubSubConnectionString__credential: 'managedidentity'
      WebPubSubConnectionString__clientId: identityClientId
      FLEET_BLOB__serviceUri: 'https://${storageName}.blob.${environment().suffixes.storage}'
      FLEET_BLOB__clientId: identityClientId
      FLEET_ARTIFACT_DAYS: '30'
      FLEET_DATABASE: 'fleet'
      FLEET_ADMIN_TOKEN_SHA256: adminTokenSha256
      FLEET_REAPER_SCHEDULE: '*/15 * * * * *'
      FLEET_LEASE_TTL_SEC: '60'
      FLEET_LEASE_GRACE_SEC: '10'
      FLEET_TOKEN_TTL_SEC: '7776000'
      FLEET_PRUNE_DAYS: '14'
      FLEET_DASHBOARD_FOLDER: '/home/site/wwwroot/dist/dashboard'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    }
  }
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
