namespace MeshStarter.EndToEnd.Storage;

/// <summary>A database server that an operator has, with commit times.</summary>
internal sealed class OperatorsServer : OwnPostgresFixture
{
    protected override bool KeepsCommitTimes => true;
}
