using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The subject that an address names.</summary>
internal static class RequestedSubject
{
    /// <summary>Answers requests about it, whether it is there or not.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, NpgsqlDataSource database, RegistryAccess access, Func<NpgsqlConnection, SubjectKey, Task<RegistryAnswer>> answer, CancellationToken cancellationToken)
    {
        var requested = RegistryRequest.Segment(http, 2);
        if (!SubjectName.TryParse(requested, out var name))
        {
            return RegistryErrors.InvalidSubject(requested);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await answer(connection, await access.ResolveAsync(connection, name, cancellationToken));
    }
}
