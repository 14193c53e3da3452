using MeshStarter.Contracts.Types;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>The type of a column or of a part of one, with its nullability. The cases are below; there are no others.</summary>
internal abstract record RowType
{
    /// <summary>Whether Avro has the same type for both, but for where null may be.</summary>
    public static bool SameShape(RowType left, RowType right) => (left, right) switch
    {
        (ScalarType a, ScalarType b) => a.Forms.Avro == b.Forms.Avro && a.Forms.AvroLogical == b.Forms.AvroLogical,
        (ExactType a, ExactType b) => a == b,
        (ListType a, ListType b) => SameShape(a.Element, b.Element),
        (DictionaryType a, DictionaryType b) => SameShape(a.Value, b.Value),
        (RecordType a, RecordType b) => a.Fields.Count == b.Fields.Count
            && a.Fields.All(field => b.Fields.FirstOrDefault(other => other.Name == field.Name) is { } other && SameShape(field.Type, other.Type)),
        _ => false,
    };

    /// <summary>Writes the type in the descriptor's words.</summary>
    public abstract override string ToString();
}

/// <summary>A type without parts.</summary>
internal sealed record ScalarType(PrimitiveKind Kind) : RowType
{
    /// <summary>The type in every format of the mesh.</summary>
    public PrimitiveForms Forms => PrimitiveForms.Of(Kind);

    public override string ToString() => Forms.Name;
}

/// <summary><c>DECIMAL(p,s)</c>.</summary>
internal sealed record ExactType(int Precision, int Scale) : RowType
{
    public override string ToString() => $"DECIMAL({Precision},{Scale})";
}

/// <summary><c>ARRAY&lt;T&gt;</c>.</summary>
internal sealed record ListType(RowType Element, bool IsNullable) : RowType
{
    public override string ToString() => $"ARRAY<{Element}>";
}

/// <summary><c>MAP&lt;STRING, T&gt;</c>.</summary>
internal sealed record DictionaryType(RowType Value, bool IsNullable) : RowType
{
    public override string ToString() => $"MAP<STRING, {Value}>";
}

/// <summary><c>STRUCT&lt;a:T, …&gt;</c>, a record of its own in C#.</summary>
/// <param name="Name">The record's name in C#.</param>
/// <param name="Fields">Its parts in order.</param>
internal sealed record RecordType(string Name, EquatableArray<Field> Fields) : RowType
{
    public override string ToString() => $"STRUCT<{string.Join(", ", Fields.Select(field => $"{field.Name}:{field.Type}"))}>";
}
