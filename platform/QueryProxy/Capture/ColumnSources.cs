using System.Runtime.InteropServices;
using MeshStarter.Platform.Sql.Scopes;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>A column of a product in a query.</summary>
/// <param name="Table">The number of the product's place in <see cref="QueryReading.Tables"/>.</param>
/// <param name="Name">The column, as the product calls it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceColumn(int Table, string Name);

/// <summary>The columns of products that a value is made of.</summary>
internal readonly struct ColumnSources(IReadOnlySet<SourceColumn> columns) : IKnown<ColumnSources>, IEquatable<ColumnSources>
{
    private static readonly IReadOnlySet<SourceColumn> None = new HashSet<SourceColumn>();

    private readonly IReadOnlySet<SourceColumn>? _columns = columns;

    public IReadOnlySet<SourceColumn> Columns => _columns ?? None;

    /// <inheritdoc/>
    public static ColumnSources OneOf(IEnumerable<ColumnSources> values)
    {
        var all = new HashSet<SourceColumn>();
        foreach (var value in values)
        {
            all.UnionWith(value.Columns);
        }

        return new ColumnSources(all);
    }

    /// <inheritdoc/>
    public static ColumnSources RowOf(QueryRelation<ColumnSources> relation) => relation.Any;

    /// <inheritdoc/>
    public ColumnSources Field(string name) => this;

    /// <inheritdoc/>
    public bool Equals(ColumnSources other) => Columns.SetEquals(other.Columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ColumnSources other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Count;
}
