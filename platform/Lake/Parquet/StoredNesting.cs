using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet.Footers;

namespace MeshStarter.Lake.Parquet;

/// <summary>Finds the elements of stored lists and maps (parquet-format, "LogicalTypes": nested types and their older forms).</summary>
internal static class StoredNesting
{
    public static bool IsStruct(ParquetNode node) =>
        node is { IsGroup: true, Repetition: not ParquetRepetition.Repeated, Meaning: not (ParquetMeaning.List or ParquetMeaning.Map) };

    /// <summary>The elements of a list; null when it is none.</summary>
    public static ParquetNode? ElementOf(ParquetNode node) => node is { Meaning: ParquetMeaning.List, Children: [{ Repetition: ParquetRepetition.Repeated } repeated] }
        ? repeated.Children is [var only] && repeated.Name != "array" && repeated.Name != node.Name + "_tuple" ? only : repeated with { Repetition = ParquetRepetition.Required }
        : null;

    /// <summary>The keys and values of a map; null when it is none.</summary>
    public static (ParquetNode Key, ParquetNode Value)? EntriesOf(ParquetNode node) =>
        node is { Meaning: ParquetMeaning.Map, Children: [{ Repetition: ParquetRepetition.Repeated, Children: [var key, var value] }] } ? (key, value) : null;

    /// <summary>The type by which the engine reads a stored value; null for one that is not read here.</summary>
    public static string? EngineTypeOf(ParquetNode node)
    {
        if (!node.IsGroup)
        {
            return node.Repetition == ParquetRepetition.Repeated ? null : StoredValue.EngineTypeOf(node);
        }

        if (ElementOf(node) is { } element)
        {
            return EngineTypeOf(element) is { } type ? type + "[]" : null;
        }

        if (EntriesOf(node) is var (key, value))
        {
            return EngineTypeOf(key) is { } keyType && EngineTypeOf(value) is { } valueType ? $"MAP({keyType}, {valueType})" : null;
        }

        if (!IsStruct(node) || node.Children.Count == 0)
        {
            return null;
        }

        var fields = node.Children.Select(child => (child.Name, Type: EngineTypeOf(child))).ToList();
        return fields.All(field => field.Type is not null) ? $"STRUCT({string.Join(", ", fields.Select(field => $"{SqlIdentifier.Quote(field.Name)} {field.Type}"))})" : null;
    }
}
