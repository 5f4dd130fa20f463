param name string
param location string
param tags object
param sku string

resource service 'Microsoft.SignalRService/webPubSub@2023-02-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: 1 }
  properties: { disableLocalAuth: true }
}

output name string = service.name
output endpoint string = 'https://${service.properties.hostName}'
