using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A change of what counts for all subjects that set nothing, by one who may operate the registry.</summary>
internal static class DefaultChange
{
    /// <summary>Makes the change.</summary>
    public static async Task<IResult> RunAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, Func<NpgsqlConnection, Task<RegistryAnswer>> change, CancellationToken cancellationToken)
    {
        if (access.OperateProblem(http.User.ToPrincipal()) is { } forbidden)
        {
            return forbidden;
        }

        await access.RecordedAsync();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await change(connection);
    }
}
