using MeshStarter.Contracts;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Policy;

namespace MeshStarter.QueryProxy.Products;

/// <summary>Says by which condition files of a product may be left out of a query, for what its reader may see. Pure.</summary>
internal static class FilePruning
{
    /// <param name="uses">The conditions of each place where the query reads the state.</param>
    /// <param name="contract">The product's columns.</param>
    /// <param name="schema">The table's.</param>
    /// <param name="decision">The reader's decision: the time that a query takes must reveal neither hidden rows nor masked values.</param>
    public static Predicate Of(IReadOnlyList<RowCondition> uses, IReadOnlyList<ColumnDefinition> contract, TableSchema schema, PolicyDecision decision)
    {
        if (decision.RowFilters.Count > 0)
        {
            return Predicate.True;
        }

        var plain = contract.Where(column => !decision.Masks.ContainsKey(column.Name)).ToList();
        return FileCondition.Of(uses, plain, schema);
    }
}
