namespace MeshStarter.Setup.Tests;

/// <summary>A PostgreSQL whose administrator without a superuser's rights may grant only roles that it made, as since version 16.</summary>
public sealed class NewerServer : NewerPostgresFixture
{
    /// <summary>The name of the tests that share it.</summary>
    public const string Collection = "newer server";

    protected override bool KeepsCommitTimes => false;
}

[CollectionDefinition(NewerServer.Collection)]
public sealed class NewerServerTests : ICollectionFixture<NewerServer>;
