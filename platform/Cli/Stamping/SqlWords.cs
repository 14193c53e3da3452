using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Cli.Stamping;

/// <summary>Words of the engine's SQL that name a table or a column in quotes alone.</summary>
internal static class SqlWords
{
    private static readonly Lazy<HashSet<string>> All = new(Read);

    /// <summary>Whether a name is such a word.</summary>
    public static bool Contains(string name) => All.Value.Contains(name);

    /// <summary>Returns a column as SQL, in quotes where it needs them.</summary>
    public static string Column(string name) => MeshName.Problem(name) is null && !Contains(name) ? name : SqlIdentifier.Quote(name);

    private static HashSet<string> Read()
    {
        using var database = DuckDbDatabase.Open();
        using var session = database.Connect();
        return session.Rows("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')", static (chunk, row) => chunk[0].GetString(row)).ToHashSet(StringComparer.Ordinal);
    }
}
