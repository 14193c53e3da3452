using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Checking;

/// <summary>Finds tables of examples that are no products. Those of unknown domains may be of another repository.</summary>
internal static class ExampleTables
{
    // Schema that the proxy serves alongside products.
    private const string MetadataSchema = "information_schema";

    /// <summary>Returns message and fix of each wrong table.</summary>
    /// <param name="tables">The tables; the schema is empty where none is named.</param>
    /// <param name="known">All known products.</param>
    public static IEnumerable<(string Message, string Fix)> Problems(IEnumerable<(string Schema, string Name)> tables, IReadOnlyCollection<DataProductId> known)
    {
        foreach (var (schema, table) in tables)
        {
            if (schema.Length == 0)
            {
                yield return ($"{Quoted.Text(table)} names no domain.", $"Write {known.Where(product => product.Product == table).Select(product => product.ToString()).FirstOrDefault() ?? $"domain.{table}"}.");
            }
            // orders@1 names a major version, orders$snapshots a metadata table.
            else if (schema != MetadataSchema && $"{schema}.{table.Split('@', '$')[0]}" is var name && UnknownInputs.Fix(schema, name, known) is { } fix)
            {
                yield return ($"There is no product {name}.", fix);
            }
        }
    }
}
