namespace MeshStarter.Contracts.Storage;

/// <summary>One part of a table's layout or order.</summary>
/// <param name="Column">The column, or a field of one (<c>address.city</c>).</param>
/// <param name="Transform">The transform of the column, in Iceberg's notation: <c>identity</c>, <c>month</c>, <c>bucket[16]</c>.</param>
/// <param name="Descending">Whether the greatest comes first in an order; null for a layout.</param>
public sealed record StoredTerm(string Column, string Transform, bool? Descending = null);
