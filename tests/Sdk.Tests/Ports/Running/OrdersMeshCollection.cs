namespace MeshStarter.Sdk.Tests.Ports.Running;

[CollectionDefinition(OrdersMesh.Collection)]
public sealed class OrdersMeshCollection : ICollectionFixture<OrdersMesh>;
