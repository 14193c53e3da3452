using System.Collections.Frozen;
using System.Text.Json;
using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Lake;

namespace MeshStarter.Cli.Descriptors;

/// <summary>
/// Finds parts of a descriptor's SQL checks that mean something else in the query proxy. A check is the engine's own SQL; who tries it out
/// as a query gets Trino's meaning there.
/// </summary>
internal sealed class DialectDifferences : IDisposable
{
    private static readonly FrozenDictionary<string, (string Message, string Fix)> Meanings = new Dictionary<string, (string Message, string Fix)>(StringComparer.Ordinal)
    {
        ["/"] = ("7 / 2 is 3.5 in a check and 3 in a query, and a division by zero is no error.", "Write // for whole numbers, or CAST(… AS DOUBLE)."),
        ["concat"] = ("concat() passes over nulls in a check and is null with one in a query.", "Write ||, or coalesce()."),
        ["date_diff"] = ("date_diff() counts boundaries in a check and elapsed units in a query.", "Write date_sub() for elapsed units."),
        ["datediff"] = ("datediff() counts boundaries in a check and elapsed units in a query.", "Write date_sub() for elapsed units."),
        ["greatest"] = ("greatest() passes over nulls in a check and is null with one in a query.", "Test for nulls."),
        ["least"] = ("least() passes over nulls in a check and is null with one in a query.", "Test for nulls."),
        ["timezone"] = ("AT TIME ZONE makes a timestamp without time zone in a check and one with it in a query.", "Compare with timestamps that have a time zone."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly TrialSession _trial = new();

    /// <summary>Returns a warning for each such part.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="text">Its text.</param>
    public IEnumerable<Finding> Warnings(DataProductDescriptor product, CheckedText text) => product.Quality.Checks.SelectMany((check, index) => check is SqlCheck sql
        ? FunctionsOf(sql.Query).Where(Meanings.ContainsKey).Order(StringComparer.Ordinal).Select(function => text.Warning($"quality.checks[{index}].sql", "check.dialect", Meanings[function].Message, Meanings[function].Fix))
        : []);

    /// <inheritdoc/>
    public void Dispose() => _trial.Dispose();

    private HashSet<string> FunctionsOf(string sql)
    {
        HashSet<string> functions = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var tree = JsonDocument.Parse(SqlTree.Of(_trial.Session, sql), new JsonDocumentOptions { MaxDepth = 1_000 });
            Walk(tree.RootElement, functions);
        }
        catch (JsonException)
        {
            // Nested too deeply, or a number beyond DOUBLE: the trial of the check reports it.
        }

        return functions;
    }

    private static void Walk(JsonElement node, HashSet<string> functions)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                {
                    Walk(item, functions);
                }

                break;
            case JsonValueKind.Object:
                if (node.TryGetProperty("function_name", out var name) && name.GetString() is { } function)
                {
                    functions.Add(function.ToLowerInvariant());
                }

                foreach (var member in node.EnumerateObject())
                {
                    Walk(member.Value, functions);
                }

                break;
        }
    }
}
