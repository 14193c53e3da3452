namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>The tests that share one copy of the repository with all stamps.</summary>
[CollectionDefinition(Name)]
public sealed class StampedMeshCollection : ICollectionFixture<StampedMesh>
{
    public const string Name = "stamped mesh";
}
