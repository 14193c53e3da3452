using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>The SQL of what equality deletes delete, by one set of columns.</summary>
internal static class EqualityDeleteSql
{
    /// <summary>Name of the column of sequence numbers.</summary>
    public const string NumberColumn = "#seq";

    /// <summary>A SELECT of each deleted key, with the greatest sequence number that it was deleted by.</summary>
    /// <exception cref="IcebergException">A file lacks one of the columns; the message names it.</exception>
    public static string Of(IReadOnlyList<EqualityKey> keys, IReadOnlyList<ScanFile> deletes, NameMapping? mapping)
    {
        var tops = keys.Select(key => key.Top).DistinctBy(top => top.Id).ToList();
        var rows = deletes.GroupBy(delete => Projection(tops, delete, mapping).Key, (_, group) => group.ToList()).Select(group =>
        {
            var projection = Projection(tops, group[0], mapping);
            var values = keys.Select(key => $"{key.In(projection.Values[tops.FindIndex(top => top.Id == key.Top.Id)])} AS {key.Name}");
            var numbers = ParquetSource.Lists(("#file", SqlText.List(group.Select(delete => delete.Path))), (NumberColumn, PositionDeleteSql.Numbers(group)));
            return $"SELECT {string.Join(", ", values)}, s.\"{NumberColumn}\" FROM {ParquetSource.Of(group, projection)} AS t JOIN ({numbers}) AS s ON s.\"#file\" = t.{ParquetSource.FileColumn}";
        });
        var names = string.Join(", ", keys.Select(key => key.Name));
        return $"SELECT {names}, max(\"{NumberColumn}\") AS \"{NumberColumn}\" FROM ({string.Join(" UNION ALL ", rows)}) GROUP BY {names}";
    }

    private static FileProjection Projection(IReadOnlyList<NestedField> tops, ScanFile delete, NameMapping? mapping)
    {
        var root = delete.Root.HasIds ? delete.Root : mapping?.Apply(delete.Root) ?? delete.Root;
        return tops.FirstOrDefault(top => !root.Children.Any(child => child.FieldId == top.Id)) is { } absent
            ? throw new IcebergException($"{delete.File.Location} has no column {absent.Name} ({absent.Id}), by which it is to delete rows.")
            : FileProjection.Of(tops, delete.Root, mapping, new Dictionary<int, string>(), delete.File.Location);
    }
}
