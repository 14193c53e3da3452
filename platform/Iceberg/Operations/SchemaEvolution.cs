using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>
/// Changes a schema in the ways that leave every file written before readable: each column keeps its id, new ones get new ids.
/// Fields are named in full, such as <c>address.city</c>.
/// </summary>
public sealed class SchemaEvolution
{
    private readonly TableSchema _start;
    private readonly List<NestedField> _fields;
    private int _lastColumnId;

    /// <summary>Starts from a table's current schema.</summary>
    public SchemaEvolution(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _start = table.CurrentSchema;
        _fields = [.. _start.Fields];
        _lastColumnId = table.LastColumnId;
    }

    /// <summary>The schema as changed so far, for <see cref="AddSchema"/>.</summary>
    /// <exception cref="IcebergValidationException">Two fields have one name.</exception>
    public TableSchema ToSchema()
    {
        try
        {
            return new TableSchema(_start.SchemaId, _fields, _start.IdentifierFieldIds);
        }
        catch (IcebergFormatException exception)
        {
            throw new IcebergValidationException(exception.Message, exception);
        }
    }

    /// <summary>Adds an optional column at the end, or an optional field at the end of a struct. The ids in its type do not matter.</summary>
    public SchemaEvolution Add(string name, IcebergType type, string? doc = null, string? parent = null)
    {
        var added = new NestedField(++_lastColumnId, name, Required: false, FreshIds.Assign(type, ref _lastColumnId), doc);
        if (parent is null)
        {
            _fields.Add(added);
            return this;
        }

        return Replace(parent, field => field with { Type = AddTo(field, added) });
    }

    /// <summary>Sets a field's description; null for none.</summary>
    public SchemaEvolution Describe(string name, string? doc) => Replace(name, field => field with { Doc = doc });

    /// <summary>Lets a field be null from now on.</summary>
    public SchemaEvolution MakeOptional(string name) => Replace(name, field => field with { Required = false });

    /// <summary>Gives a field a wider type: int to long, float to double, a decimal more digits before the point.</summary>
    /// <exception cref="IcebergValidationException">Values of the old type are not all values of the new.</exception>
    public SchemaEvolution Widen(string name, IcebergType type) => Replace(name, field => IcebergWidening.IsAllowed(field.Type, type)
        ? field with { Type = type }
        : throw new IcebergValidationException($"{name}: cannot go from {field.Type} to {type}; int to long, float to double and a decimal of the same scale to more digits are possible."));

    private static IcebergType AddTo(NestedField parent, NestedField added) => parent.Type switch
    {
        IcebergStruct row => new IcebergStruct([.. row.Fields, added]),
        IcebergList { Element: IcebergStruct row } list => list with { Element = new IcebergStruct([.. row.Fields, added]) },
        IcebergMap { Value: IcebergStruct row } map => map with { Value = new IcebergStruct([.. row.Fields, added]) },
        _ => throw new IcebergValidationException($"{parent.Name}: is of type {parent.Type}, which takes no fields."),
    };

    private SchemaEvolution Replace(string name, Func<NestedField, NestedField> change)
    {
        var target = ToSchema().FindField(name) ?? throw new IcebergValidationException($"{name}: the schema has no such field.");
        var changed = SchemaEdit.Replace(_fields, target.Id, change);
        _fields.Clear();
        _fields.AddRange(changed);
        return this;
    }
}
