using MeshStarter.TestKit;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>The server of a source system, whose changes others may follow.</summary>
internal sealed class SourceServer : OwnPostgresFixture
{
    protected override bool KeepsCommitTimes => false;

    protected override string WalLevel => "logical";
}
