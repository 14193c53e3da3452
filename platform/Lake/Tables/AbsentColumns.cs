using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tables;

/// <summary>Columns that a table has of a later contract than the one that its rows are written by, such as after a service was rolled back.</summary>
internal static class AbsentColumns
{
    /// <summary>Returns a SELECT of rows that has null in each column of the table that the contract does not declare.</summary>
    /// <param name="rows">A SELECT of the contract's columns.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="table">The table.</param>
    public static string Fill(string rows, IReadOnlyList<ColumnDefinition> columns, TableMetadata table)
    {
        var absent = table.CurrentSchema.Fields.Where(field => columns.All(column => column.Name != field.Name)).ToList();
        return absent.Count == 0 ? rows : $"SELECT *, {string.Join(", ", absent.Select(field => $"NULL AS {SqlIdentifier.Quote(field.Name)}"))} FROM ({rows})";
    }
}
