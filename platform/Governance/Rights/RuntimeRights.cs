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

        var role = await RoleAsync(database, cancellationToken);
        // One role for both would lose the rights of the owner.
        if (await RoleAsync(migrations.Source, cancellationToken) != role)
        {
            await migrations.ExecuteInTurnAsync(string.Join('\n', rights.Select(each => each.Grants(role))), cancellationToken);
        }
    }

    private static async Task<string> RoleAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        (await database.FirstAsync<string>("SELECT quote_ident(current_user)", null, cancellationToken))!;
}
