namespace MeshStarter.Contracts.Types;

/// <summary>Finds types by their texts.</summary>
internal static class PrimitiveNames
{
    // Type names of other systems: refused, because a contract has one word for one type, with the word to use.
    // A word that becomes a type is found before one looks here.
    private static readonly Dictionary<string, string> ForeignWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BOOL"] = "BOOLEAN",
        ["INT"] = "INTEGER",
        ["INT4"] = "INTEGER",
        ["INT32"] = "INTEGER",
        ["SMALLINT"] = "INTEGER",
        ["TINYINT"] = "INTEGER",
        ["INT8"] = "BIGINT",
        ["INT64"] = "BIGINT",
        ["LONG"] = "BIGINT",
        ["FLOAT"] = "REAL or DOUBLE",
        ["FLOAT4"] = "REAL",
        ["FLOAT8"] = "DOUBLE",
        ["NUMERIC"] = "DECIMAL(p,s)",
        ["NUMBER"] = "DECIMAL(p,s)",
        ["MONEY"] = "DECIMAL(18,2)",
        ["TEXT"] = "STRING",
        ["VARCHAR"] = "STRING",
        ["CHAR"] = "STRING",
        ["GUID"] = "UUID",
        ["DATETIME"] = "TIMESTAMP (an instant) or TIMESTAMP_NTZ (a wall clock)",
        ["TIMESTAMPTZ"] = "TIMESTAMP",
        ["BYTES"] = "BINARY",
        ["BLOB"] = "BINARY",
        ["BYTEA"] = "BINARY",
        ["VARBINARY"] = "BINARY",
        ["LIST"] = "ARRAY<T>",
        ["ROW"] = "STRUCT<a:T, …>",
        ["RECORD"] = "STRUCT<a:T, …>",
        ["JSON"] = "STRING, or STRUCT<a:T, …> when the shape is known",
    };

    private static readonly string[] AllWords =
        [.. PrimitiveForms.All.Select(forms => forms.Name), "DECIMAL", "ARRAY", "MAP", "STRUCT"];

    /// <summary>The words that a type begins with, those without parameters first.</summary>
    public static IReadOnlyList<string> Words => AllWords;

    public static bool TryFind(string word, out PrimitiveKind kind)
    {
        foreach (var row in PrimitiveForms.All)
        {
            if (string.Equals(row.Name, word, StringComparison.OrdinalIgnoreCase))
            {
                kind = row.Kind;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>Suggests a type for an unknown word.</summary>
    public static string Advice(string word) =>
        ForeignWords.TryGetValue(word, out var ours) ? $"Write {ours}."
        : Suggestion.Nearest(word.ToUpperInvariant(), AllWords) is { } nearest ? $"Did you mean {nearest}?"
        : $"Use one of {string.Join(", ", PrimitiveForms.All.Select(forms => forms.Name))}, DECIMAL(p,s), ARRAY<T>, MAP<STRING, T>, STRUCT<a:T, …>.";
}
