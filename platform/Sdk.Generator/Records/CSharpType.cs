using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Generator.Reading;

namespace MeshStarter.Sdk.Generator.Records;

/// <summary>The types in C# that represent a contract's.</summary>
internal static class CSharpType
{
    // The number of digits that decimal holds in any case; longer numbers are texts, as on the wire.
    private const int DecimalDigits = 28;

    /// <summary>The type of a property, by its full name.</summary>
    /// <param name="type">The type in the contract.</param>
    /// <param name="isNullable">Whether null is possible.</param>
    /// <param name="space">The namespace of the contract's records, with a point behind it; empty for none.</param>
    public static string Of(RowType type, bool isNullable, string space) => Of(type, space) + (isNullable ? "?" : "");

    /// <summary>As it would be written, for people.</summary>
    public static string Shown(RowType type) => type switch
    {
        ListType list => $"IReadOnlyList<{Shown(list.Element)}>",
        DictionaryType map => $"IReadOnlyDictionary<string, {Shown(map.Value)}>",
        RecordType record => record.Name,
        _ => Of(type, "").Replace("global::System.", ""),
    };

    private static string Of(RowType type, string space) => type switch
    {
        ScalarType scalar => PrimitiveForms.Of(scalar.Kind).CSharp,
        ExactType exact => exact.Precision <= DecimalDigits ? "decimal" : "string",
        ListType list => $"global::System.Collections.Generic.IReadOnlyList<{Of(list.Element, list.IsNullable, space)}>",
        DictionaryType map => $"global::System.Collections.Generic.IReadOnlyDictionary<string, {Of(map.Value, map.IsNullable, space)}>",
        RecordType record => $"global::{space}{record.Name}",
        _ => throw new NotSupportedException($"There is no type in C# for {type}."),
    };
}
