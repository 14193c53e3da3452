using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// The reading of a table's fields from files of one shape: what the engine gets to know of the files, and what is made of the
/// columns it then sees.
/// </summary>
internal sealed class FileProjection
{
    private FileProjection(string? engineSchema, ParquetNode? named, IReadOnlyList<string> values)
    {
        EngineSchema = engineSchema;
        Named = named;
        Values = values;
        Key = (named, $"{engineSchema}\n{string.Join('\n', values)}");
    }

    /// <summary>The engine's <c>schema</c> option, which finds columns by their ids; null for files without ids, whose columns have their own names.</summary>
    public string? EngineSchema { get; }

    /// <summary>The shape of files without ids; null for files with ids.</summary>
    public ParquetNode? Named { get; }

    /// <summary>Equal for files that can be read together.</summary>
    public (ParquetNode? Named, string Text) Key { get; }

    /// <summary>The SQL of each field's value.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Makes the projection of a file.</summary>
    /// <param name="fields">The fields wanted, top-level ones.</param>
    /// <param name="root">How the file is stored.</param>
    /// <param name="mapping">Ids for names, where the file has no ids; null when the table has none.</param>
    /// <param name="constants">Values of columns that the file need not have, since they are its partition's: SQL by field id.</param>
    /// <param name="location">The file, for errors.</param>
    /// <exception cref="IcebergException">The file cannot be read so; the message names it.</exception>
    public static FileProjection Of(IReadOnlyList<NestedField> fields, ParquetNode root, NameMapping? mapping, IReadOnlyDictionary<int, string> constants, string location)
    {
        if (root.HasIds)
        {
            return ById(fields, root, constants, location);
        }

        if (mapping is null && fields.Any(field => !constants.ContainsKey(field.Id)))
        {
            throw new IcebergException($"The columns of {location} have no field ids, and the table has no property {NameMapping.Property} that says which they are.");
        }

        var identified = mapping?.Apply(root) ?? root;
        var values = fields.Select(field => Find(identified, field) is { } node
            ? ColumnProjection.Of(field.Type, node, SqlIdentifier.Quote(node.Name), new ColumnPlace(field.Name, location))
            : Absent(field, constants, location)).ToList();
        return new FileProjection(null, root, values);
    }

    /// <summary>
    /// The projection of files that are stored as the table is: the same fields, each under its name and in its type. The engine gets none of them then, which spares it
    /// a millisecond each time that it plans. Null for others.
    /// </summary>
    /// <param name="fields">The table's fields.</param>
    /// <param name="root">The shape of all the files.</param>
    /// <param name="location">One of the files, for errors.</param>
    public static FileProjection? AsStored(IReadOnlyList<NestedField> fields, ParquetNode root, string location) =>
        // A further column may be of a type that the engine does not read, or of a name that it changes.
        root.HasIds && root.Children.Count == fields.Count && fields.All(field => Find(root, field) is { } node && IsAsStored(field, node))
            ? new FileProjection(null, null, [.. fields.Select(field => ColumnProjection.Of(field.Type, Find(root, field)!, SqlIdentifier.Quote(field.Name), new ColumnPlace(field.Name, location)))])
            : null;

    /// <summary>The projection with some fields' values in the query's own text, for files of which these need not be read.</summary>
    /// <param name="fields">The fields that the projection was made of.</param>
    /// <param name="constants">The values: SQL by field id.</param>
    public FileProjection With(IReadOnlyList<NestedField> fields, IReadOnlyDictionary<int, string> constants) => constants.Count == 0
        ? this
        : new FileProjection(EngineSchema, Named, [.. fields.Select((field, at) => constants.GetValueOrDefault(field.Id, Values[at]))]);

    private static bool IsAsStored(NestedField field, ParquetNode node) =>
        node.Name == field.Name && ColumnProjection.IsCast(field.Type, node) && StoredNesting.EngineTypeOf(node) == EngineType.Of(field.Type, field.Name);

    private static FileProjection ById(IReadOnlyList<NestedField> fields, ParquetNode root, IReadOnlyDictionary<int, string> constants, string location)
    {
        List<string> entries = [];
        List<string> values = [];
        foreach (var field in fields)
        {
            var place = new ColumnPlace(field.Name, location);
            var column = $"c{field.Id.ToString(CultureInfo.InvariantCulture)}";
            if (Find(root, field) is not { } node)
            {
                // A file that has the column and one that has not are read together: the engine fills in the null.
                if (!constants.ContainsKey(field.Id) && field.InitialDefault is null)
                {
                    entries.Add(Entry(field.Id, column, EngineType.Of(field.Type, field.Name)));
                    values.Add(column);
                }
                else
                {
                    values.Add(Absent(field, constants, location));
                }
            }
            else if (ColumnProjection.IsCast(field.Type, node))
            {
                entries.Add(Entry(field.Id, column, EngineType.Of(field.Type, field.Name)));
                values.Add(column);
            }
            else
            {
                var stored = StoredNesting.EngineTypeOf(node) ?? throw place.Misfit(field.Type, node);
                entries.Add(Entry(field.Id, column, stored));
                values.Add(ColumnProjection.Of(field.Type, node, column, place));
            }
        }

        // The engine wants one column at least.
        if (entries.Count == 0)
        {
            entries.Add(Entry(ReservedFields.DeletePosition, "none", "BIGINT"));
        }

        return new FileProjection($"MAP {{{string.Join(", ", entries)}}}", null, values);
    }

    private static string Entry(int id, string name, string type) =>
        $"{id.ToString(CultureInfo.InvariantCulture)}: {{name: '{name}', type: {SqlText.Quote(type)}, default_value: NULL}}";

    private static string Absent(NestedField field, IReadOnlyDictionary<int, string> constants, string location) =>
        constants.TryGetValue(field.Id, out var constant) ? constant : ColumnProjection.Missing(field, new ColumnPlace(field.Name, location));

    private static ParquetNode? Find(ParquetNode root, NestedField field) => root.Children.FirstOrDefault(child => child.FieldId == field.Id);
}
