namespace MeshStarter.TestKit;

/// <summary>A server that nothing was configured on.</summary>
public sealed class ServerWithoutCommitTimes : OwnPostgresFixture
{
    protected override bool KeepsCommitTimes => false;
}
