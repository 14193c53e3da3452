using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>A table as a query names it; empty parts were left out.</summary>
/// <param name="Catalog">The catalog, or empty.</param>
/// <param name="Schema">The schema, or empty.</param>
/// <param name="Name">The table.</param>
/// <param name="Offset">The offset of the name, in bytes of the query's UTF-8 text.</param>
/// <param name="State">Which state of it; null for the current one.</param>
internal sealed record TableReference(string Catalog, string Schema, string Name, ulong Offset, RequestedState? State = null)
{
    /// <summary>The parts of the name that the query has.</summary>
    public IEnumerable<string> Parts => new[] { Catalog, Schema, Name }.Where(part => part.Length > 0);

    /// <summary>The name as the query has it, without quotes.</summary>
    public string FullName => string.Join('.', Parts);

    /// <summary>The condition that rows must meet to affect the result.</summary>
    public RowCondition Condition { get; init; } = RowCondition.Unknown;
}
