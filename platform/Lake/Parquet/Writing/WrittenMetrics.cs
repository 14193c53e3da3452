using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>
/// Makes a manifest's statistics of what the engine says of a file that it wrote. Columns in lists and maps have only their sizes: a row
/// has many of them. A bound that could lie is left out.
/// </summary>
internal sealed class WrittenMetrics(IEnumerable<NestedField> fields)
{
    /// <summary>Texts are cut to so many characters, as the reference implementation cuts them.</summary>
    private const int MaxLength = 16;

    private readonly IReadOnlyList<Leaf> _leaves = [.. fields.SelectMany(static field => LeavesOf(field, "", "", isRepeated: false))];

    /// <summary>Columns of which NaNs must be counted: the engine does not say how many there are, and forgets some where a file has several row groups (1.5.6).</summary>
    /// <returns>Field id and SQL of each.</returns>
    public IReadOnlyList<(int Id, string Sql)> Floating =>
        [.. _leaves.Where(static leaf => leaf is { IsRepeated: false, Field.Type: IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double } }).Select(static leaf => (leaf.Field.Id, leaf.Sql))];

    /// <summary>The statistics of a file.</summary>
    /// <param name="file">The engine's report about the file.</param>
    /// <param name="nans">NaNs by field id, for the columns of <see cref="Floating"/>.</param>
    public ColumnMetrics Of(WrittenFile file, IReadOnlyDictionary<int, long> nans)
    {
        Dictionary<int, long> sizes = [], values = [], nulls = [];
        Dictionary<int, byte[]> lower = [], upper = [];
        foreach (var leaf in _leaves)
        {
            if (!file.Columns.TryGetValue(leaf.Path, out var said))
            {
                continue;
            }

            Put(sizes, leaf, said, "column_size_bytes");
            if (leaf.IsRepeated)
            {
                continue;
            }

            Put(values, leaf, said, "num_values");
            Put(nulls, leaf, said, "null_count");
            if (nans.GetValueOrDefault(leaf.Field.Id) == 0 && said.TryGetValue("min", out var min) && said.TryGetValue("max", out var max))
            {
                AddBound(lower, leaf.Field, Bounds.Lower(leaf.Field.Type, min, MaxLength));
                AddBound(upper, leaf.Field, Bounds.Upper(leaf.Field.Type, max, MaxLength));
            }
        }

        return new ColumnMetrics
        {
            ColumnSizes = ColumnCounts.Of(sizes),
            ValueCounts = ColumnCounts.Of(values),
            NullValueCounts = ColumnCounts.Of(nulls),
            NanValueCounts = ColumnCounts.Of(nans),
            LowerBounds = ColumnBounds.Of(lower),
            UpperBounds = ColumnBounds.Of(upper),
        };
    }

    private static void Put(Dictionary<int, long> counts, Leaf leaf, IReadOnlyDictionary<string, string> said, string name)
    {
        if (said.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            counts.Add(leaf.Field.Id, count);
        }
    }

    private static void AddBound(Dictionary<int, byte[]> bounds, NestedField field, object? bound)
    {
        if (bound is not null)
        {
            bounds.Add(field.Id, SingleValue.Encode(field.Type, bound));
        }
    }

    private static IEnumerable<Leaf> LeavesOf(NestedField field, string path, string sql, bool isRepeated)
    {
        var own = path.Length == 0 ? SqlIdentifier.Quote(field.Name) : $"{path}.{SqlIdentifier.Quote(field.Name)}";
        var value = sql.Length == 0 ? SqlIdentifier.Quote(field.Name) : $"struct_extract({sql}, {SqlText.Quote(field.Name)})";
        return field.Type.IsPrimitive
            ? [new Leaf(field, own, value, isRepeated)]
            : field.Type.Children.SelectMany(child => LeavesOf(child, own, value, isRepeated || field.Type is not IcebergStruct));
    }

    private sealed record Leaf(NestedField Field, string Path, string Sql, bool IsRepeated);
}
