using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Lake.Tests.Reading;

public sealed class TableRowsTests
{
    private const string Columns = "id INTEGER; email STRING; state STRING; total DECIMAL(18,2)";

    [Fact]
    public async Task Masked_column_keeps_its_place_and_type()
    {
        using var table = await TableAsync();

        var rows = await table.RowsAsync(table.Decide(
            "{ id: e, description: d, effect: mask, columns: { names: [email] }, mask: redact, when: everyone }",
            "{ id: t, description: d, effect: mask, columns: { names: [total] }, mask: nullify, when: everyone }"));

        Assert.Equal(
            ["""{"id":1,"email":"****","state":"SP","total":null}""", """{"id":2,"email":null,"state":"RJ","total":null}""", """{"id":3,"email":"****","state":null,"total":null}"""],
            rows);
    }

    [Fact]
    public async Task Row_filters_all_count_and_look_at_the_value_behind_a_mask()
    {
        using var table = await TableAsync();

        var rows = await table.RowsAsync(table.Decide("{ id: f, description: d, effect: filter, keep: { column: state, values: [SP, MG] }, when: everyone }"));

        Assert.Equal(["""{"id":1,"email":"a@example.org","state":"SP","total":"1.50"}"""], rows);

        var masked = await table.RowsAsync(table.Decide(
            "{ id: f, description: d, effect: filter, keep: { column: state, values: [SP] }, when: everyone }",
            "{ id: m, description: d, effect: mask, columns: { names: [state] }, mask: redact, when: everyone }"));

        Assert.Equal(["""{"id":1,"email":"a@example.org","state":"****","total":"1.50"}"""], masked);

        var both = await table.RowsAsync(table.Decide(
            "{ id: f, description: d, effect: filter, keep: { column: state, values: [SP, RJ] }, when: everyone }",
            "{ id: g, description: d, effect: filter, keep: { column: email, values: [\"it's@example.org\"] }, when: everyone }"));

        Assert.Empty(both);
    }

    /// <summary>Each would fail, and so reveal it, if it ran over the row in RJ.</summary>
    [Theory]
    [InlineData("SELECT count(*) AS n FROM ({0}) f JOIN (VALUES ('RJ'), ('MG')) v(s) ON f.state = v.s WHERE CASE WHEN f.state = 'RJ' THEN CAST('hit' AS INTEGER) = 1 ELSE true END", 0)]
    [InlineData("SELECT count(*) AS n FROM ({0}) f JOIN (VALUES (1), (2)) v(i) ON f.id = v.i WHERE CASE WHEN f.id = 2 THEN CAST(f.id || 'hit' AS INTEGER) = 1 ELSE true END", 1)]
    [InlineData("SELECT count(*) AS n FROM ({0}) WHERE CASE WHEN state = 'RJ' THEN CAST('hit' AS INTEGER) = 1 ELSE true END", 1)]
    public async Task Condition_is_not_evaluated_on_a_hidden_row(string query, int expected)
    {
        using var table = await TableAsync();
        var decision = table.Decide("{ id: f, description: d, effect: filter, keep: { column: state, values: [SP, MG] }, when: everyone }");

        var rows = await table.AskAsync(decision, view => query.Replace("{0}", view, StringComparison.Ordinal));

        Assert.Equal([$"{{\"n\":{expected}}}"], rows);
    }

    [Fact]
    public async Task Table_that_nothing_was_published_to_has_its_columns_and_no_rows()
    {
        using var table = new TestTable(Columns);

        Assert.Empty(await table.RowsAsync(table.Decide(
            "{ id: f, description: d, effect: filter, keep: { column: state, values: [SP] }, when: everyone }",
            "{ id: m, description: d, effect: mask, columns: { names: [email] }, mask: hash, when: everyone }")));
    }

    [Fact]
    public async Task File_that_is_gone_is_an_error_that_says_so_and_not_an_empty_table()
    {
        using var table = await TableAsync();
        File.Delete(Assert.Single(table.FilesOnDisk));

        var gone = await Assert.ThrowsAsync<IcebergException>(() => table.RowsAsync());

        Assert.Contains("is not there", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denied_reader_has_no_view()
    {
        using var table = new TestTable(Columns);

        Assert.Throws<InvalidOperationException>(() => PolicyDecision.Denied("no").VisibleRows(TableRows.None(table.Product.Schema).Sql, table.Product.Schema));
    }

    private static async Task<TestTable> TableAsync()
    {
        var table = new TestTable(Columns);
        await table.PublishAsync(
            (1, """{"id":1,"email":"a@example.org","state":"SP","total":"1.50"}"""),
            (2, """{"id":2,"email":null,"state":"RJ","total":"2.50"}"""),
            (3, """{"id":3,"email":"c@example.org","state":null,"total":null}"""));
        return table;
    }
}
