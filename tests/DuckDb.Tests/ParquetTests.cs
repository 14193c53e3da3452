namespace MeshStarter.DuckDb.Tests;

public sealed class ParquetTests : IDisposable
{
    private readonly TestDatabase _db = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("duckdb-parquet-").FullName;

    [Fact]
    public void Every_type_of_the_mesh_survives_a_file_with_field_ids()
    {
        _db.Connection.Execute("""
            CREATE TABLE t (b BOOLEAN, i INTEGER, l BIGINT, r FLOAT, d DOUBLE, n DECIMAL(18,2), w DECIMAL(38,10), s VARCHAR, u UUID, dt DATE, tm TIME,
                ts TIMESTAMPTZ, nz TIMESTAMP, x BLOB, a INTEGER[], m MAP(VARCHAR, DOUBLE), st STRUCT(product_id UUID, quantity INTEGER));
            INSERT INTO t VALUES
                (true, -1, 9223372036854775807, 1.5, -0.1, -1234567890123456.78, 1234567890123456789012345678.0123456789, 'ação 🦆', '80000000-0001-0203-8405-060708090a0b',
                 '1969-12-31', '23:59:59.999999', '1969-12-31 23:59:59.999999+00', '0001-01-01 00:00:00', '\x00\xFF'::BLOB, [1, NULL], MAP {'k': 0.5}, {'product_id': '00000000-0000-0000-0000-000000000000', 'quantity': 2}),
                (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """);
        var file = Path.Combine(_folder, "t.parquet");
        using (var copy = _db.Connection.Prepare($$$"""
            COPY t TO '{{{file}}}' (FORMAT parquet, FIELD_IDS {b: 1, i: 2, l: 3, r: 4, d: 5, n: 6, w: 7, s: 8, u: 9, dt: 10, tm: 11, ts: 12, nz: 13, x: 14,
                a: {__duckdb_field_id: 15, element: 18}, m: {__duckdb_field_id: 16, key: 19, value: 20}, st: {__duckdb_field_id: 17, product_id: 21, quantity: 22}})
            """))
        {
            Assert.Equal(2, copy.Execute());
        }

        Assert.Equal(_db.Rows("SELECT * FROM t"), _db.Rows($"SELECT * FROM '{file}'"));
        Assert.Equal(
            Types("SELECT * FROM t"),
            Types($"SELECT * FROM '{file}'"));
        Assert.Equal(
            Enumerable.Range(1, 22).Select(i => (object?)(long)i),
            _db.Rows($"SELECT field_id::BIGINT FROM parquet_schema('{file}') WHERE field_id IS NOT NULL ORDER BY 1").Select(row => row[0]));
    }

    private IEnumerable<string> Types(string sql)
    {
        using var result = _db.Connection.Query(sql);
        return result.Columns.Select(column => column.Type.ToString());
    }

    public void Dispose()
    {
        _db.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
