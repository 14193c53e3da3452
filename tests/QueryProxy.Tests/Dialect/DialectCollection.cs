namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>One proxy for all tests of the dialect.</summary>
[CollectionDefinition(Name)]
public sealed class DialectCollection : ICollectionFixture<DialectFixture>
{
    public const string Name = "dialect";
}
