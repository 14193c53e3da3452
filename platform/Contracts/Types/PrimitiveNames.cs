namespace MeshStarter.Contracts.Types;

/// <summary>The one list of primitive types' texts.</summary>
internal static class PrimitiveNames
{
    private static readonly (PrimitiveKind Kind, string Text)[] Table =
    [
        (PrimitiveKind.Boolean, "BOOLEAN"),
        (PrimitiveKind.Integer, "INTEGER"),
        (PrimitiveKind.BigInt, "BIGINT"),
        (PrimitiveKind.Real, "REAL"),
        (PrimitiveKind.Double, "DOUBLE"),
        (PrimitiveKind.String, "STRING"),
        (PrimitiveKind.Uuid, "UUID"),
        (PrimitiveKind.Date, "DATE"),
        (PrimitiveKind.Time, "TIME"),
        (PrimitiveKind.Timestamp, "TIMESTAMP"),
        (PrimitiveKind.TimestampNtz, "TIMESTAMP_NTZ"),
        (PrimitiveKind.Binary, "BINARY"),
    ];

    // Type names of other systems: refused, because a contract has one word for one type, with the word to use.
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
        [.. Table.Select(row => row.Text), "DECIMAL", "ARRAY", "MAP", "STRUCT"];

    public static string Of(PrimitiveKind kind)
    {
        foreach (var row in Table)
        {
            if (row.Kind == kind)
            {
                return row.Text;
            }
        }

        throw new InvalidOperationException($"No text for {kind}.");
    }

    public static bool TryFind(string word, out PrimitiveKind kind)
    {
        foreach (var row in Table)
        {
            if (string.Equals(row.Text, word, StringComparison.OrdinalIgnoreCase))
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
        : $"Use one of {string.Join(", ", Table.Select(row => row.Text))}, DECIMAL(p,s), ARRAY<T>, MAP<STRING, T>, STRUCT<a:T, …>.";
}
