using System.Collections;

namespace MeshStarter.DuckDb.Appending;

/// <summary>Reads the entries of any dictionary.</summary>
internal static class MapEntries
{
    /// <summary>The entries in their order; null for what is no dictionary.</summary>
    public static List<KeyValuePair<object?, object?>>? Of(IEnumerable value) => value switch
    {
        IEnumerable<KeyValuePair<object, object?>> pairs => [.. pairs.Select(pair => new KeyValuePair<object?, object?>(pair.Key, pair.Value))],
        IDictionary dictionary => Of(dictionary),
        _ => null,
    };

    private static List<KeyValuePair<object?, object?>> Of(IDictionary dictionary)
    {
        var entries = new List<KeyValuePair<object?, object?>>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            entries.Add(new(entry.Key, entry.Value));
        }

        return entries;
    }
}
