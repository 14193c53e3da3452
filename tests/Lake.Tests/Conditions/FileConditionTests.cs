using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Lake.Tests.Conditions;

/// <summary>The files that a condition in SQL leaves to be read: never fewer than have rows of it, and where it is plain no others.</summary>
[Trait("Category", "Quick")]
public sealed class FileConditionTests(FileConditionTests.TwoFiles files) : IClassFixture<FileConditionTests.TwoFiles>
{
    // Partitions and time zones of random tables, in turn.
    private static readonly (string? PartitionedBy, string Zone)[] RandomTables =
    [
        (null, "UTC"),
        (null, "America/Sao_Paulo"),
        ("t:identity", "Asia/Kolkata"),
        ("t:truncate[2]", "UTC"),
        ("x:truncate[100]", "Pacific/Kiritimati"),
        ("d:identity", "UTC"),
        ("id:bucket[4]", "America/New_York"),
        ("moment:day", "Pacific/Pago_Pago"),
        ("wall:month", "Europe/Berlin"),
        ("small:truncate[7]", "UTC"),
        ("f:identity", "UTC"),
        ("x:bucket[3]", "UTC"),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds.Of(2))];

    // Two files: 0 to 9, and 100 to 109.
    [Theory]
    [InlineData("x = 4")]
    [InlineData("x = 5.25")]
    [InlineData("5.5 > x")]
    [InlineData("x <= DECIMAL '9.75'")]
    [InlineData("x IN (1, 2.5, '3.75')")]
    [InlineData("x < CAST('50' AS DECIMAL(10,4))")]
    [InlineData("wide BETWEEN 0.5 AND 7")]
    [InlineData("d < 1.5")]
    [InlineData("d < 50")]
    [InlineData("1.5e0 > d")]
    [InlineData("d = '0.1'")]
    [InlineData("d < CAST(1.5 AS DOUBLE)")]
    [InlineData("f = 5.5")]
    [InlineData("f BETWEEN 0.1 AND 7")]
    [InlineData("f < REAL '10' OR f < 20")]
    [InlineData("id = 5.0")]
    [InlineData("id < 5.5")]
    [InlineData("id = 5e0")]
    [InlineData("id = '5'")]
    [InlineData("small IN (1, 7, 300)")]
    [InlineData("small = 1 OR small = 7")]
    [InlineData("small = 1 OR (t = 't003' AND id > 2)")]
    [InlineData("NOT (small > 50)")]
    [InlineData("NOT (small <> 5)")]
    [InlineData("NOT (small > 50 OR t = 't003')")]
    [InlineData("NOT (small > 50 AND (id > 50 AND d > 50))")]
    [InlineData("NOT (small NOT IN (1, 2))")]
    [InlineData("NOT (small NOT BETWEEN 1 AND 2)")]
    [InlineData("small NOT BETWEEN 50 AND 200")]
    [InlineData("small IS NOT DISTINCT FROM 5")]
    [InlineData("NOT (small IS DISTINCT FROM 5)")]
    [InlineData("t LIKE 't00%'")]
    [InlineData("t LIKE 't00_'")]
    [InlineData("t LIKE 't00%x%'")]
    [InlineData("t LIKE 't005'")]
    [InlineData("starts_with(t, 't00')")]
    [InlineData("t ^@ 't00'")]
    [InlineData("t NOT LIKE 't10%'")]
    [InlineData("NOT starts_with(t, 't10')")]
    [InlineData("t = CAST('t005' AS VARCHAR)")]
    [InlineData("T < 't05'")]
    [InlineData("flag")]
    [InlineData("flag = true")]
    [InlineData("flag IS TRUE")]
    [InlineData("NOT (NOT flag)")]
    [InlineData("day = DATE '2026-01-05'")]
    [InlineData("day < TIMESTAMP '2026-01-15 12:00:00'")]
    [InlineData("day < TIMESTAMPTZ '2026-01-15 12:00:00+00'")]
    [InlineData("clock < TIME '00:30:00'")]
    [InlineData("clock < '00:30:00.5'")]
    [InlineData("moment < TIMESTAMPTZ '2026-01-15 00:00:00+00'")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00'")]
    [InlineData("wall < TIMESTAMP '2026-01-15 00:00:00'")]
    [InlineData("wall < TIMESTAMPTZ '2026-01-15 00:00:00+02'")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00 UTC'")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00Z'")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00+00:00'")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00+05'")]
    [InlineData("moment < TIMESTAMPTZ '2026-01-15 00:00:00 UTC'")]
    [InlineData("moment < '2026-01-15 00:00:00 UTC'")]
    [InlineData("moment NOT BETWEEN '2026-02-01' AND '9999-12-31'")]
    [InlineData("moment BETWEEN TIMESTAMP '2025-01-01 00:00:00 UTC' AND TIMESTAMP '2026-01-11 00:00:00 UTC'")]
    [InlineData("moment <= TIMESTAMP '9999-12-31 23:59:59.999999' AND small < 50")]
    [InlineData("moment < TIMESTAMPTZ '9999-12-31 23:59:59-11:00' AND small < 50")]
    [InlineData("wall < TIMESTAMP '2026-01-15 00:00:00 UTC'")]
    [InlineData("wall < TIMESTAMP '2026-01-15 00:00:00+02:00'")]
    [InlineData("wall NOT BETWEEN TIMESTAMP '2026-02-01 00:00:00' AND TIMESTAMP '9999-12-31 00:00:00'")]
    [InlineData("day < TIMESTAMP '2026-01-15 00:00:00 UTC'")]
    [InlineData("day NOT BETWEEN DATE '2026-02-01' AND DATE '9999-12-31'")]
    [InlineData("o.small = 5")]
    [InlineData("place.city = 't005'")]
    [InlineData("PLACE.City LIKE 't00%'")]
    [InlineData("o.place.city IN ('t001', 't002')")]
    [InlineData("place.spot.x < 50")]
    [InlineData("o.place.spot.x = 5.0")]
    [InlineData("NOT (place.spot.x > 50)")]
    [InlineData("place.spot.since < TIMESTAMP '2026-01-15 00:00:00 UTC'")]
    [InlineData("bytes < '\\x05z'::BLOB")]
    [InlineData("u = md5('5')::UUID OR id = 5", false)]
    [InlineData("d IN (1, 1.5, 2e0)")]
    [InlineData("isnan(d)", true, true)]
    [InlineData("d IS NULL", true, true)]
    public async Task Files_without_a_row_of_the_condition_are_left_out(string condition, bool isPruned = true, bool isBoth = false)
    {
        var table = files.Table;
        Assert.Equal(isBoth ? [] : [0], table.Matching(condition));
        Assert.Equal(isBoth ? [] : isPruned ? [0] : [0, 1], await table.ReadAsync(condition));
    }

    /// <summary>Comparisons that the engine makes in ways of its own: a column is cast, or it is not certain to what.</summary>
    [Theory]
    [InlineData("t = 5")]
    [InlineData("t IN ('a', 5)")]
    [InlineData("t COLLATE NOCASE = 'T005'")]
    [InlineData("t ILIKE 'T00%'")]
    [InlineData("t LIKE '%5'")]
    [InlineData("t NOT LIKE 't10%9'")]
    [InlineData("t LIKE 't!_0%' ESCAPE '!'")]
    [InlineData("lower(t) = 't005'")]
    [InlineData("x = 5e0")]
    [InlineData("x = '5.255'")]
    [InlineData("id = '5.5'")]
    [InlineData("id BETWEEN 5 AND 5e0")]
    [InlineData("id = 100000000000000000000")]
    [InlineData("id < 9007199254740993e0")]
    [InlineData("small = CAST(5 AS FLOAT)")]
    [InlineData("wide = 1000000000000000000000.5")]
    [InlineData("d = 0.12345678901234567")]
    [InlineData("f = 0.123456789")]
    [InlineData("f NOT BETWEEN '0.7' AND 1e0")]
    [InlineData("flag = 1")]
    [InlineData("day = CAST('2026-01-05' AS VARCHAR)")]
    [InlineData("moment < TIMESTAMP '2026-01-15 00:00:00 Europe/Berlin'")]
    [InlineData("place.spot.x IS NULL")]
    [InlineData("place.spot.x IS DISTINCT FROM 500")]
    [InlineData("place IS NULL")]
    [InlineData("place.nothing = 5")]
    [InlineData("small.x = 5")]
    [InlineData("other.small = 5")]
    [InlineData("other.o.small = 5")]
    [InlineData("wall IN (TIMESTAMP '2026-01-05 00:00:00', TIMESTAMPTZ '2026-01-05 00:00:00+00')")]
    [InlineData("small = 5 OR length(t) = 3")]
    [InlineData("NOT (small > 50 AND length(t) = 3)")]
    [InlineData("small + 1 = 6")]
    [InlineData("bytes = 'ä'::BLOB")]
    [InlineData("x = NULL")]
    public async Task What_is_not_plain_leaves_out_nothing(string condition)
    {
        var table = files.Table;
        Assert.Equal([0, 1], await table.ReadAsync(condition));
    }

    /// <summary>The engine takes the table's column before the field of a column that is called as the table.</summary>
    [Fact]
    public async Task Field_of_a_column_that_is_called_as_the_table_leaves_out_nothing()
    {
        var table = files.Table;

        Assert.Equal([0], await table.ReadAsync("place.city = 't005'"));
        Assert.Equal([0, 1], await table.ReadAsync("place.city = 't005'", relation: "place"));
        Assert.Equal([0, 1], await table.ReadAsync("place.spot.x = 5", relation: "spot"));
    }

    // The mesh's own writer leaves such bounds out; others do not.
    [Theory]
    [InlineData("day < DATE '2026-01-01'", 9, sizeof(int))]
    [InlineData("moment < TIMESTAMPTZ '2026-01-01 00:00:00+00'", 11, sizeof(long))]
    [InlineData("wall < TIMESTAMP '2026-01-01 00:00:00'", 12, sizeof(long))]
    public async Task Column_from_minus_infinity_is_read(string condition, int id, int size)
    {
        using var table = await ConditionTable.CreateAsync();
        string Time(string column) => condition.StartsWith(column, StringComparison.Ordinal) ? "-infinity" : "2026-01-01";
        await table.AddAsync($"""
            SELECT true AS flag, 1 AS small, 1 AS id, 1 AS f, 1 AS d, 1 AS x, 't' AS t, md5('1')::UUID AS u, DATE '{Time("day")}' AS day, TIME '00:00:00' AS clock, TIMESTAMPTZ '{Time("moment")}' AS moment,
                TIMESTAMP '{Time("wall")}' AS wall, 'b'::BLOB AS bytes, 1 AS wide, struct_pack(city := 't', spot := struct_pack(x := 1, since := TIMESTAMPTZ '2026-01-01')) AS place
            """);
        var infinite = size == sizeof(int) ? BitConverter.GetBytes(-int.MaxValue) : BitConverter.GetBytes(-long.MaxValue);
        var bounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [id] = infinite });

        var file = Assert.Single(await table.SparedAsync(condition, metrics => metrics with { LowerBounds = bounds, UpperBounds = bounds }));

        Assert.Single(file.Whole);
        Assert.Equal(file.Whole, file.Spared);
        Assert.Equal(0, file.Columns);
    }

    [Fact]
    public async Task Thousands_of_alternatives_are_not_compared_with_each_file()
    {
        var table = files.Table;
        Assert.Equal([0, 1], await table.ReadAsync(string.Join(" OR ", Enumerable.Range(0, 1000).Select(id => $"id = {id * 1000}"))));
        Assert.Equal([0, 1], await table.ReadAsync($"id IN ({string.Join(", ", Enumerable.Range(0, 1000).Select(id => id * 1000))})"));
    }

    [Theory]
    [Trait("Category", "Property")]
    [MemberData(nameof(Seeds))]
    public async Task File_with_a_row_of_a_condition_is_never_left_out(int seed)
    {
        var (partitionedBy, zone) = RandomTables[(seed - 1) % RandomTables.Length];
        using var table = await ConditionTable.CreateAsync(partitionedBy);
        table.Session.Execute($"SET TimeZone = '{zone}'");
        var random = new Random(seed);
        for (var file = 0; file < 6; file++)
        {
            await table.AddAsync(string.Join(" UNION ALL ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomConditions.Row(random))));
        }

        var (understood, pruned, spared) = (0, 0, 0);
        for (var requested = 0; requested < 60; requested++)
        {
            var condition = RandomConditions.Of(random);
            if (table.Matching(condition) is { } matching)
            {
                var read = await table.ReadAsync(condition);
                Assert.True(!matching.Except(read).Any(), $"{condition}: {string.Join(',', read)} are read, and {string.Join(',', matching)} have rows of it");
                if (requested % 20 == 0)
                {
                    Assert.Equal(await table.RowsAsync(condition, isPruned: false), await table.RowsAsync(condition, isPruned: true));
                }

                foreach (var file in requested % 6 == 0 ? await table.SparedAsync(condition) : [])
                {
                    Assert.True(file.Whole.SequenceEqual(file.Spared), $"{condition}: {string.Join('\n', file.Whole)}\nis not\n{string.Join('\n', file.Spared)}");
                    spared += file.Columns;
                }

                understood++;
                pruned += read.Count < 6 ? 1 : 0;
            }
        }

        Assert.True(understood > 20 && pruned > 6 && spared > 0, $"of {understood} conditions {pruned} left out files, and {spared} columns were not read");
    }

    // Two files: 0 to 9, and 100 to 109.
    [Theory]
    [InlineData("id BETWEEN 0 AND 50", 2)]
    [InlineData("id > 9", 2)]
    [InlineData("id < 5 OR id > 90", 1)]
    [InlineData("NOT (id > 50)", 2)]
    [InlineData("id IN (1, 2) AND small > 200", 3)]
    [InlineData("id IS NOT NULL", 2)]
    [InlineData("x >= 100 AND t = 't003'", 2)]
    [InlineData("day < DATE '2026-02-15' AND moment > TIMESTAMPTZ '2026-02-15 00:00:00+00' AND wall < TIMESTAMP '2026-02-15 00:00:00'", 6)]
    [InlineData("id > 50 AND place.spot.x > 3", 2)]
    // Compared with itself, used otherwise, a text, a number that may be NaN, and a field of a struct.
    [InlineData("id > 50 OR id = small", 0)]
    [InlineData("id > 50 AND id % 2 = 0", 0)]
    [InlineData("t > 't050'", 0)]
    [InlineData("d > 50", 0)]
    [InlineData("place.spot.x > 50", 0)]
    [InlineData("t LIKE 't00_'", 0)]
    public async Task Column_whose_comparisons_the_statistics_imply_is_not_read(string condition, int columns)
    {
        var read = await files.Table.SparedAsync(condition);
        Assert.All(read, file => Assert.Equal(file.Whole, file.Spared));
        Assert.Equal(columns, read.Sum(file => file.Columns));
    }

    /// <summary>The table of the conditions; no test changes it.</summary>
    public sealed class TwoFiles : IAsyncLifetime
    {
        private ConditionTable? _table;

        internal ConditionTable Table => _table!;

        public async Task InitializeAsync()
        {
            _table = await ConditionTable.CreateAsync();
            foreach (var from in new[] { 0, 100 })
            {
                await Table.AddAsync($$"""
                    SELECT range < 50 AS flag, range AS small, range AS id, CASE range WHEN 5 THEN 5.5 ELSE range END AS f, CASE range WHEN 1 THEN 0.1 ELSE range END AS d, CASE range WHEN 5 THEN 5.25 ELSE range END AS x,
                        CASE range WHEN 3 THEN 't003x' ELSE format('t{:03d}', range) END AS t, md5(range::VARCHAR)::UUID AS u, DATE '2026-01-01' + range::INTEGER AS day, TIME '00:00:00' + range * INTERVAL 1 MINUTE AS clock,
                        TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 1 DAY AS moment, TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL 1 DAY AS wall, format('\x{:02X}', range)::BLOB AS bytes, range AS wide,
                        struct_pack(city := format('t{:03d}', range), spot := struct_pack(x := range, since := TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 1 DAY)) AS place
                    FROM (SELECT range FROM range({{from}}, {{from + 10}}) UNION ALL SELECT 5 WHERE {{from}} = 0)
                    """);
            }
        }

        public Task DisposeAsync()
        {
            Table.Dispose();
            return Task.CompletedTask;
        }
    }
}
