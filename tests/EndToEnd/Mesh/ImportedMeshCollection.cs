namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The tests that share the imported mesh, one after another.</summary>
[CollectionDefinition(ImportedMesh.Collection)]
public sealed class ImportedMeshCollection : ICollectionFixture<ImportedMesh>;
