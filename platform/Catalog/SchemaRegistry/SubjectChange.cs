using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>A change of the subject that an address names, by one who may write it.</summary>
internal static class SubjectChange
{
    /// <summary>Makes the change in a transaction of the registry, which stands if the answer is a success.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, NpgsqlDataSource database, RegistryAccess access, Func<NpgsqlConnection, SubjectKey, Task<RegistryAnswer>> change, CancellationToken cancellationToken)
    {
        var asked = RegistryRequest.Segment(http, 2);
        if (!SubjectName.TryParse(asked, out var name))
        {
            return RegistryErrors.InvalidSubject(asked);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var subject = await access.ResolveAsync(connection, name, cancellationToken);
        if (access.WriteProblem(http.User.ToPrincipal(), subject) is { } forbidden)
        {
            return forbidden;
        }

        await using var transaction = await RegistryTransaction.BeginAsync(connection, cancellationToken);
        var answer = await change(connection, subject);
        if (answer.IsSuccess)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return answer;
    }
}
