namespace MeshStarter.EndToEnd.Storage;

/// <summary>The tests that share the mesh on an S3 store, one after another.</summary>
[CollectionDefinition(S3Mesh.Collection)]
public sealed class S3MeshCollection : ICollectionFixture<S3Mesh>;
