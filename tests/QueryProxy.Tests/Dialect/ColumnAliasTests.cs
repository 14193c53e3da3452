using MeshStarter.Platform.Sql.Grammar;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Names of columns without AS: every word that Trino does not reserve.</summary>
[Collection(DialectCollection.Name)]
public sealed class ColumnAliasTests(DialectFixture mesh)
{
    /// <summary>The words of nonReserved in Trino's grammar, and those that the engine's parser knows and Trino's does not.</summary>
    private static string[] Words { get; } =
        """
        absent add admin after all analyze any array asc at authorization begin bernoulli both call called cascade catalog catalogs column columns comment commit
        committed conditional copartition count current data date day declare default define definer deny desc descriptor deterministic distributed do double elseif
        empty encoding error excluding explain fetch filter final first following format function functions grace grant granted grants graphviz groups hour if ignore
        immediate including initial input interval invoker io iterate isolation json keep key keys language last lateral leading leave level limit local logical loop
        map match matched matches match_recognize materialized measures merge minute month nested next nfc nfd nfkc nfkd no none nullif nulls object of offset omit
        one only option ordinality output over overflow partition partitions passing past path pattern per period permute plan position preceding precision
        privileges properties prune quotes range read refresh rename repeat repeatable replace reset respect restrict return returning returns revoke role roles
        rollback row rows running scalar schema schemas second security seek serializable session set sets show some start stats subset substring system tables
        tablesample text ties time timestamp to trailing transaction truncate try_cast type unbounded uncommitted unconditional unique unknown unmatched until
        update use user utf16 utf32 utf8 validate value verbose version view while window within without work wrapper write year zone
        quarter name share week index label owner source target percent prior
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Queries with a name in the place of <c>{0}</c>.</summary>
    private static string[] Places { get; } =
    [
        "SELECT 1 {0}", "SELECT 1 {0}, 2 b", "SELECT 2 a, 1 {0};", "SELECT id {0} FROM sales", "SELECT s.id {0} FROM sales s", "SELECT \"id\" {0} FROM sales", "SELECT ALL id {0} FROM sales",
        "SELECT DISTINCT status {0} FROM sales", "SELECT count(*) {0} FROM sales GROUP BY status", "SELECT 1 {0} WHERE true", "SELECT 1 {0} UNION SELECT 2", "SELECT 1 UNION ALL SELECT 2 {0}",
        "SELECT 1 {0} EXCEPT SELECT 2", "SELECT 1 {0} ORDER BY 1", "SELECT 1 {0} LIMIT 1", "SELECT 1 {0} OFFSET 0 ROWS FETCH FIRST 1 ROWS ONLY", "SELECT * FROM (SELECT 1 {0}) AS t", "WITH t AS (SELECT 1 {0}) SELECT * FROM t",
        "SELECT (SELECT 1 {0}) b, 2 {0}", "SELECT ARRAY(SELECT 1 {0})", "SELECT *, 1 {0} FROM sales", "SELECT 2 * id {0} FROM sales", "SELECT 1.5 {0}, 1e-5 b", "SELECT 'a' {0}", "SELECT tags[1] {0} FROM sales",
        "SELECT ? {0}", "SELECT NULL {0}, true b", "SELECT id IS NULL {0} FROM sales", "SELECT id IS NOT DISTINCT FROM 1 {0} FROM sales", "SELECT id BETWEEN 1 AND 2 {0} FROM sales",
        "SELECT id IN (1, 2) {0} FROM sales", "SELECT status LIKE 'a' ESCAPE '!' {0} FROM sales", "SELECT CASE WHEN id > 1 THEN 1 ELSE 2 END {0} FROM sales", "SELECT INTERVAL '1' DAY {0}",
        "SELECT INTERVAL -'1' MONTH {0}, 2 b", "SELECT INTERVAL '1 02:03:04' DAY TO SECOND {0}", "SELECT DATE '2024-01-31' {0}", "SELECT TIMESTAMP '2024-01-31 10:00:00' {0}",
        "SELECT placed_at AT TIME ZONE 'UTC' {0} FROM sales", "SELECT CAST(id AS double precision) {0} FROM sales", "SELECT EXTRACT(year FROM placed_at) {0} FROM sales", "SELECT current_date {0}",
        "SELECT sum(qty) FILTER (WHERE flag) {0} FROM sales", "SELECT sum(sum(qty)) OVER () {0} FROM sales GROUP BY id", "SELECT sum(qty) OVER w {0} FROM sales WINDOW w AS (ORDER BY id)",
        "SELECT lag(id) IGNORE NULLS OVER (ORDER BY id) {0} FROM sales", "SELECT listagg(status, ',') WITHIN GROUP (ORDER BY id) {0} FROM sales", "SELECT X'00' {0}, U&'\\00e4' b",
        "SELECT id/* a b */{0}-- c\n, 2 b FROM sales",
    ];

    [Fact]
    [Trait("Category", "Quick")]
    public void Name_without_As_is_the_name_with_As_in_every_place() => Assert.All(Places, place => Assert.All(Words, word =>
        Assert.Equal(GrammarText.Read(Placed(place, $"AS {word}")).Sql, GrammarText.Read(Placed(place, word)).Sql)));

    [Fact]
    public async Task Every_word_that_Trino_does_not_reserve_names_a_column()
    {
        var answer = await mesh.Session().RunAsync($"SELECT {string.Join(", ", Words.Select(word => $"id {word}"))} FROM sales WHERE id = 0");

        Assert.True(answer.Error is null, answer.Message);
        Assert.Equal(Words, answer.Columns.Select(column => column!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("SELECT year(placed_at) year, month(placed_at) month, count(*) value FROM sales GROUP BY 1, 2 ORDER BY 1, 2", "SELECT year(placed_at) AS year, month(placed_at) AS month, count(*) AS value FROM sales GROUP BY 1, 2 ORDER BY 1, 2")]
    [InlineData("SELECT status type, sum(qty) * 1.0 / sum(sum(qty)) OVER () share FROM sales GROUP BY status ORDER BY type", "SELECT status AS type, sum(qty) * 1.0 / sum(sum(qty)) OVER () AS share FROM sales GROUP BY status ORDER BY type")]
    [InlineData("SELECT id, lead(status) OVER (ORDER BY id) next FROM sales ORDER BY id", "SELECT id, lead(status) OVER (ORDER BY id) AS next FROM sales ORDER BY id")]
    [InlineData("WITH t AS (SELECT id key, qty data FROM sales) SELECT max(level) last FROM (SELECT key + data level FROM t) start", "WITH t AS (SELECT id AS key, qty AS data FROM sales) SELECT max(level) AS last FROM (SELECT key + data AS level FROM t) AS start")]
    public async Task Answer_is_the_one_with_As(string sql, string written) => Assert.Equal(await mesh.RowsAsync(written), await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT id end FROM sales")]
    [InlineData("SELECT id escape FROM sales")]
    [InlineData("SELECT id deallocate, 1 FROM sales")]
    [InlineData("SELECT id delete FROM sales")]
    [InlineData("SELECT id insert FROM sales")]
    [InlineData("SELECT id AS a year FROM sales")]
    [InlineData("SELECT id a year FROM sales")]
    public async Task Word_that_Trino_reserves_or_a_second_name_is_refused(string sql)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal("SYNTAX_ERROR", answer.ErrorName);
        Assert.DoesNotContain("\"AS\"", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT id year, nope month FROM sales", "line 1:17:")]
    [InlineData("SELECT id year,\n upperr(status) month FROM sales", "line 2:2:")]
    [InlineData("SELECT id total, count(*) value FROM sales WHERE nope = 1", "line 1:50:")]
    [InlineData("SELECT id year FROM sales WHERE ORDER BY 1", "line 1:33:")]
    public async Task Error_behind_a_name_is_placed_in_the_text_as_it_was_written(string sql, string place) =>
        Assert.StartsWith(place, (await mesh.Session().RunAsync(sql)).Message, StringComparison.Ordinal);

    private static string Placed(string place, string name) => place.Replace("{0}", name, StringComparison.Ordinal);
}
