using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>Files of rows that one SELECT reads: stored the same, and with deletes of the same kinds in the same scope.</summary>
internal sealed class FileGroup(TableSchema schema, TableMetadata metadata, FileProjection projection, NameMapping? mapping, IReadOnlyList<(string Sql, string Name)>? more)
{
    private readonly List<ScanFile> _files = [];
    private readonly Dictionary<string, ScanFile> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScanFile> _equalities = new(StringComparer.Ordinal);

    public void Add(ScanFile file, IEnumerable<ScanFile> deletes)
    {
        _files.Add(file);
        foreach (var delete in deletes)
        {
            (delete.File.Content == DataFileContent.EqualityDeletes ? _equalities : _positions).TryAdd(delete.File.Location, delete);
        }
    }

    /// <summary>The SELECT of the rows that are left, by the schema's columns.</summary>
    /// <param name="hidesDeleted">Whether conditions on the rows are held only against rows that are left.</param>
    public string ToSql(bool hidesDeleted)
    {
        CheckColumns();
        var source = $"{ParquetSource.Of(_files, projection)} AS t";
        if (_positions.Count > 0)
        {
            source += $" ANTI JOIN ({PositionDeleteSql.Of(_files, [.. _positions.Values])}) AS p"
                + $" ON t.{ParquetSource.FileColumn} = p.\"{PositionDeleteSql.PathColumn}\" AND t.{ParquetSource.RowColumn} = p.\"{PositionDeleteSql.RowColumn}\"";
        }

        var columns = string.Join(", ", schema.Fields.Select((field, at) => (Sql: projection.Values[at], field.Name)).Concat(more ?? []).Select(column => $"{column.Sql} AS {SqlIdentifier.Quote(column.Name)}"));
        var rows = _equalities.Count == 0 ? $"SELECT {columns} FROM {source}" : WithoutEqual(columns, source);
        // The engine (1.5.6) does not move conditions below a LIMIT.
        return hidesDeleted && _positions.Count + _equalities.Count > 0 ? $"({rows} LIMIT {long.MaxValue.ToString(CultureInfo.InvariantCulture)})" : rows;
    }

    /// <summary>The top-level fields that a file is read for: the schema's columns, and others by which rows are deleted.</summary>
    public static IReadOnlyList<NestedField> FieldsOf(TableSchema schema, TableMetadata metadata, IEnumerable<ScanFile> deletes) =>
    [
        .. schema.Fields,
        .. KeysOf(schema, metadata, deletes).SelectMany(static keys => keys.Keys).Select(static key => key.Top)
            .DistinctBy(static top => top.Id).Where(top => schema.Fields.All(field => field.Id != top.Id)).OrderBy(static top => top.Id),
    ];

    // A key may be deleted at several times; what counts is whether one is later than the row.
    private string WithoutEqual(string columns, string source)
    {
        var sets = KeysOf(schema, metadata, _equalities.Values).ToList();
        var fields = FieldsOf(schema, metadata, _equalities.Values);
        var keys = sets.SelectMany(static set => set.Keys).DistinctBy(static key => key.Field.Id)
            .Select(key => $"{key.In(projection.Values[IndexOf(fields, key.Top.Id)])} AS {key.Name}");
        var numbers = ParquetSource.Lists(("#file", SqlText.List(_files.Select(file => file.Path))), (EqualityDeleteSql.NumberColumn, PositionDeleteSql.Numbers(_files)));
        var rows = $"SELECT {columns}, {string.Join(", ", keys)}, s.\"{EqualityDeleteSql.NumberColumn}\" FROM {source} JOIN ({numbers}) AS s ON s.\"#file\" = t.{ParquetSource.FileColumn}";
        var joins = sets.Select((set, at) => $" LEFT JOIN ({EqualityDeleteSql.Of(set.Keys, set.Deletes, mapping)}) AS d{at} ON {string.Join(" AND ", set.Keys.Select(key => $"r.{key.Name} IS NOT DISTINCT FROM d{at}.{key.Name}"))}");
        var left = sets.Select((_, at) => $"(d{at}.\"{EqualityDeleteSql.NumberColumn}\" IS NULL OR d{at}.\"{EqualityDeleteSql.NumberColumn}\" <= r.\"{EqualityDeleteSql.NumberColumn}\")");
        var visible = string.Join(", ", schema.Fields.Select(field => field.Name).Concat((more ?? []).Select(column => column.Name)).Select(name => $"r.{SqlIdentifier.Quote(name)}"));
        return $"SELECT {visible} FROM ({rows}) AS r{string.Concat(joins)} WHERE {string.Join(" AND ", left)}";
    }

    private static IEnumerable<(IReadOnlyList<EqualityKey> Keys, IReadOnlyList<ScanFile> Deletes)> KeysOf(TableSchema schema, TableMetadata metadata, IEnumerable<ScanFile> deletes) => deletes
        .Where(static delete => delete.File.Content == DataFileContent.EqualityDeletes)
        .GroupBy(static delete => string.Join(',', IdsOf(delete).Distinct().Order()))
        .OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(group => ((IReadOnlyList<EqualityKey>)[.. IdsOf(group.First()).Distinct().Order().Select(id => EqualityKey.Of(id, schema, metadata, group.First().File.Location))], (IReadOnlyList<ScanFile>)[.. group]));

    private static IReadOnlyList<int> IdsOf(ScanFile delete) => delete.File.EqualityIds is { Count: > 0 } ids
        ? ids
        : throw new IcebergException($"{delete.File.Location} is a file of equality deletes that does not say by which columns (equality_ids).");

    private static int IndexOf(IReadOnlyList<NestedField> fields, int id)
    {
        var at = 0;
        while (fields[at].Id != id)
        {
            at++;
        }

        return at;
    }

    // A column of a file that is called as the engine's own would hide it.
    private void CheckColumns()
    {
        if ((_positions.Count + _equalities.Count > 0 || more is not null)
            && projection.Named?.Children.FirstOrDefault(static child => child.Name.ToLowerInvariant() is ParquetSource.FileColumn or ParquetSource.RowColumn) is { } hiding)
        {
            throw new IcebergException($"{_files[0].File.Location} has no field ids and a column called {hiding.Name}; its rows cannot be distinguished here.");
        }
    }
}
