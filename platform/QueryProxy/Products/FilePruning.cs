using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.QueryProxy.Products;

/// <summary>Says what of a product's files need not be read for a query, by what its reader may see. Pure.</summary>
/// <param name="PushedDown">The predicate of the wanted rows; others may be read as well.</param>
/// <param name="Compared">The columns whose values the query only compares with constants.</param>
internal sealed record FilePruning(Predicate PushedDown, IReadOnlyList<ComparedColumn> Compared)
{
    /// <summary>Every file is read whole.</summary>
    public static FilePruning None { get; } = new(Predicate.True, []);

    /// <param name="uses">The conditions of each place where the query reads the state.</param>
    /// <param name="names">How the query names columns.</param>
    /// <param name="contract">The product's columns.</param>
    /// <param name="schema">The table's.</param>
    /// <param name="decision">The reader's decision: the time that a query takes must reveal neither hidden rows nor masked values.</param>
    public static FilePruning Of(IReadOnlyList<RowCondition> uses, ColumnNames names, IReadOnlyList<ColumnDefinition> contract, TableSchema schema, PolicyDecision decision)
    {
        if (decision.RowFilters.Count > 0)
        {
            return None;
        }

        var plain = contract.Where(column => !decision.Masks.ContainsKey(column.Name)).ToList();
        return new FilePruning(
            FileCondition.Of(uses, plain, schema),
            uses is [var only] && !names.ReadsUnnamed ? ComparedColumn.Of(only, names.Uses, plain, schema) : []);
    }
}
