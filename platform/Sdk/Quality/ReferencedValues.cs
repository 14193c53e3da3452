namespace MeshStarter.Sdk.Quality;

/// <summary>Values of another domain's column. Their file stays until each of its users has disposed them.</summary>
/// <param name="sql">A SELECT of the values.</param>
/// <param name="path">The file that holds them, which goes with its last user; null where they are read elsewhere.</param>
internal sealed class ReferencedValues(string sql, string? path = null) : IDisposable
{
    private int _users = 1;

    /// <summary>A SELECT of the values.</summary>
    public string Sql => sql;

    /// <summary>Adds a user, who disposes them too.</summary>
    public ReferencedValues Use()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) > 0 || path is null)
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It goes with its folder.
        }
    }
}
