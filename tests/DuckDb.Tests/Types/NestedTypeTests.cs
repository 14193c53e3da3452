namespace MeshStarter.DuckDb.Tests.Types;

public sealed class NestedTypeTests : IDisposable
{
    private readonly TestDatabase _db = new();

    [Fact]
    public void Lists_with_nulls_at_every_level_are_read_as_written()
    {
        var rows = _db.Rows("SELECT * FROM (VALUES (0, [[1, NULL], NULL, []]), (1, NULL), (2, []), (3, [[2147483647]])) t(i, v) ORDER BY i");
        Assert.Equal(
            [new object?[] { new object?[] { 1, null }, null, Array.Empty<object?>() }, null, Array.Empty<object?>(), new object?[] { new object?[] { int.MaxValue } }],
            rows.Select(row => row[1]));
    }

    [Fact]
    public void Struct_is_read_by_name_and_by_order_or_by_order_alone()
    {
        using var result = _db.Connection.Query("SELECT {'product_id': 'a'::VARCHAR, 'Quantity': 2, 'price': NULL::DECIMAL(18,2)} AS line");
        var type = result.Columns[0].Type;
        Assert.Equal("STRUCT(\"product_id\" VARCHAR, \"Quantity\" INTEGER, \"price\" DECIMAL(18,2))", type.ToString());
        var line = result.NextChunk()![0];
        Assert.Equal(2, line.Field("quantity").GetInt32(0));
        Assert.True(line.Field(2).IsNull(0));
        Assert.Throws<ArgumentException>(() => line.Field("colour"));
        Assert.Equal(new Dictionary<string, object?>(StringComparer.Ordinal) { ["product_id"] = "a", ["Quantity"] = 2, ["price"] = null }, line.GetValue(0));

        Assert.Equal(new object?[] { 1, "x" }, _db.Value("SELECT row(1, 'x')"));
    }

    [Fact]
    public void Map_is_read_as_pairs_in_order_and_by_slices_of_keys_and_values()
    {
        var rows = _db.Rows("SELECT unnest([MAP {'b': 1, 'a': NULL}, MAP {}, NULL])");
        Assert.Equal([new("b", 1), new("a", null)], (KeyValuePair<object, object?>[])rows[0][0]!);
        Assert.Empty((KeyValuePair<object, object?>[])rows[1][0]!);
        Assert.Null(rows[2][0]);

        using var result = _db.Connection.Query("SELECT unnest([MAP {'a': [1]}, MAP {'b': NULL, 'c': [2, 3]}])");
        var map = result.NextChunk()![0];
        var second = map.GetList(1);
        Assert.Equal(2, second.Length);
        Assert.Equal(["b", "c"], Enumerable.Range(second.Offset, 2).Select(map.Keys.GetString));
        Assert.True(map.Values.IsNull(second.Offset));
        var inner = map.Values.GetList(second.Offset + 1);
        Assert.Equal([2, 3], Enumerable.Range(inner.Offset, inner.Length).Select(map.Values.Elements.GetInt32));
    }

    [Fact]
    public void Fixed_array_is_read_by_its_size()
    {
        using var result = _db.Connection.Query("SELECT unnest([[1, 2, NULL], NULL, [4, 5, 6]]::INTEGER[3][])");
        Assert.Equal("INTEGER[3]", result.Columns[0].Type.ToString());
        var column = result.NextChunk()![0];
        Assert.Equal(new object?[] { 1, 2, null }, column.GetValue(0));
        Assert.Null(column.GetValue(1));
        Assert.Equal(new DuckDbSlice(6, 3), column.GetList(2));
        Assert.Equal(new object?[] { 4, 5, 6 }, column.GetValue(2));
    }

    [Fact]
    public void Deep_nesting_over_many_chunks_is_read_as_computed()
    {
        const string Sql = """
            SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE
                list_transform(range(i % 5), lambda x: {'k': x, 'm': MAP {'s' || x: [x, NULL, i]}}) END
            FROM range(10000) t(i)
            """;
        foreach (var prefix in new[] { "", "PRAGMA disable_optimizer;" })
        {
            _db.Connection.Execute(prefix);
            var rows = _db.Rows(Sql);
            Assert.Equal(10_000, rows.Count);
            foreach (var row in rows)
            {
                var i = (long)row[0]!;
                object? expected = i % 7 == 0 ? null : Enumerable.Range(0, (int)(i % 5)).Select(x => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["k"] = (long)x,
                    ["m"] = new KeyValuePair<object, object?>[] { new($"s{x}", new object?[] { (long)x, null, i }) },
                }).ToArray();
                Assert.Equal(expected, row[1]);
            }
        }
    }

    [Theory]
    [InlineData("SELECT [5 + c, NULL] FROM (SELECT 1 AS c FROM range(3))", 3)]
    [InlineData("SELECT {'a': c, 'b': [c]} FROM (SELECT 'constant text' AS c FROM range(5000))", 5000)]
    [InlineData("SELECT list(s) FROM (SELECT 'x' || (i % 3) AS s, i % 10 AS g FROM range(9000) t(i)) GROUP BY g", 10)]
    [InlineData("SELECT [t] FROM (SELECT {'i': i, 'n': NULL} AS t FROM range(3000) r(i) WHERE i % 2 = 0)", 1500)]
    public void Constant_and_dictionary_vectors_arrive_flat(string sql, int rows)
    {
        _db.Connection.Execute("PRAGMA disable_optimizer");
        var text = _db.Rows($"SELECT v::VARCHAR, v FROM ({sql}) t(v)");
        Assert.Equal(rows, text.Count);
        Assert.All(text, row => Assert.Equal((string)row[0]!, Text(row[1])));
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        object?[] list => $"[{string.Join(", ", list.Select(Text))}]",
        Dictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(field => $"'{field.Key}': {Text(field.Value)}"))}}}",
        _ => value.ToString()!,
    };

    public void Dispose() => _db.Dispose();
}
