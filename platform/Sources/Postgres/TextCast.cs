namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>
/// Makes the text that a cast gives (<c>::text</c>) of the one that a type's output function writes. Rows are read by the cast, and changes are sent as the
/// function writes them: a key of both forms would be two rows.
/// </summary>
internal static class TextCast
{
    /// <summary>The types of the server that have two forms, by their numbers (<c>oid</c>).</summary>
    public static IReadOnlyDictionary<uint, string> Types { get; } = new Dictionary<uint, string> { [16] = "bool", [869] = "inet", [1042] = "bpchar" };

    /// <summary>Returns the change of a type's texts; null for one whose cast gives what its output function writes.</summary>
    /// <param name="type">The name of the type, of a domain that of its base type.</param>
    public static Func<string, string>? Of(string? type) => type switch
    {
        "bool" => text => text == "t" ? "true" : "false",
        "inet" => text => text.Contains('/') ? text : $"{text}{(text.Contains(':') ? "/128" : "/32")}",
        "bpchar" => text => text.TrimEnd(' '),
        _ => null,
    };
}
