using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Tests.Sql;

public sealed class SqlTokensTests
{
    [Theory]
    [InlineData("SHOW TABLES -- and\rFROM orders", "Word SHOW, Word TABLES, Word FROM, Word orders")]
    [InlineData("SHOW /* a /* b */ c */ TABLES;;", "Word SHOW, Word TABLES")]
    [InlineData("DESC orders.\"Orders$snapshots\"", "Word DESC, Word orders, Symbol ., QuotedName Orders$snapshots")]
    [InlineData("DESC orders$files", "Word DESC, Word orders$files")]
    [InlineData("USING -1.5, .5, 1E-3, 12ab, 'it''s'", "Word USING, Symbol -, Number 1.5, Symbol ,, Number .5, Symbol ,, Number 1E-3, Symbol ,, Word 12ab, Symbol ,, Text it's")]
    [InlineData("SHOW 'open", "Word SHOW, Symbol ', Word open")]
    public void Short_statement_is_split_in_any_case(string sql, string tokens) =>
        Assert.Equal(tokens, Text(SqlTokens.OfStatement(sql, int.MaxValue)));

    [Theory]
    [InlineData("SELECT 1.5 -- x\r, a$b", "Word SELECT, Word 1, Symbol ., Word 5, Symbol ,, Word a$b")]
    [InlineData("SELECT ö\u00a01", "Word SELECT, Symbol ö, Symbol \u00a0, Word 1")]
    [InlineData("SELECT 1OR'a', 12'b'", "Word SELECT, Word 1OR, Text a, Symbol ,, Word 12, Text b")]
    [InlineData("SELECT 1.5AND .5_0x, 2.5e3y, 1.5e-3, 2.E'a'", "Word SELECT, Word 1, Symbol ., Word 5, Word AND, Symbol ., Word 5_0, Word x, Symbol ,, Word 2, Symbol ., Word 5e3, Word y, Symbol ,, Word 1, Symbol ., Word 5e, Symbol -, Word 3, Symbol ,, Word 2, Symbol ., Symbol E")]
    [InlineData("SELECT 1.5ELSE'a', 1.5E'b\\'c', 1.5$$d'$$", "Word SELECT, Word 1, Symbol ., Word 5, Word ELSE, Text a, Symbol ,, Word 1, Symbol ., Word 5, Symbol E, Symbol ,, Word 1, Symbol ., Word 5, Symbol $$")]
    [InlineData("SELECT E'a\\'b', $$c'd$$, $1", "Word SELECT, Symbol E, Symbol ,, Symbol $$, Symbol ,, Symbol $, Word 1")]
    public void Query_is_split_as_the_engine_does(string sql, string tokens) => Assert.Equal(tokens, Text(SqlTokens.OfQuery(sql)!));

    [Theory]
    [InlineData("SELECT 'open")]
    [InlineData("SELECT 1E'a'")]
    [InlineData("SELECT 1$a$ ' $a$")]
    [InlineData("SELECT $ö$ ' $ö$")]
    [InlineData("SELECT $x$ a")]
    public void Query_that_the_engine_may_split_otherwise_has_no_tokens(string sql) => Assert.Null(SqlTokens.OfQuery(sql));

    private static string Text(IReadOnlyList<SqlToken> tokens) => string.Join(", ", tokens.Select(token => $"{token.Kind} {token.Value}"));
}
