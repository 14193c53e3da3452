using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows;

/// <summary>The columns that name one row of a product, by which it is deleted.</summary>
public static class RowIdentity
{
    private const string EventId = "event_id";

    /// <summary>Returns the columns: the key; of facts the <c>event_id</c>; none where no row can be named.</summary>
    /// <param name="key">The product's key; empty for facts.</param>
    /// <param name="schema">The product's columns.</param>
    public static IReadOnlyList<string> ColumnsOf(IReadOnlyList<string> key, IReadOnlyList<ColumnDefinition> schema)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Count > 0 ? key : HasEventId(schema) ? [EventId] : [];
    }

    /// <summary>Returns the columns of a product.</summary>
    public static IReadOnlyList<string> ColumnsOf(DataProductDescriptor product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return ColumnsOf(product.Key, product.Schema);
    }

    /// <summary>Returns the subject of a row's events: the values of its key.</summary>
    /// <param name="key">The columns of the key.</param>
    /// <param name="row">The row.</param>
    public static string SubjectOf(IReadOnlyList<string> key, TypedRow row)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(row);
        return string.Join('/', key.Select(row.TextOf));
    }

    /// <summary>Whether rows name their own events, in a column <c>event_id</c> of type UUID.</summary>
    public static bool HasEventId(IReadOnlyList<ColumnDefinition> schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Any(column => column is { Name: EventId, Type: PrimitiveType { Kind: PrimitiveKind.Uuid } });
    }
}
