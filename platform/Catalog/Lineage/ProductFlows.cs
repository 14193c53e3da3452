using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads which products are made of which others, by what jobs reported.</summary>
internal sealed class ProductFlows(NpgsqlDataSource database)
{
    /// <summary>Returns the names of datasets of the mesh that products are made of, with the products.</summary>
    /// <param name="products">The products that are made, as lineage names them.</param>
    /// <param name="sources">The datasets to look for; null for all.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<(string From, string To)>> FindAsync(IReadOnlyCollection<string> products, IReadOnlyCollection<string>? sources, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<(string, string)>(new CommandDefinition(
            """
            SELECT DISTINCT i.dataset_name, o.dataset_name
            FROM lineage_edges o JOIN lineage_edges i ON i.job_namespace = o.job_namespace AND i.job_name = o.job_name AND i.direction = 'input'
            WHERE o.direction = 'output' AND o.dataset_namespace = @Mesh AND i.dataset_namespace = @Mesh
              AND o.dataset_name = ANY(@Products) AND (@Sources::text[] IS NULL OR i.dataset_name = ANY(@Sources)) AND i.dataset_name <> o.dataset_name
            ORDER BY 1, 2
            """,
            new { LineageAccess.Mesh, Products = products.ToArray(), Sources = sources?.ToArray() },
            cancellationToken: cancellationToken))];
    }
}
