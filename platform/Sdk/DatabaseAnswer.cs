using MeshStarter.ServiceDefaults.Database;

namespace MeshStarter.Sdk;

/// <summary>Calls the domain's database, which may not answer.</summary>
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

    /// <summary>Returns whether the database answered.</summary>
    public static async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => await OrNullAsync(
        async token =>
        {
            await work(token);
            return work;
        },
        cancellationToken) is not null;
}
