namespace MeshStarter.Governance.Tests;

[CollectionDefinition(Name)]
public sealed class GovernanceCollection : ICollectionFixture<GovernanceFixture>
{
    public const string Name = "governance";
}
