param name string
param location string
param tags object

// The same list that the local fleet creates; a test holds the two against each other.
var containers = loadJsonContent('containers.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: [{ name: 'EnableServerless' }] // Nothing to pay while nothing runs.
    // With Session consistency and several hosts a lease's holder is told "fenced" though it is not.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    disableLocalAuth: true // Entra only.
    publicNetworkAccess: 'Enabled'
  }

  resource database 'sqlDatabases' = {
    name: 'fleet'
    properties: { resource: { id: 'fleet' } }

    resource container 'containers' = [
      for definition in containers: {
        name: definition.id
        properties: {
          resource: {
            id: definition.id
            partitionKey: { paths: definition.partitionKey.paths, kind: 'Hash', version: 2 }
            defaultTtl: definition.?defaultTtl
            indexingPolicy: definition.?indexingPolicy
          }
        }
      }
    ]
  }
}

output name string = account.name
output endpoint string = account.properties.documentEndpoint
