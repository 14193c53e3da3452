namespace MeshStarter.Contracts.Descriptors;

/// <summary>One part of how a product's table is laid out: rows that are the same in it lie in files of their own. Queries need not know.</summary>
/// <param name="Column">The column that it is made of.</param>
/// <param name="Transform">The transform of the column.</param>
public sealed record PartitionTerm(string Column, PartitionTransform Transform)
{
    /// <summary><c>month(occurred_at)</c>, for people.</summary>
    public override string ToString() => $"{Transform}({Column})";
}
