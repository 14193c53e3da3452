using System.Text;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class FileIntakeTests(PostgresFixture postgres) : FolderTests, IClassFixture<PostgresFixture>
{
    /// <summary>A product without a key.</summary>
    internal const string Facts = """
        name: sales.visits
        owner: sales-team@company.com
        schema:
          - { name: place, type: STRING, required: true }
          - { name: visited_at, type: TIMESTAMP }
        """;

    private const string Readings = """
        name: sales.readings
        owner: sales-team@company.com
        schema:
          - { name: id, type: INTEGER, required: true }
          - { name: ratio, type: DOUBLE }
          - { name: seen, type: "ARRAY<TIMESTAMP>" }
          - { name: part, type: "STRUCT<payload: BINARY, at: TIMESTAMP, ratios: ARRAY<DOUBLE>>" }
          - { name: parts, type: "MAP<STRING, ARRAY<STRUCT<x: BINARY>>>" }
          - { name: opens, type: "ARRAY<TIME>" }
          - { name: closes, type: TIME }
        key: [id]
        """;

    private const string Tickets = """
        name: sales.tickets
        owner: sales-team@company.com
        schema:
          - { name: event_id, type: UUID, required: true }
          - { name: state, type: STRING, required: true }
        key: [event_id]
        """;

    [SkippableFact]
    [Trait("Category", "Quick")]
    public async Task Files_are_read_once_and_a_rewritten_one_replaces_rows_by_key()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.csv", "customer_id,name,notes,ignored\n1,Ana,,x\n2,\"Bia, B.\",,y\n");
        await WriteAsync("sub/b.jsonl", "{\"customer_id\":3,\"name\":\"Caio\",\"notes\":\"n\"}\n");
        await WriteAsync("readme.txt", "no file of the source");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia, B."), Row(3, "Caio", "n"));

        await WriteAsync("copy.csv", "customer_id,name,notes,ignored\n1,Ana,,x\n2,\"Bia, B.\",,y\n");
        await WriteAsync("sub/b.jsonl", "{\"customer_id\":3,\"name\":\"Cauã\"}\n{\"customer_id\":4,\"name\":\"Davi\"}\n");
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia, B."), Row(3, "Cauã"), Row(4, "Davi"));
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 2 0", "copy.csv 2 0", "sub/b.jsonl 2 0"]));
        Assert.Equal([5L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));

        File.Delete(Path.Combine(Folder.Path, "a.csv"));
        File.Delete(Path.Combine(Folder.Path, "copy.csv"));
        await world.RequestAsync();
        await world.HasAsync(Row(3, "Cauã"), Row(4, "Davi"));
    }

    [SkippableFact]
    public async Task Last_file_wins_also_with_the_content_of_an_earlier_one()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await using var reading = world.Read();
        foreach (var (file, name) in new[] { ("01.csv", "Ana"), ("02.csv", "Bia"), ("03.csv", "Ana") })
        {
            await WriteAsync(file, $"customer_id,name\n1,{name}\n");
            await Eventually.HoldsAsync(async () => (await FilesAsync(world)).Any(read => read.StartsWith(file, StringComparison.Ordinal)));
            Assert.Equal([Row(1, name)], await world.RowsAsync());
        }
    }

    [SkippableFact]
    public async Task Rows_that_break_the_contract_are_rejected_by_file_and_line_and_the_others_are_read()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\nx,Bia\n3\n4,\n5,Davi\n");
        await WriteAsync("b.jsonl", "{\"customer_id\":6}\n[]\n{\n{\"customer_id\":7,\"name\":\"Eva\"}\n");
        await WriteAsync("c.csv", "id,name\n8,Gil\n");
        await WriteAsync("d.parquet", "PAR1 and no more");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana"), Row(5, "Davi"), Row(7, "Eva"));
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 2 3", "b.jsonl 1 3", "c.csv 0 0", "d.parquet 0 0"]));

        var problems = await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files ORDER BY file");
        Assert.Equal(
            ["a.csv:3: customer_id: type: ", "a.csv:4: has 1 columns where the header has 2", "a.csv:5: name: required: ", "b.jsonl:1: name: required: ", "b.jsonl:2: is no JSON object", "b.jsonl:3: is not JSON", "c.csv:1: the header lacks customer_id, ", "d.parquet: it is no Parquet file."],
            problems.Zip((int[])[28, 0, 25, 27, 0, 0, 39, 0], (problem, length) => length == 0 ? problem : problem[..Math.Min(length, problem.Length)]));

        // A file whose writer stopped halfway is read when it is whole.
        WriteParquet("d.parquet", "SELECT 8 AS customer_id, 'Hugo' AS name");
        await world.HasAsync(Row(1, "Ana"), Row(5, "Davi"), Row(7, "Eva"), Row(8, "Hugo"));
    }

    [SkippableFact]
    public async Task Line_of_json_whose_text_is_none_is_rejected_and_stops_no_other_file()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "a.jsonl"), "{\"customer_id\":1,\"name\":\"Cauã\"}\n{\"customer_id\":2,\"name\":\"\\ud800\"}\n{\"customer_id\":3,\"name\":\"Caio\"}\n", Encoding.Latin1);
        // An earlier program lost a letter of it; the file is UTF-8.
        await WriteAsync("b.jsonl", "{\"customer_id\":4,\"name\":\"Jo\uFFFDo\"}\n");
        await using var reading = world.Read();

        await world.HasAsync(Row(3, "Caio"), Row(4, "Jo\uFFFDo"));
        Assert.Equal(["a.jsonl:1: is not UTF-8 text", "a.jsonl:2: escapes half of a character, which no text has"], await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files"));
    }

    [SkippableFact]
    public async Task Key_that_no_outbox_can_hold_is_rejected_and_stops_no_other_row()
    {
        const string Codes = """
            name: sales.customers
            owner: sales-team@company.com
            schema:
              - { name: code, type: STRING, required: true }
            key: [code]
            """;
        await using var world = await StartAsync(postgres, Source(), "", Codes);
        await WriteAsync("a.jsonl", "{\"code\":\"a\\u0000\"}\n{\"code\":\"b\"}\n");
        await using var reading = world.Read();

        await world.HasAsync("""{"code":"b"}""");
        Assert.Equal(["a.jsonl:1: code: key: no value of a key has the character U+0000."], await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files"));
    }

    [SkippableFact]
    public async Task Event_that_was_emitted_before_is_no_row_of_a_later_file()
    {
        const string Events = """
            name: sales.events
            owner: sales-team@company.com
            schema:
              - { name: event_id, type: UUID, required: true }
              - { name: state, type: STRING, required: true }
            """;
        await using var world = await StartAsync(postgres, Source(), "", Events);
        var ids = Enumerable.Range(1, 3).Select(_ => Guid.NewGuid()).ToArray();
        await WriteAsync("a.csv", $"event_id,state\n{ids[0]},new\n{ids[1]},new\n");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 2 0"]));

        await WriteAsync("b.csv", $"event_id,state\n{ids[1]},old\n{ids[2]},new\n");

        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 2 0", "b.csv 1 0"]));
        Assert.Equal([3L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        Assert.Equal([("a.csv", 0L), ("b.csv", 1L)], (await world.StatusAsync()).Files.Select(file => (file.File, file.PassedOver)).Order());
    }

    [SkippableFact]
    public async Task Status_has_the_files_with_problems_however_many_were_read_since()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.jsonl", "{\"customer_id\":1}\n");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.jsonl 0 1"]));
        for (var file = 0; file < 201; file++)
        {
            await WriteAsync($"b{file:D3}.jsonl", $"{{\"customer_id\":{file},\"name\":\"Bia\"}}\n");
        }

        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).Count == 202);
        Assert.Equal("a.jsonl", (await world.StatusAsync()).Files[0].File);
    }

    [SkippableFact]
    public async Task Line_inside_a_value_of_csv_replaces_no_row()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.csv", "customer_id,name,notes\n99,Zoe,\n1,Ann,\"call back\n99,Mallory,x\ntomorrow\"\n");
        await WriteAsync("b.csv", "customer_id,name,notes\n2,Bia,\"never\n99,Mallory,x\n");
        await using var reading = world.Read();

        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 2 0", "b.csv 0 1"]));
        Assert.Equal([Row(1, "Ann", "call back\\n99,Mallory,x\\ntomorrow"), Row(99, "Zoe")], await world.RowsAsync());
    }

    [SkippableTheory]
    [InlineData("id,name\n3,Caio\n")]
    [InlineData("customer_id,name\nx,Caio\n")]
    public async Task Snapshot_deletes_no_row_while_a_file_that_may_have_it_is_not_read_as_a_whole(string broken)
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n2,Bia\n");
        await WriteAsync("b.csv", "customer_id,name\n3,Caio\n");
        await using var reading = world.Read();
        await ReadWholeAsync(world, 1);

        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await WriteAsync("b.csv", broken);
        await world.RequestAsync();
        await ReadWholeAsync(world, 2);
        Assert.Equal([Row(1, "Ana"), Row(2, "Bia"), Row(3, "Caio")], await world.RowsAsync());
        Assert.Equal(["2 rows that no file has are kept: a file with problems may have them. Correct the files, and run mesh source snapshot sales.customers."], (await world.StatusAsync()).Warnings);

        await WriteAsync("b.csv", "customer_id,name\n3,Caio\n");
        await world.RequestAsync();
        await ReadWholeAsync(world, 3);
        Assert.Equal([Row(1, "Ana"), Row(3, "Caio")], await world.RowsAsync());
        Assert.Empty((await world.StatusAsync()).Warnings);
    }

    [SkippableFact]
    public async Task Values_of_parquet_are_those_of_the_file_at_any_depth()
    {
        await using var world = await StartAsync(postgres, Source(), "", Readings);
        WriteParquet(
            "a.parquet",
            """
            SELECT 1 AS id, 'NaN'::DOUBLE AS ratio, [TIMESTAMPTZ '2026-01-31 12:30:00+00', NULL] AS seen,
                {'payload': 'test'::BLOB, 'at': TIMESTAMPTZ '2026-01-31 13:30:00.5+01', 'ratios': ['Infinity'::DOUBLE, 1.5, NULL]} AS part,
                MAP {'a': [{'x': 'test'::BLOB}], 'b': NULL} AS parts, ['12:30:00+00'::TIMETZ, NULL] AS opens, '18:00:00.25+00'::TIMETZ AS closes
            UNION ALL SELECT 2, '-Infinity'::DOUBLE, [], {'payload': NULL, 'at': NULL, 'ratios': NULL}, MAP {}, [], NULL
            UNION ALL SELECT 3, 1.5, NULL, NULL, NULL, NULL, NULL
            """);
        await using var reading = world.Read();

        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).Count == 1);
        Assert.Empty(await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files"));
        Assert.Equal(
            [
                """{"id":1,"ratio":"NaN","seen":["2026-01-31T12:30:00Z",null],"part":{"payload":"dGVzdA==","at":"2026-01-31T12:30:00.500000Z","ratios":["Infinity",1.5,null]},"parts":{"a":[{"x":"dGVzdA=="}],"b":null},"opens":["12:30:00",null],"closes":"18:00:00.250000"}""",
                """{"id":2,"ratio":"-Infinity","seen":[],"part":{"payload":null,"at":null,"ratios":null},"parts":{},"opens":[],"closes":null}""",
                """{"id":3,"ratio":1.5,"seen":null,"part":null,"parts":null,"opens":null,"closes":null}"""
            ],
            await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Bytes_of_parquet_are_texts_where_the_product_has_texts()
    {
        const string Notes = """
            name: sales.notes
            owner: sales-team@company.com
            schema:
              - { name: id, type: INTEGER, required: true }
              - { name: text, type: STRING }
              - { name: tags, type: "MAP<STRING, ARRAY<STRING>>" }
              - { name: part, type: "STRUCT<label: STRING, payload: BINARY>" }
            key: [id]
            """;
        await using var world = await StartAsync(postgres, Source(), "", Notes);
        WriteParquet("a.parquet", "SELECT 1 AS id, encode('Cauã') AS text, MAP {encode('a'): [encode('x'), NULL]} AS tags, {'label': encode('y'), 'payload': encode('test')} AS part UNION ALL SELECT 2, NULL, NULL, NULL");
        WriteParquet("b.parquet", "SELECT 3 AS id, '\\xFF'::BLOB AS text");
        await using var reading = world.Read();

        await world.HasAsync("""{"id":1,"text":"Cauã","tags":{"a":["x",null]},"part":{"label":"y","payload":"dGVzdA=="}}""", """{"id":2,"text":null,"tags":null,"part":null}""");
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")).SequenceEqual(
            ["b.parquet: a column that is a STRING in the product has bytes that are not UTF-8. Fix: write it as UTF-8, or declare it as BINARY."]));
    }

    [SkippableTheory]
    [InlineData("/nowhere/at/all")]
    [InlineData("s3://exports/without/keys")]
    public async Task Failure_of_a_source_is_reported_until_this_process_reads_it_no_more(string path)
    {
        await using var world = await StartAsync(postgres, $"name: exports\nkind: files\npath: {path}\n", "");
        var reading = world.Read();
        await using (reading)
        {
            await Eventually.HoldsAsync(() => reading.Failures.Lasting.Count == 1);
        }

        Assert.Empty(reading.Failures.Lasting);
    }

    [SkippableFact]
    public async Task Facts_are_read_once_and_a_rewritten_file_is_refused()
    {
        await using var world = await StartAsync(postgres, Source(), "", Facts);
        WriteParquet("a.parquet", "SELECT 'shop' AS place, TIMESTAMPTZ '2026-01-31 12:30:00+00' AS visited_at UNION ALL SELECT 'shop', NULL");

        await using (world.Read())
        {
            await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT data FROM mesh.outbox ORDER BY id"))
                .SequenceEqual(["{\"place\":\"shop\",\"visited_at\":\"2026-01-31T12:30:00Z\"}", "{\"place\":\"shop\",\"visited_at\":null}"]));
        }

        await WriteAsync("b.csv", "place\nhome\n");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"))[0] == 3);
        await WriteAsync("b.csv", "place\nhome\nwork\n");
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")).SequenceEqual(
            ["b.csv was written again, and rows without a key cannot be replaced. Fix: put further rows into a further file, or declare a key in data-product.yaml."]));
        Assert.Equal([3L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));

        // A refused content was not taken, under another name either; the one that was has no problem.
        await WriteAsync("c.csv", "place\nhome\nwork\n");
        await WriteAsync("b.csv", "place\nhome\n");
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.parquet 2 0", "b.csv 1 0", "c.csv 2 0"]));
        Assert.Equal([5L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")).Count == 0);
        Assert.Equal(5, (await world.StatusAsync()).Rows);
    }

    [SkippableFact]
    public async Task File_that_was_refused_as_a_whole_is_read_when_the_source_is_corrected()
    {
        await using var world = await StartAsync(postgres, Source(), "", Facts);
        await WriteAsync("a.csv", "where\nshop\n");
        await using (world.Read())
        {
            await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 0 0"]));
        }

        await using var reading = world.With($"{Source()}columns: {{ place: where }}\n").Read();
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 1 0"]));
    }

    [SkippableFact]
    public async Task Row_keeps_its_event_id_when_it_changes_and_when_it_comes_back()
    {
        await using var world = await StartAsync(postgres, Source(), "", Tickets);
        await WriteAsync("a.jsonl", Ticket("open"));
        await using var reading = world.Read();
        await world.HasAsync(Ticket("open"));

        await WriteAsync("a.jsonl", Ticket("closed"));
        await world.HasAsync(Ticket("closed"));

        File.Delete(Path.Combine(Folder.Path, "a.jsonl"));
        await world.RequestAsync();
        await world.HasAsync();
        await WriteAsync("b.jsonl", Ticket("closed"));
        await world.HasAsync(Ticket("closed"));
    }

    [SkippableFact]
    public async Task File_that_cannot_be_read_is_refused_until_it_can_and_stops_no_other()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "b.csv"), Path.Combine(Folder.Path, "nowhere"));
        await WriteAsync("c.csv", "customer_id,name\n3,Caio\n");
        await using var reading = world.Read();

        await world.HasAsync(Row(1, "Ana"), Row(3, "Caio"));
        Assert.StartsWith("b.csv cannot be read: ", Assert.Single(await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")), StringComparison.Ordinal);

        File.Delete(Path.Combine(Folder.Path, "b.csv"));
        await WriteAsync("b.csv", "customer_id,name\n2,Bia\n");
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"), Row(3, "Caio"));
        await Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(["a.csv 1 0", "b.csv 1 0", "c.csv 1 0"]));
        Assert.Empty(await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files"));
    }

    // As Kubernetes mounts a ConfigMap: files are links through a hidden folder, which is itself a link.
    [SkippableFact]
    public async Task File_that_a_link_leads_to_is_read_and_one_in_a_circle_stops_no_other()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        await WriteAsync("..first/a.csv", "customer_id,name\n1,Ana\n");
        await WriteAsync("..second/a.csv", "customer_id,name\n1,Ana\n2,Bia\n");
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "..data"), "..first");
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "a.csv"), Path.Combine("..data", "a.csv"));
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "b.csv"), "b.csv");
        await using var reading = world.Read();

        await world.HasAsync(Row(1, "Ana"));
        await world.StateAsync("current");
        Assert.StartsWith("b.csv cannot be read: ", Assert.Single(await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")), StringComparison.Ordinal);

        File.Delete(Path.Combine(Folder.Path, "..data"));
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "..data"), "..second");
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
    }

    [SkippableFact]
    public async Task Damaged_parquet_file_is_refused_and_stops_no_other()
    {
        await using var world = await StartAsync(postgres, Source(), "");
        WriteParquet("a.parquet", "SELECT range::INTEGER AS customer_id, 'Ana' || range AS name FROM range(1000)");
        await using (var damaged = File.OpenWrite(Path.Combine(Folder.Path, "a.parquet")))
        {
            damaged.Position = 4;
            await damaged.WriteAsync(Enumerable.Repeat((byte)0xFF, 96).ToArray());
        }

        WriteParquet("b.parquet", "SELECT 2 AS customer_id, 'Bia' AS name");
        await using var reading = world.Read();

        await world.HasAsync(Row(2, "Bia"));
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")).SequenceEqual(["a.parquet: it cannot be read to its end."]));
    }

    private static Task ReadWholeAsync(IntakeWorld world, long generation) =>
        Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT generation FROM mesh.sources WHERE state = 'current'")).SequenceEqual([generation]));

    private static Task<IReadOnlyList<string>> FilesAsync(IntakeWorld world) => world.Database.QueryAsync<string>("SELECT file || ' ' || rows || ' ' || rejected FROM mesh.source_files ORDER BY file");

    private static string Ticket(string state) => $$"""{"event_id":"0190163d-8694-739b-aea5-966c26f8ad90","state":"{{state}}"}""";

    private string Source() => $"name: exports\nkind: files\npath: {Folder.Path}\nevery: 1 second\n";

    private void WriteParquet(string name, string select) => WholeFile.WriteParquet(Path.Combine(Folder.Path, name), select);

    private Task WriteAsync(string name, string content) => WholeFile.WriteAsync(Path.Combine(Folder.Path, name), content);
}
