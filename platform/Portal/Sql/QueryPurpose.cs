namespace MeshStarter.Portal.Sql;

/// <summary>The field for the purpose of a query, as each page has it.</summary>
internal static class QueryPurpose
{
    /// <summary>The most characters.</summary>
    public const int MostCharacters = 100;

    /// <summary>The rule of a purpose, as the rest of a sentence that begins with it.</summary>
    public static string Rule { get; } = $"is a text of 1 to {MostCharacters} characters, without line breaks.";

    /// <summary>Whether a request can state a purpose: its head has no line breaks. The proxy says the rest of the rule.</summary>
    public static bool CanBeStated(string? purpose) => purpose?.Any(char.IsControl) != true;

    /// <summary>The meaning of the field, for its reader.</summary>
    public const string Meaning = "What the query reads for. Rules may ask for it, and the audit trail names it.";
}
