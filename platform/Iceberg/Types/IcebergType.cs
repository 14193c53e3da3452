using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>The type of a field of an Iceberg table. Two types are equal when their parts are, ids included.</summary>
/// <remarks>
/// The cases are <see cref="IcebergPrimitive"/>, <see cref="IcebergDecimal"/>, <see cref="IcebergFixed"/>, <see cref="IcebergSpatial"/>,
/// <see cref="IcebergStruct"/>, <see cref="IcebergList"/> and <see cref="IcebergMap"/>; there are no others.
/// The types that format 3 brought can be kept, but not read.
/// </remarks>
public abstract record IcebergType
{
    /// <summary>Levels of structs, lists and maps that a type may have.</summary>
    public const int MaxDepth = 128;

    private protected IcebergType()
    {
    }

    /// <summary>Whether values have no fields or elements of their own.</summary>
    public virtual bool IsPrimitive => true;

    /// <summary>The fields directly below: a struct's, a list's <c>element</c>, a map's <c>key</c> and <c>value</c>; none for a primitive.</summary>
    public virtual IReadOnlyList<NestedField> Children => [];

    /// <summary>The specification's text of a primitive; a short description of any other.</summary>
    public abstract override string ToString();

    /// <summary>Writes the type as the specification's JSON: a string for a primitive, else an object.</summary>
    public virtual void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(ToString());
    }

    /// <summary>Reads a primitive type from its text, such as <c>decimal(10, 2)</c>; case does not matter.</summary>
    /// <exception cref="IcebergFormatException">It is no type; the message says why.</exception>
    public static IcebergType Parse(string text) => TypeReader.ReadPrimitive(text, JsonPlace.Root("type"));
}
