namespace MeshStarter.DuckDb.Types;

/// <summary>A logical type of the engine, with what it is made of. Equal when the SQL text is.</summary>
public sealed class DuckDbType : IEquatable<DuckDbType>
{
    private string? _sql;

    internal DuckDbType(DuckDbTypeId id)
    {
        Id = id;
        (StorageType, StorageSize) = DuckDbStorage.Of(id);
    }

    /// <summary>The kind of the type.</summary>
    public DuckDbTypeId Id { get; }

    /// <summary>The name of a type built on another, such as "JSON" on VARCHAR, or null.</summary>
    public string? Alias { get; internal init; }

    /// <summary>Digits of a DECIMAL (1 to 38), else 0.</summary>
    public int Precision { get; internal init; }

    /// <summary>Fraction digits of a DECIMAL, else 0.</summary>
    public int Scale { get; internal init; }

    /// <summary>The element type of a list or fixed array, else null.</summary>
    public DuckDbType? Element { get; internal init; }

    /// <summary>The elements of a fixed array, else 0.</summary>
    public int ArraySize { get; internal init; }

    /// <summary>The fields of a STRUCT, or "key" and "value" of a MAP; else empty.</summary>
    public IReadOnlyList<DuckDbField> Fields { get; internal init; } = [];

    /// <summary>The values of an ENUM, in order, else empty.</summary>
    public IReadOnlyList<string> EnumValues { get; internal init; } = [];

    /// <summary>The .NET type of one stored value, where values have a fixed width; else null.</summary>
    internal Type? StorageType { get; init; }

    /// <summary>The bytes of one stored value, where values have a fixed width; else 0.</summary>
    internal int StorageSize { get; init; }

    /// <summary>Whether this is JSON text.</summary>
    public bool IsJson => Id == DuckDbTypeId.Varchar && string.Equals(Alias, "JSON", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Equals(DuckDbType? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DuckDbType);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The type as SQL writes it: "DECIMAL(18,2)", "STRUCT(\"a\" INTEGER)[]".</summary>
    public override string ToString() => _sql ??= Alias ?? Sql();

    private string Sql() => Id switch
    {
        DuckDbTypeId.Decimal => $"DECIMAL({Precision},{Scale})",
        DuckDbTypeId.TimestampSeconds => "TIMESTAMP_S",
        DuckDbTypeId.TimestampMilliseconds => "TIMESTAMP_MS",
        DuckDbTypeId.TimestampNanoseconds => "TIMESTAMP_NS",
        DuckDbTypeId.TimeNanoseconds => "TIME_NS",
        DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeId.Null => "\"NULL\"",
        DuckDbTypeId.Enum => $"ENUM({string.Join(", ", EnumValues.Select(value => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"))})",
        DuckDbTypeId.List => $"{Element}[]",
        DuckDbTypeId.Array => $"{Element}[{ArraySize}]",
        DuckDbTypeId.Map => $"MAP({Fields[0].Type}, {Fields[1].Type})",
        DuckDbTypeId.Struct => $"STRUCT({FieldList()})",
        _ => Id.ToString().ToUpperInvariant(),
    };

    private string FieldList() =>
        string.Join(", ", Fields.Select(field => $"\"{field.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {field.Type}"));
}

/// <summary>A field of a STRUCT, or a MAP's key or value.</summary>
/// <param name="Name">Its name; empty in an unnamed struct.</param>
/// <param name="Type">Its type.</param>
public sealed record DuckDbField(string Name, DuckDbType Type);
