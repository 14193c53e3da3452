using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>The connections of the migrations: those of <c>ConnectionStrings:migrations</c>, whose role owns the tables, or the service's own.</summary>
/// <param name="source">The connections.</param>
/// <param name="isSeparate">Whether the migrations have a role of their own.</param>
public sealed class MigrationDatabase(NpgsqlDataSource source, bool isSeparate) : IAsyncDisposable, IDisposable
{
    /// <summary>The connections; not for work after the start.</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>Whether the role of the running service is another one, which does not own the tables.</summary>
    public bool IsSeparate => isSeparate;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => isSeparate ? source.DisposeAsync() : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isSeparate)
        {
            source.Dispose();
        }
    }
}
