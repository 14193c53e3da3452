using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Prepared;

/// <summary>Reads PREPARE, EXECUTE, DEALLOCATE and DESCRIBE INPUT or OUTPUT. Pure.</summary>
internal static class PreparedStatementReader
{
    private const int MaxValues = int.MaxValue;

    /// <summary>PREPARE name FROM statement.</summary>
    public static Statement? Prepare(TokenCursor words, string sql)
    {
        if (words.Identifier() is not { } name || !words.Take("FROM"))
        {
            return null;
        }

        var text = sql[words.Taken..];
        return string.IsNullOrWhiteSpace(text) ? new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "There is no statement to prepare: PREPARE name FROM statement."))
            : new Statement.Prepare(name, text.Trim(), $"{SqlTokens.Blank(sql[..words.Taken])}{text}");
    }

    /// <summary>EXECUTE name [USING …], EXECUTE IMMEDIATE 'text' [USING …].</summary>
    /// <exception cref="QueryFailedException">A value behind USING is none.</exception>
    public static Statement? Execute(string sql, QuerySession session)
    {
        var words = new TokenCursor(SqlTokens.OfStatement(sql, MaxValues));
        words.Take("EXECUTE");
        if (words.Take("IMMEDIATE"))
        {
            return words.Text() is { } text && Values(words, sql, session) is { } given ? new Statement.ExecuteImmediate(text, given) : null;
        }

        return words.Identifier() is { } name && Values(words, sql, session) is { } values ? new Statement.Execute(name, values) : null;
    }

    /// <summary>DEALLOCATE PREPARE name.</summary>
    public static Statement? Deallocate(TokenCursor words) =>
        words.Take("PREPARE") && words.Identifier() is { } name && words.AtEnd ? new Statement.Deallocate(name) : null;

    /// <summary>DESCRIBE INPUT name, DESCRIBE OUTPUT name; null where a table is meant.</summary>
    public static Statement? Describe(TokenCursor words)
    {
        var use = words.Sees("INPUT") ? StatementUse.DescribeInput : StatementUse.DescribeOutput;
        return (words.Take("INPUT") || words.Take("OUTPUT")) && words.Identifier() is { } name && words.AtEnd ? new Statement.Describe(name, use) : null;
    }

    private static IReadOnlyList<ParameterArgument>? Values(TokenCursor words, string sql, QuerySession session) =>
        words.AtEnd ? [] : words.Take("USING") ? new LiteralReader(words, sql).ReadArguments() : null;
}
