targetScope = 'subscription'

@minLength(1)
@maxLength(32)
@description('The azd environment: part of every name.')
param environmentName string

@description('Where everything is. One region: Strong consistency of a serverless account needs no more.')
param location string

@description('SHA-256 of the administrator\'s token, 64 hex digits in lower case. Only the hash ever leaves your machine.')
@minLength(64)
@maxLength(64)
param adminTokenSha256 string

@allowed(['Free_F1', 'Standard_S1'])
@description('Free_F1 carries 20 connections and 20,000 messages a day.')
param webPubSubSku string = 'Free_F1'

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  name: 'identity'
  params: { name: 'id-fleet-${token}', location: location, tags: tags }
}

module monitor 'app/monitor.bicep' = {
  scope: group
  name: 'monitor'
  params: { token: token, location: location, tags: tags }
}

module storage 'app/storage.bicep' = {
  scope: group
  name: 'storage'
  params: { name: 'st${token}', location: location, tags: tags }
}

module cosmos 'app/cosmos.bicep' = {
  scope: group
  name: 'cosmos'
  params: { name: 'cosmos-fleet-${token}', location: location, tags: tags }
}

module webPubSub 'app/web-pubsub.bicep' = {
  scope: group
  name: 'web-pubsub'
  params: { name: 'wps-fleet-${token}', location: location, tags: tags, sku: webPubSubSku }
}

module rbac 'app/rbac.bicep' = {
  scope: group
  name: 'rbac'
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    cosmosName: cosmos.outputs.name
    webPubSubName: webPubSub.outputs.name
    insightsName: monitor.outputs.name
  }
}

module api 'app/api.bicep' = {
  scope: group
  name: 'api'
  // The app may not start before it may read what it stands on.
  dependsOn: [rbac]
  params: {
    token: token
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    cosmosEndpoint: cosmos.outputs.endpoint
    webPubSubEndpoint: webPubSub.outputs.endpoint
    insightsConnectionString: monitor.outputs.connectionString
    adminTokenSha256: adminTokenSha256
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output SERVICE_API_NAME string = api.outputs.name
output AZURE_FUNCTION_NAME string = api.outputs.name
output FLEET_URL string = api.outputs.url
