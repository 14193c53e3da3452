using Dapper;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Hosting;
using Npgsql;

namespace MeshStarter.Governance.Rights;

/// <summary>
/// Grants the role of the running service all its <see cref="TableRights"/>, and no more. Runs after the migrations and before everything that reads or writes the
/// tables.
/// </summary>
internal sealed class RuntimeRights(NpgsqlDataSource database, MigrationDatabase migrations, IEnumerable<TableRights> rights) : StartingService
{
    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!migrations.IsSeparate)
        {
            return;
        }

        await using var runtime = await database.OpenConnectionAsync(cancellationToken);
        await using var owner = await migrations.Source.OpenConnectionAsync(cancellationToken);
        var role = await RoleAsync(runtime, cancellationToken);
        // One role for both would lose the rights of the owner.
        if (await RoleAsync(owner, cancellationToken) != role)
        {
            await owner.ExecuteAsync(new CommandDefinition(string.Join('\n', rights.Select(each => each.Grants(role))), cancellationToken: cancellationToken));
        }
    }

    private static async Task<string> RoleAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ExecuteScalarAsync<string>(new CommandDefinition("SELECT quote_ident(current_user)", cancellationToken: cancellationToken)))!;
}
