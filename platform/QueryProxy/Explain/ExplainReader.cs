using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;

namespace MeshStarter.QueryProxy.Explain;

/// <summary>The form in which a query is explained.</summary>
internal enum ExplainForm
{
    Text,
    Json,
    LogicalJson,
    Graphviz,
    Validate,
    Io,

    /// <summary>The steps as text, with what running the query took.</summary>
    Analyze,
}

/// <summary>Reads EXPLAIN in Trino's forms. Pure.</summary>
internal static class ExplainReader
{
    /// <summary>Reads the text after EXPLAIN: options and a statement.</summary>
    public static Statement? Read(TokenCursor words, string sql)
    {
        var isAnalyze = words.Take("ANALYZE");
        if (isAnalyze)
        {
            words.Take("VERBOSE");
        }

        var (type, format) = ("DISTRIBUTED", "TEXT");
        // (SELECT 1) is a query in parentheses.
        if (words.Sees('(', "TYPE") || words.Sees('(', "FORMAT"))
        {
            words.Take('(');
            do
            {
                if (words.Take("TYPE"))
                {
                    type = Word(words);
                }
                else if (words.Take("FORMAT"))
                {
                    format = Word(words);
                }
                else
                {
                    return null;
                }
            }
            while (words.Take(','));
            if (!words.Take(')'))
            {
                return null;
            }
        }

        return Form(type, format, isAnalyze) is not { } form
                ? new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "EXPLAIN takes TYPE LOGICAL, DISTRIBUTED, VALIDATE or IO, and FORMAT TEXT, JSON or GRAPHVIZ; EXPLAIN ANALYZE none of them."))
            : words.AtEnd ? new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "There is nothing to explain: EXPLAIN SELECT …"))
            : IsOfSession(words.Next!) ? new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported, $"{words.Next!.Value.ToUpperInvariant()} has no plan: queries are explained, SHOW and DESCRIBE."))
            : new Statement.Explain($"{SqlTokens.Blank(sql[..words.Taken])}{sql[words.Taken..]}", form);
    }

    private static ExplainForm? Form(string type, string format, bool isAnalyze) => (isAnalyze, type, format) switch
    {
        (true, "DISTRIBUTED", "TEXT") => ExplainForm.Analyze,
        (true, _, _) => null,
        (_, "VALIDATE", "TEXT" or "JSON") => ExplainForm.Validate,
        (_, "IO", "TEXT" or "JSON") => ExplainForm.Io,
        (_, "LOGICAL" or "DISTRIBUTED", "TEXT") => ExplainForm.Text,
        (_, "LOGICAL", "JSON") => ExplainForm.LogicalJson,
        (_, "DISTRIBUTED", "JSON") => ExplainForm.Json,
        (_, "LOGICAL" or "DISTRIBUTED", "GRAPHVIZ") => ExplainForm.Graphviz,
        _ => null,
    };

    private static string Word(TokenCursor words) => words.Take() is { Kind: SqlTokenKind.Word } word ? word.Value.ToUpperInvariant() : "";

    private static bool IsOfSession(SqlToken first) =>
        first.Is("USE") || first.Is("SET") || first.Is("RESET") || first.Is("START") || first.Is("COMMIT") || first.Is("ROLLBACK") || first.Is("PREPARE") || first.Is("DEALLOCATE") || first.Is("EXPLAIN");
}
