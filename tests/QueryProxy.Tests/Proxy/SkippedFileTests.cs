using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Storage;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Files that cannot have a row of use are not read, and nothing else of a query changes.</summary>
[Collection(ProxyCollection.Name)]
public sealed class SkippedFileTests(ProxyFixture mesh, SkippedFileTests.SharedTables tables) : IClassFixture<SkippedFileTests.SharedTables>
{
    private static readonly ColumnDefinition[] Columns =
    [
        TestProducts.Column("id", "BIGINT"), TestProducts.Column("small", "INTEGER"), TestProducts.Column("text", "STRING"), TestProducts.Column("day", "DATE"),
        TestProducts.Column("moment", "TIMESTAMP"), TestProducts.Column("wall", "TIMESTAMP_NTZ"), TestProducts.Column("key", "UUID"), TestProducts.Column("ratio", "DOUBLE"), TestProducts.Column("amount", "DECIMAL(18,2)"),
        TestProducts.Column("place", "STRUCT<city:STRING, spot:STRUCT<x:BIGINT, since:TIMESTAMP>>"),
        TestProducts.Column("email", "STRING", tags: ["pii.email"]),
    ];

    // Of random tables, in turn.
    private static readonly string?[] Partitions = [null, "text", "day", "amount"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds.Of(2))];

    // A file that is gone is an error when it is looked at: so it shows what is.
    [Theory]
    [InlineData("SELECT count(*) FROM {0} WHERE id = 5")]
    [InlineData("SELECT count(*) FROM {0} AS o WHERE O.ID <= 9 AND small >= 0")]
    [InlineData("SELECT count(*) FROM {0} WHERE 9 >= id")]
    [InlineData("SELECT count(*) FROM {0} WHERE id BETWEEN 1 AND 5")]
    [InlineData("SELECT count(*) FROM {0} WHERE text IN ('t01', 't03')")]
    [InlineData("SELECT count(*) FROM {0} WHERE day = DATE '2026-01-01'")]
    [InlineData("SELECT count(*) FROM {0} WHERE day < DATE '2026-01-02'")]
    [InlineData("SELECT count(*) FROM {0} WHERE moment < TIMESTAMPTZ '2026-01-01 10:00:00+00'")]
    [InlineData("SELECT count(*) FROM {0} WHERE moment < TIMESTAMP '2026-02-01 00:00:00'")]
    [InlineData("SELECT count(*) FROM {0} WHERE moment < TIMESTAMP '2026-02-01 00:00:00 UTC'")]
    [InlineData("SELECT count(*) FROM {0} WHERE moment < TIMESTAMP '2026-02-01 00:00:00+00:00'")]
    [InlineData("SELECT count(*) FROM {0} WHERE moment NOT BETWEEN TIMESTAMP '2026-06-01 00:00:00 UTC' AND TIMESTAMP '9999-12-31 23:59:59 UTC'")]
    [InlineData("SELECT count(*) FROM {0} WHERE place.city = 't05' AND place.spot.x < 9")]
    [InlineData("SELECT count(*) FROM {0} AS o WHERE o.place.spot.since < TIMESTAMP '2026-02-01 00:00:00 UTC'")]
    [InlineData("SELECT count(*) FROM {0} WHERE wall BETWEEN DATE '2026-01-01' AND TIMESTAMP '2026-01-01 12:00:00'")]
    [InlineData("SELECT count(*) FROM {0} WHERE wall < TIMESTAMP '2026-02-01 00:00:00+05:00'")]
    [InlineData("SELECT count(*) FROM {0} WHERE amount < 5.5")]
    [InlineData("SELECT count(*) FROM {0} WHERE 1.5 > ratio OR ratio = 5")]
    [InlineData("SELECT count(*) FROM {0} WHERE text LIKE 't0%' OR NOT (id > 5)")]
    [InlineData("SELECT count(*) FROM {0} o WHERE starts_with(o.text, 't0') AND o.amount = DECIMAL '5'")]
    [InlineData("SELECT count(*) FROM {0} a LEFT JOIN (SELECT * FROM {0} WHERE id < 9) b USING (id) WHERE a.id = 5")]
    [InlineData("SELECT count(*) FROM {0} a JOIN {0} b USING (id) WHERE (a.id = 5 OR a.id = 7) AND (b.id < 9 OR b.id = 9)")]
    [InlineData("SELECT count(*) FROM {0} a JOIN {0} b USING (id) WHERE a.id = 5 AND b.id < 9")]
    [InlineData("WITH x AS (SELECT * FROM {0} WHERE id = 5) SELECT count(*) FROM x LEFT JOIN (SELECT * FROM {0} WHERE day < DATE '2026-06-01') y USING (id)")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE id = ? AND text <> ?' USING 5, 'x'")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE day BETWEEN ? AND ?' USING DATE '2026-01-01', DATE '2026-01-02'")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE moment < ?' USING TIMESTAMP '2026-02-01 00:00:00 UTC'")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE wall < ? AND amount < ?' USING TIMESTAMP '2026-02-01 00:00:00', 5.5")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE text IN (?, ?)' USING 't01', 't03'")]
    public async Task Files_without_a_row_of_use_are_not_looked_at(string sql)
    {
        Assert.Equal("", (await RunAsync(sql, SharedTables.WithoutFile)).Message);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM {0}")]
    [InlineData("SELECT count(*) FROM {0} a LEFT JOIN {0} b ON a.id = b.id WHERE b.id = 5")]
    [InlineData("SELECT count(*) FROM {0} a WHERE a.id = 5 AND EXISTS (SELECT 1 FROM {0} b WHERE a.id = b.id)")]
    [InlineData("SELECT count(*) FROM {0} TABLESAMPLE 50% WHERE id = 5")]
    [InlineData("SELECT count(*) FROM {0} AS o(small, id) WHERE id = 5")]
    [InlineData("SELECT count(*) FROM {0} WHERE id = 5 UNION ALL SELECT count(*) FROM {0}")]
    [InlineData("SELECT count(*) FROM {0}, {0} b WHERE b.id = 5")]
    [InlineData("SELECT count(*) FROM {0} a FULL JOIN {0} b ON a.id = b.id WHERE a.id = 5")]
    [InlineData("SELECT count(*) FROM {0} a JOIN {0} b ON a.id = b.id WHERE a.id = 5 OR b.id = 5")]
    [InlineData("SELECT 1 AS \"ſmall\" FROM {0} WHERE \"ſmall\" = 5")]
    [InlineData("SELECT count(*) FROM {0} WHERE id BETWEEN 5 AND 5e0")]
    [InlineData("SELECT count(*) FROM {0} WHERE text = 5 OR text = 't05'")]
    [InlineData("SELECT count(*) FROM {0} WHERE amount = 5e0")]
    [InlineData("SELECT count(*) FROM {0} WHERE email = 'nobody@example.org'")]
    [InlineData("SELECT count(*) FROM {0} WHERE id = 5 OR email LIKE 'nobody%'")]
    [InlineData("SELECT count(*) FROM {0} WHERE TRY_CAST(text AS BOOLEAN) IS NULL")]
    [InlineData("SELECT count(*) FROM {0} WHERE CAST(id AS BOOLEAN) BETWEEN false AND false")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM {0} WHERE CAST(id AS BOOLEAN) = ?' USING 1")]
    [InlineData("SELECT count(*) FROM {0} WHERE day IN (DATE '2026-01-01', TIMESTAMP '2026-01-01 00:00:00 UTC')")]
    [InlineData("SELECT count(*) FROM {0} WHERE NOT (email IS NOT NULL AND id > 5)")]
    [InlineData("SELECT count(*) FROM {0} AS place WHERE place.city = 't05'")]
    [InlineData("SELECT id + 1 AS n FROM {0} WHERE n = 5")]
    [InlineData("SELECT count(*) FROM {0} HAVING count(*) = 5")]
    public async Task What_is_not_simple_leaves_out_nothing(string sql)
    {
        Assert.Equal("MESH_DATA_UNREADABLE", (await RunAsync(sql, SharedTables.WithoutFile)).ErrorName);
    }

    // The row's time is 07:00, in a session of UTC.
    [Theory]
    [InlineData("wall < TIMESTAMP '2026-01-01 06:00:00-05:00'", 1)]
    [InlineData("wall < TIMESTAMP '2026-01-01 12:00:00+06:00'", 0)]
    [InlineData("wall > TIMESTAMP '2026-01-01 12:00:00+06:00'", 1)]
    [InlineData("day < TIMESTAMP '2025-12-31 20:00:00-05:00'", 1)]
    [InlineData("CAST(id AS BOOLEAN) BETWEEN true AND true", 1)]
    [InlineData("TRY_CAST(text AS BOOLEAN) IS NULL", 1)]
    public async Task Value_that_the_engine_changes_before_it_compares_is_found(string condition, int rows)
    {
        var answer = await RunAsync($"SELECT count(*) FROM {{0}} WHERE {condition}", SharedTables.OneRow);

        Assert.Equal(("", $"[[{rows}]]"), (answer.Message, answer.Data));
    }

    // Of ratio > 5 and ratio <= 5 neither is true of NaN, and the engine's parser makes the one of NOT and the other.
    [Fact]
    public async Task File_of_NaN_is_read_where_a_comparison_is_negated()
    {
        var product = TestProducts.Product("inventory.skipped_nan", [TestProducts.Column("id", "BIGINT"), TestProducts.Column("ratio", "DOUBLE"), TestProducts.Column("share", "REAL")]);
        await mesh.PublishAsync(product, "SELECT CAST(1 AS BIGINT) AS id, CAST('nan' AS DOUBLE) AS ratio, CAST('nan' AS REAL) AS share");

        foreach (var condition in new[] { "NOT (ratio > 5)", "NOT (ratio >= 5)", "NOT (5 < ratio)", "NOT (ratio > 5 AND id = 1)", "NOT (share > 5)", "NOT (share >= REAL '5')", "NOT (ratio BETWEEN 1 AND 5)", "NOT (ratio < 5)" })
        {
            var answer = await RunAsync($"SELECT count(*) FROM {{0}} WHERE {condition}", "inventory.skipped_nan");

            Assert.Equal((condition, "", "[[1]]"), (condition, answer.Message, answer.Data));
        }
    }

    [Fact]
    public async Task For_a_reader_with_hidden_rows_every_file_is_looked_at()
    {
        var product = TestProducts.Major("orders.filtered", [TestProducts.Column("customer_state", "STRING")], new ProductVersion(7, 0, 0), isDefault: false);
        var table = await mesh.PublishAsync(product, "SELECT 'SP' AS customer_state");
        File.Delete(FileLocation.ToPath((await table.AppendAsync("SELECT 'MG' AS customer_state"))[0].Location));
        const string Sql = "SELECT count(*) FROM orders.\"filtered@7\" WHERE customer_state = 'SP'";

        Assert.Equal("MESH_DATA_UNREADABLE", (await mesh.Session(mesh.Analyst).RunAsync(Sql)).ErrorName);
        Assert.Equal("[[1]]", (await mesh.Session(mesh.OrdersOwner).RunAsync(Sql)).Data);
    }

    // Whether a column is read shows where it is damaged.
    [Theory]
    [InlineData("SELECT count(text), min(small) FROM {0} WHERE id < 50")]
    [InlineData("SELECT count(text), min(small) FROM {0} AS o WHERE O.ID BETWEEN -1 AND 9 AND small >= 0")]
    [InlineData("SELECT o.small, count(o.text) AS n FROM {0} o WHERE o.id IN (100, 200) OR NOT (o.id > 50) GROUP BY o.small HAVING count(*) > 0 ORDER BY n, 1 LIMIT 3")]
    [InlineData("SELECT count(b.x), max(text) FROM {0} AS a JOIN range(5) AS b(x) ON a.small = b.x WHERE a.id >= 0 AND b.x > 0")]
    [InlineData("WITH first AS (SELECT small FROM {0} WHERE id <> 50) SELECT sum(small) FROM first")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(text), min(small) FROM {0} WHERE id < ?' USING 50")]
    public async Task Column_that_is_only_compared_is_not_read_where_statistics_imply_the_outcome(string sql)
    {
        var (expected, answer) = await WithAndWithoutDamageAsync(sql);

        Assert.Equal(("", expected.Data), (answer.Message, answer.Data));
        Assert.NotEmpty(expected.Rows);
    }

    [Theory]
    [InlineData("SELECT count(text), min(small) FROM {0} WHERE id < 5")]
    [InlineData("SELECT * FROM {0} WHERE id < 50")]
    [InlineData("SELECT max(id) FROM {0} WHERE id < 50")]
    [InlineData("SELECT max(o) FROM {0} AS o WHERE id < 50")]
    [InlineData("SELECT max(O) FROM {0} AS o WHERE id < 50")]
    [InlineData("SELECT max({0}) FROM {0} WHERE id < 50")]
    [InlineData("SELECT sum(({0}).id) FROM {0} WHERE id < 50")]
    [InlineData("SELECT hash(mesh.{0}) FROM {0} WHERE id < 50")]
    [InlineData("SELECT sum(small) FROM {0} WHERE id < 50 GROUP BY id")]
    [InlineData("SELECT small FROM {0} WHERE id < 50 ORDER BY Id")]
    [InlineData("SELECT sum(small) FROM {0} WHERE id < 50 AND id % 2 = 0")]
    [InlineData("SELECT sum(small) FROM {0} WHERE id < 50 AND id + small > 3")]
    [InlineData("SELECT sum(small) FROM {0} WHERE id < 50 AND EXISTS (SELECT 1 FROM range(9) r(n) WHERE n = id)")]
    [InlineData("SELECT sum(small) FROM {0} AS a JOIN range(5) AS b(id) USING (id) WHERE a.id < 50")]
    [InlineData("SELECT sum(a.small) FROM {0} AS a JOIN {0} AS b ON a.small = b.small WHERE a.id < 50 AND b.id < 5")]
    [InlineData("SELECT sum(small) FROM {0} AS o(small, id) WHERE id < 50")]
    public async Task Column_whose_values_count_is_read(string sql)
    {
        var (expected, answer) = await WithAndWithoutDamageAsync(sql);

        Assert.Equal("", expected.Message);
        // The engine takes a greatest value from statistics.
        Assert.True(answer.Message.Length > 0 || (sql.Contains("max(", StringComparison.Ordinal) && answer.Data == expected.Data), answer.Data);
    }

    [Fact]
    public async Task Of_each_file_other_columns_may_be_spared()
    {
        var (name, table) = await tables.MakeAsync("inventory.skipped_columns");
        foreach (var from in new[] { 0, 60_000, 120_000 })
        {
            Damage((await AppendAsync(table, from, 60_000))[0], from < 120_000 ? "id" : "place");
        }

        var answer = await RunAsync("SELECT count(*), sum(CAST(ratio AS BIGINT)) FROM {0} WHERE id < 130000 AND amount >= 10", name);

        Assert.Equal(("", "[[129990,8449934955]]"), (answer.Message, answer.Data));
    }

    /// <summary>Compares the answers over random tables and conditions with those to the same question in a form that leaves out nothing.</summary>
    [Theory]
    [Trait("Category", "Property")]
    [MemberData(nameof(Seeds))]
    public async Task Answers_are_those_of_all_files(int seed)
    {
        var random = new Random(seed);
        var (name, table) = await tables.MakeAsync($"inventory.skipped_{seed}", Partitions[(seed - 1) % Partitions.Length]);
        for (var file = 0; file < 8; file++)
        {
            await AppendAsync(table, random.Next(40), random.Next(1, 12), nullEvery: random.Next(2, 6));
        }

        await table.DeleteAsync("id % 7 = 3");
        string[] zones = ["UTC", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Kiritimati"];
        for (var requested = 0; requested < 3; requested++)
        {
            var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Time-Zone"] = zones[random.Next(zones.Length)]);
            var conditions = Enumerable.Range(0, 5).Select(_ => Conditions(random)).ToList();

            // Those that leave out nothing run at once.
            var whole = await session.RunAsync(string.Join(
                " UNION ALL ", conditions.Select((condition, place) => $"SELECT count(*), sum(id), min(moment), max(text), {place} FROM (SELECT * FROM {name} OFFSET 0) WHERE {condition}")) + " ORDER BY 5");
            Assert.Equal(("", conditions.Count), (whole.Message, whole.Rows.Count));
            foreach (var (condition, place) in conditions.Select((condition, place) => (condition, place)))
            {
                var pruned = await session.RunAsync($"SELECT count(*), sum(id), min(moment), max(text), {place} FROM {name} WHERE {condition}");

                Assert.Equal("", pruned.Message);
                Assert.True(whole.Rows[place].ToJsonString() == Assert.Single(pruned.Rows).ToJsonString(), $"{condition}: {pruned.Data} instead of {whole.Rows[place].ToJsonString()}");
            }
        }
    }

    private static string Conditions(Random random) =>
        string.Join(random.Next(3) == 0 ? " OR " : " AND ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{(random.Next(4) == 0 ? "NOT " : "")}({Condition(random)})"));

    private static string Condition(Random random)
    {
        string Day() => new DateOnly(2026, 1, 1).AddDays(random.Next(-2, 45)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Clock() => $"{Day()} {random.Next(24):00}:{random.Next(60):00}:00";
        string Value(string column) => column switch
        {
            "id" or "small" => random.Next(-3, 55).ToString(CultureInfo.InvariantCulture),
            "amount" or "ratio" => random.Next(3) switch { 0 => $"{random.Next(55)}.25", 1 => $"{random.Next(55)}e0", _ => random.Next(-3, 55).ToString(CultureInfo.InvariantCulture) },
            "text" => $"'t{random.Next(60):00}'",
            "day" => random.Next(3) switch { 0 => $"DATE '{Day()}'", 1 => $"TIMESTAMP '{Clock()}+0{random.Next(10)}:00'", _ => $"CAST('{Day()}' AS date)" },
            "wall" => random.Next(5) switch { 3 => $"TIMESTAMP '{Clock()} UTC'", 4 => $"TIMESTAMP '{Clock()}-0{random.Next(10)}:00'", 0 => $"DATE '{Day()}'", 1 => $"TIMESTAMP '{Clock()}'", _ => $"CAST('{Clock()}' AS timestamp)" },
            "place.spot.x" => random.Next(-3, 55).ToString(CultureInfo.InvariantCulture),
            "place.city" => $"'t{random.Next(60):00}'",
            "moment" or "place.spot.since" => random.Next(7) switch { 5 => $"TIMESTAMP '{Clock()} UTC'", 6 => $"TIMESTAMP '{Clock()}+00:00'", 0 => $"DATE '{Day()}'", 1 => $"TIMESTAMP '{Clock()}'", 2 => $"TIMESTAMPTZ '{Clock()}+0{random.Next(10)}'", 3 => $"CAST('{Clock()}-0{random.Next(10)}:30' AS timestamp with time zone)", _ => $"TIMESTAMPTZ '{Clock()}'" },
            _ => $"md5('{random.Next(60)}')::UUID",
        };

        string[] columns = ["id", "small", "text", "day", "moment", "wall", "amount", "ratio", "place.spot.x", "place.city", "place.spot.since"];
        var column = columns[random.Next(columns.Length)];
        string[] operators = ["=", "<", "<=", ">", ">=", "<>"];
        return random.Next(7) switch
        {
            6 => $"text LIKE 't{random.Next(6)}{(random.Next(2) == 0 ? "%" : "_")}'",
            0 => $"{column} IN ({Value(column)}, {Value(column)}, {Value(column)})",
            1 => $"{column} BETWEEN {Value(column)} AND {Value(column)}",
            2 => $"{column} IS {(random.Next(2) == 0 ? "NOT " : "")}NULL",
            3 => $"{Value(column)} {operators[random.Next(operators.Length)]} {column}",
            _ => $"{column} {operators[random.Next(operators.Length)]} {Value(column)}",
        };
    }

    /// <summary>The answers of a file, and of one of the same rows whose column id is damaged.</summary>
    private async Task<(TrinoAnswer Intact, TrinoAnswer Damaged)> WithAndWithoutDamageAsync(string sql) => (await RunAsync(sql, SharedTables.Intact), await RunAsync(sql, SharedTables.Damaged));

    /// <summary>Overwrites the pages of a column and leaves the footer as it is.</summary>
    private static void Damage(DataFile file, string column)
    {
        var path = FileLocation.ToPath(file.Location);
        using var database = DuckDbDatabase.Open();
        using var session = database.Connect();
        using var found = session.Query(
            $"SELECT coalesce(dictionary_page_offset, data_page_offset), total_compressed_size FROM parquet_metadata({SqlText.Quote(path)}) WHERE split_part(path_in_schema, ',', 1) = '{column}'");
        using var bytes = File.OpenWrite(path);
        while (found.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                bytes.Position = Convert.ToInt64(chunk[0].GetValue(row), CultureInfo.InvariantCulture);
                bytes.Write(Enumerable.Repeat((byte)0xFF, Convert.ToInt32(chunk[1].GetValue(row), CultureInfo.InvariantCulture)).ToArray());
            }
        }
    }

    private static Task<IReadOnlyList<DataFile>> AppendAsync(PublishedTable table, int from, int rows, int nullEvery = 1_000_000) => table.AppendAsync(
        $"""
        SELECT * REPLACE (CASE WHEN id % {nullEvery} = 1 THEN NULL ELSE text END AS text, CASE WHEN id % {nullEvery} = 2 THEN NULL ELSE day END AS day, CASE WHEN id % {nullEvery} = 3 THEN NULL ELSE moment END AS moment)
        FROM (SELECT range AS id, (range % 50)::INTEGER AS small, format('t{"{"}:02d{"}"}', range) AS text, DATE '2026-01-01' + (range // 3)::INTEGER AS day,
            TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 9 HOUR AS moment, TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL 7 HOUR AS wall,
            md5(range::VARCHAR)::UUID AS key, range::DOUBLE AS ratio, range::DECIMAL(18,2) AS amount,
            struct_pack(city := format('t{"{"}:02d{"}"}', range), spot := struct_pack(x := range, since := TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 9 HOUR)) AS place, range || '@customers.example' AS email FROM range({from}, {from + rows}))
        """);

    private Task<TrinoAnswer> RunAsync(string sql, string name) =>
        mesh.Session(mesh.Analyst).RunAsync(string.Format(CultureInfo.InvariantCulture, sql, name));

    /// <summary>Tables that no test changes.</summary>
    public sealed class SharedTables(ProxyFixture mesh) : IAsyncLifetime
    {
        /// <summary>It has a file of the ids 0 to 9, and one of those from 1000 that is gone.</summary>
        public const string WithoutFile = "inventory.skipped_file";

        /// <summary>It has the id 1.</summary>
        public const string OneRow = "inventory.skipped_row";

        /// <summary>It has a file of the ids 0 to 9.</summary>
        public const string Intact = "inventory.skipped_none";

        /// <summary>The same file, of which the column id is damaged.</summary>
        public const string Damaged = "inventory.skipped_damage";

        public async Task InitializeAsync()
        {
            var (_, table) = await MakeAsync(WithoutFile);
            await AppendAsync(table, 0, 10);
            File.Delete(FileLocation.ToPath((await AppendAsync(table, 1000, 10))[0].Location));
            await AppendAsync((await MakeAsync(OneRow)).Table, 1, 1);
            await AppendAsync((await MakeAsync(Intact)).Table, 0, 10);
            Damage((await AppendAsync((await MakeAsync(Damaged)).Table, 0, 10))[0], "id");
        }

        public Task DisposeAsync() => Task.CompletedTask;

        internal async Task<(string Name, PublishedTable Table)> MakeAsync(string name, string? partitionedBy = null) =>
            (name, await mesh.PublishAsync(TestProducts.Product(name, Columns), partitionedBy: partitionedBy));
    }
}
