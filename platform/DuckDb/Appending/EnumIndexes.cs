using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Appending;

/// <summary>The stored index of each value of an ENUM.</summary>
/// <param name="type">The type.</param>
/// <param name="place">The column's name in messages.</param>
internal sealed class EnumIndexes(DuckDbType type, string place)
{
    private readonly Dictionary<string, int> _indexes = type.EnumValues.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);

    /// <summary>Finds the index of a value.</summary>
    /// <exception cref="ArgumentException">The type has no such value.</exception>
    public int Of(string value) =>
        _indexes.TryGetValue(value, out var index) ? index : throw new ArgumentException($"{place} is an ENUM, and the text is none of its values.", nameof(value));
}
