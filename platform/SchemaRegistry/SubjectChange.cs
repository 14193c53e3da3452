using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A change of the subject that an address names, by one who may write it.</summary>
internal static class SubjectChange
{
    /// <summary>Makes the change in a transaction of the registry, which is committed if the answer is a success.</summary>
    public static Task<IResult> RunAsync(
        HttpContext http, NpgsqlDataSource database, RegistryAccess access, Func<NpgsqlConnection, SubjectKey, Task<RegistryAnswer>> change, CancellationToken cancellationToken) => RequestedSubject.RunAsync(
        http, database, access, async (connection, subject) =>
        {
            if (access.WriteProblem(http.User.ToPrincipal(), subject) is { } forbidden)
            {
                return forbidden;
            }

            await using var transaction = await RegistryTransaction.BeginAsync(connection, cancellationToken);
            var answer = await change(connection, subject);
            if (answer.IsSuccess)
            {
                await access.RecordedAsync();
                await transaction.CommitAsync(cancellationToken);
            }

            return answer;
        },
        cancellationToken);
}
