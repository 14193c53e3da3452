using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A server whose changes others may follow, as a company's own is; a domain's database is on the tests' common one.</summary>
public sealed class SourceServerFixture : OwnPostgresFixture
{
    protected override bool KeepsCommitTimes => false;

    protected override string WalLevel => "logical";
}
