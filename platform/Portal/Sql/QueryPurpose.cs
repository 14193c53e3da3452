namespace MeshStarter.Portal.Sql;

/// <summary>The field for the purpose of a query, as each page has it.</summary>
internal static class QueryPurpose
{
    /// <summary>The most characters.</summary>
    public const int MostCharacters = 100;

    /// <summary>The meaning of the field, for its reader.</summary>
    public const string Meaning = "What the query reads for. Rules may ask for it, and the audit trail names it.";
}
