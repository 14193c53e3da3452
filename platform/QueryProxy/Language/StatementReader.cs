using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Explain;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Prepared;
using MeshStarter.QueryProxy.Sessions;

namespace MeshStarter.QueryProxy.Language;

/// <summary>Distinguishes Trino's short statements from queries. Pure.</summary>
internal static class StatementReader
{
    private const int MaxTokens = 32;

    /// <exception cref="QueryFailedException">A value in it is none.</exception>
    public static Statement Read(string sql, QuerySession session)
    {
        var tokens = SqlTokens.OfStatement(sql, MaxTokens);
        if (tokens.Count == 0)
        {
            return new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "The statement is empty."));
        }

        var words = new TokenCursor(tokens);
        words.Take();
        var statement = tokens[0] switch
        {
            var first when first.Is("SHOW") => ShowReader.Read(words, session),
            var first when first.Is("DESCRIBE") || first.Is("DESC") => Describe(words, session),
            var first when first.Is("USE") => Use(words),
            var first when first.Is("PREPARE") => PreparedStatementReader.Prepare(words, sql),
            var first when first.Is("EXECUTE") => PreparedStatementReader.Execute(sql, session),
            var first when first.Is("DEALLOCATE") => PreparedStatementReader.Deallocate(words),
            var first when first.Is("SET") => SessionReader.Set(words, sql, session),
            var first when first.Is("RESET") => SessionReader.Reset(words),
            var first when first.Is("START") => SessionReader.Start(words),
            var first when first.Is("COMMIT") || first.Is("ROLLBACK") => SessionReader.End(words, first.Value.ToUpperInvariant()),
            var first when first.Is("EXPLAIN") => ExplainReader.Read(words, sql),
            var first when first.Is("BEGIN") => new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported, "BEGIN is not supported. START TRANSACTION is.")),
            var first when first.Is("ANALYZE") => new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported, "ANALYZE is not supported: statistics are written with a product's files.")),
            _ => new Statement.Query(sql),
        };
        return statement ?? new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError,
            "This form is not supported. Supported are SHOW CATALOGS, SCHEMAS, TABLES, COLUMNS, FUNCTIONS and SESSION, each with LIKE, SHOW CREATE TABLE, STATS FOR, ROLES and GRANTS; DESCRIBE; USE; PREPARE name FROM statement, EXECUTE name USING values, EXECUTE IMMEDIATE 'statement' USING values, DESCRIBE INPUT and OUTPUT, DEALLOCATE PREPARE name; SET and RESET SESSION, SET TIME ZONE; START TRANSACTION, COMMIT and ROLLBACK; EXPLAIN."));
    }

    private static Statement? Describe(TokenCursor words, QuerySession session) =>
        words.Sees("INPUT") || words.Sees("OUTPUT") ? PreparedStatementReader.Describe(words) : ShowReader.Columns(words, session);

    private static Statement? Use(TokenCursor words)
    {
        var name = words.Name();
        return !words.AtEnd ? null : name switch
        {
            [var schema] => new Statement.Use(null, AsciiNames.Lower(schema)),
            [var catalog, var schema] => new Statement.Use(AsciiNames.Lower(catalog), AsciiNames.Lower(schema)),
            _ => null,
        };
    }
}
