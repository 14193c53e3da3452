namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A server whose changes others may follow, as a company's own is; a domain's database is on the tests' common one.</summary>
public sealed class SourceServerFixture : OwnPostgresFixture
{
    /// <summary>The classes that have one server.</summary>
    public const string Collection = "source server";

    protected override bool KeepsCommitTimes => false;

    protected override string WalLevel => "logical";
}

[CollectionDefinition(SourceServerFixture.Collection)]
public sealed class SourceServerCollection : ICollectionFixture<SourceServerFixture>;
