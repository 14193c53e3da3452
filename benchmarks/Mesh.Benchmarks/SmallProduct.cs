using System.Net.Http.Headers;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>A product of three columns and one check, which a measure registers.</summary>
internal static class SmallProduct
{
    /// <summary>Registers the product.</summary>
    /// <param name="catalog">Client of the catalog, as the service of <c>load</c>.</param>
    /// <param name="name">Its name within the domain.</param>
    /// <param name="hasKey">Whether the product is a current state, by <c>id</c>.</param>
    public static async Task<DataProductDescriptor> RegisterAsync(HttpClient catalog, string name, bool hasKey = false)
    {
        var text = $$"""
            name: load.{{name}}
            version: 1.0.0
            kind: source-aligned
            owner: load@example.org
            accountable: { name: Ada Lovelace, email: ada@example.org }
            description: A small table
            schema:
              - { name: id, type: BIGINT, required: true, description: Names the row }
              - { name: status, type: STRING, description: A word }
              - { name: total, type: "DECIMAL(18,2)", description: An amount }
            {{(hasKey ? "key: [id]" : "")}}
            quality: { freshness_sla: "5 minutes", completeness: "99.9%", availability: "99.9%", schema_evolution: backward_compatible, checks: [{ not_null: [id] }] }
            access: { classification: internal }
            ports: [table]
            examples: ["SELECT count(*) FROM load.{{name}}"]
            """;
        return await TableRegistration.SendAsync(catalog, text);
    }

    /// <summary>Registers <c>load.small</c> and publishes a hundred rows, of which <see cref="QueryAsync"/> reads the number.</summary>
    public static async Task PublishAsync(MeasuredMesh mesh)
    {
        using var catalog = await mesh.ClientAsync("catalog", "load");
        using var tables = await mesh.TablesOfAsync("load");
        var product = await RegisterAsync(catalog, "small");
        await tables.Writer.PublishAsync(product, [.. Enumerable.Range(1, 100).Select(id => new RowChange(id, $$"""{"id":{{id}},"status":"paid","total":"1.50"}"""))], CancellationToken.None);
    }

    /// <summary>Sends a small query, and reads its answer to the end.</summary>
    public static async Task QueryAsync(HttpClient query)
    {
        using var sql = new StringContent("SELECT count(*) FROM load.small", mediaType: new MediaTypeHeaderValue("text/plain"));
        using var answer = await query.PostAsync(new Uri("query", UriKind.Relative), sql);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }
}
