using MeshStarter.ServiceDefaults.Database;

namespace MeshStarter.Sdk.Health;

/// <summary>Reads from the domain's database, which may not answer, for the health of products.</summary>
internal static class DatabaseAnswer
{
    /// <summary>Returns what is read; null while the database does not answer.</summary>
    public static async Task<T?> OrNullAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception.IsDatabaseFailure(cancellationToken))
        {
            return null;
        }
    }
}
