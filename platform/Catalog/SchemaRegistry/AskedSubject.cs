using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>The subject that an address names.</summary>
internal static class AskedSubject
{
    /// <summary>Answers what is asked of it, whether it is there or not.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, NpgsqlDataSource database, RegistryAccess access, Func<NpgsqlConnection, SubjectKey, Task<RegistryAnswer>> answer, CancellationToken cancellationToken)
    {
        var asked = RegistryRequest.Segment(http, 2);
        if (!SubjectName.TryParse(asked, out var name))
        {
            return RegistryErrors.InvalidSubject(asked);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await answer(connection, await access.ResolveAsync(connection, name, cancellationToken));
    }
}
