namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The database server of a source system, whose changes others may follow.</summary>
public sealed class SourceServer : OwnPostgresFixture
{
    protected override bool KeepsCommitTimes => false;

    protected override string WalLevel => "logical";
}
