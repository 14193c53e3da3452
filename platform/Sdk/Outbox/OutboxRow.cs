namespace MeshStarter.Sdk.Outbox;

/// <summary>Reads members of a row as the outbox has it, in SQL.</summary>
internal static class OutboxRow
{
    /// <summary>
    /// Returns the SQL of a member's canonical JSON: values are equal when these texts are. It is null where the row lacks the member. PostgreSQL's operators refuse
    /// a row with U+0000 in any text, which thus reads as U+FFFD. No value of a key has it.
    /// </summary>
    /// <param name="row">The SQL of the row's text.</param>
    /// <param name="name">The SQL of the member's name.</param>
    public static string Member(string row, string name)
    {
        // An escape after a backslash that is escaped itself, \\u0000, is none.
        const string Escape = @"'(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g'";
        return $@"((CASE WHEN position('\u0000' IN {row}) = 0 THEN {row} ELSE regexp_replace({row}, {Escape}) END)::json -> {name})::text";
    }

    /// <summary>Returns the SQL of the members of a row's key, as <see cref="Member"/> has them, in an array: rows with equal ones have the same key.</summary>
    /// <param name="row">The SQL of the row's text.</param>
    /// <param name="columns">The SQL of the array of the key's columns.</param>
    public static string Key(string row, string columns) =>
        $"(SELECT array_agg(coalesce({Member(row, "name")}, 'null') ORDER BY place) FROM unnest({columns}) WITH ORDINALITY AS named(name, place))";
}
