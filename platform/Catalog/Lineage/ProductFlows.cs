using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads which products are made of which others, by what jobs reported.</summary>
internal sealed class ProductFlows(NpgsqlDataSource database)
{
    /// <summary>SQL of the datasets of the mesh that the products of <c>$1</c> are made of: product, dataset.</summary>
    public const string SourcesOfMany = $"SELECT DISTINCT o.dataset_name, i.dataset_name {Flows} ORDER BY 1, 2";

    private const string Flows = $"""
        FROM lineage_edges o JOIN lineage_edges i ON i.job_namespace = o.job_namespace AND i.job_name = o.job_name AND i.direction = 'input'
        WHERE o.direction = 'output' AND o.dataset_namespace = '{LineageAccess.Mesh}' AND i.dataset_namespace = '{LineageAccess.Mesh}'
          AND o.dataset_name = ANY($1) AND i.dataset_name <> o.dataset_name
        """;

    /// <summary>Returns which of some products are made of which others of them, by their names in lineage.</summary>
    public async Task<IReadOnlyList<(string From, string To)>> FindAsync(IReadOnlyCollection<string> products, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT DISTINCT i.dataset_name, o.dataset_name {Flows} AND i.dataset_name = ANY($1) ORDER BY 1, 2");
        command.Parameters.Add(new NpgsqlParameter { Value = products.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, string)> flows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            flows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return flows;
    }
}
