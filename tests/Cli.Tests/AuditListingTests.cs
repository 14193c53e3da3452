using System.Text.Json;
using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh audit</c> and <c>mesh product</c> against a mesh that answers as governance, catalog and a domain do.</summary>
public sealed class AuditListingTests
{
    [Fact]
    public async Task Audit_trail_is_listed_to_the_limit_with_its_filters()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await MeshCommand.CallAsync("audit", "--who", "analyst", "--product", "c.c", "--column", "email", "--decision", "permitted", "--from", "2026-01-01", "--to", "2026-01-31", "--governance", mesh.Address);

        Assert.Equal((0, "You see the records of the products that you may audit, and your own.\n"), (exitCode, errors));
        Assert.Equal(
            "2026-01-31T12:30:01Z\tanalyst\tended\tc.c\tfinished, 42 rows\tThe answer was given out to its end.\tcolumns email, id\tmasked email\tby query\n"
            + "2026-01-31T12:30:00Z\tana\\u001blyst\tread\t-\trefused\tNo rule permits it.\tby query\n",
            output);
        Assert.Equal("?limit=99&subject=analyst&product=c.c&column=email&permit=true&from=2026-01-01T00%3A00%3A00.0000000%2B00%3A00&to=2026-02-01T00%3A00%3A00.0000000%2B00%3A00&before=5.1", mesh.AuditQuery);
        var (_, first, more) = await MeshCommand.CallAsync("audit", "--limit", "1", "--format", "json", "--governance", mesh.Address);
        Assert.Equal("finished", JsonElement.Parse(Assert.Single(first.TrimEnd().Split('\n'))).GetProperty("outcome").GetString());
        Assert.Contains("There are older records", more, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no one", 0, "No record fits.\nYou see your own records.\n")]
    [InlineData("forbidden", 4, "No rule permits to audit every product.\n")]
    public async Task Audit_trail_without_a_record_or_permission_says_so(string who, int ends, string reports)
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal((ends, "", reports), await MeshCommand.CallAsync("audit", "--who", who, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Export_that_is_refused_leaves_the_earlier_file()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "audit.jsonl");
        await File.WriteAllTextAsync(file, "The export of last week");
        await using var mesh = await CannedMesh.StartAsync(_ => Results.Problem("No rule permits to audit every product.", statusCode: StatusCodes.Status403Forbidden));

        var refused = await MeshCommand.CallAsync("audit", "export", "--output", file, "--governance", mesh.Address);

        Assert.Equal((4, "", "No rule permits to audit every product.\n"), refused);
        Assert.Equal("The export of last week", await File.ReadAllTextAsync(file));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Stores_of_a_product_are_listed_and_its_deleted_rows_forgotten()
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal(
            (0,
            "@2\ttable\t400 days\tapplied 2026-01-31T12:30:00Z\t5 went 2026-01-31T11:30:00Z, 77 in all\n@2\tstream\t400 days by at\tnot applied yet\tnothing went yet\n",
            "c.c: its service does not answer, or a table cannot be read, so not all of it is known now.\n"),
            await MeshCommand.CallAsync("product", "storage", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
        Assert.Equal(
            (0, "c.c: no read that begins now returns a deleted row: every snapshot but the current one expired 2026-01-31T12:30:00Z. Reads that began before end, and the files are deleted, by 2026-01-31T12:46:00Z.\n", "c.c: snapshots stay that these branches and tags keep: main-2025. Remove them, and call this again.\n"),
            await MeshCommand.CallAsync("product", "forget", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
        Assert.Equal(
            (1, "e.e: the expiry of every snapshot but the current one is requested and not done yet; until then reads of earlier snapshots return deleted rows. Call this again to wait for it.\n", ""),
            await MeshCommand.CallAsync("product", "forget", "e.e", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Theory]
    [InlineData("true", "c.c: rows stay for ever: it has no retention.\n")]
    [InlineData("false", "c.c: its service does not answer, or a table cannot be read, so not all of it is known now.\n")]
    public async Task Storage_without_a_store_has_no_retention_only_where_it_is_complete(string isComplete, string reports)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.Text($$"""{"items":[],"stores":[],"is_complete":{{isComplete}}}""", "application/json"));

        Assert.Equal((0, "", reports), await MeshCommand.CallAsync("product", "storage", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Refill_is_called_until_it_is_complete()
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal(
            (0, "c.c: 620 rows emitted again. Readers see them with the next publishes.\n", "c.c: 500 rows emitted by now.\n"),
            await MeshCommand.CallAsync("product", "refill", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Stream_handlers_are_listed_and_an_event_is_skipped_and_replayed()
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal(
            (0,
            "A\torders.events@1\thandled 1::x\tfails since 2026-01-31T12:30:00Z at event 2::y, 7 tries: PostgresException: 23505: constraint k\t1 skipped\nB\torders.events\thas handled nothing yet\tworks\t0 skipped\n"
                + "C\torders.events@1\thandled 1::x\tfails since 2026-01-31T12:30:00Z, 3 tries: HttpRequestException: No rule permits to read it.\t0 skipped\n",
            ""),
            await MeshCommand.CallAsync("stream", "list", "payments", "--service", mesh.Address, "--governance", mesh.Address));
        Assert.Equal(
            (0, "A goes on after event 2::y of orders.events@1, which is dead letter 3. Fix the handler, then: mesh stream replay payments 3\n", ""),
            await MeshCommand.CallAsync("stream", "skip", "payments", "2::y", "--reason", "why", "--service", mesh.Address, "--governance", mesh.Address));
        Assert.Equal(
            (0, "3\tA\torders.events@1\t2::y\tskipped 2026-01-31T12:45:00Z by payments-owner: why\tPostgresException: 23505: constraint k\tnot replayed\n", ""),
            await MeshCommand.CallAsync("stream", "dead-letters", "payments", "--service", mesh.Address, "--governance", mesh.Address));
        Assert.Equal(
            (0, "A has handled event 2::y of orders.events@1 at 2026-01-31T13:00:00Z.\n", ""),
            await MeshCommand.CallAsync("stream", "replay", "payments", "3", "--service", mesh.Address, "--governance", mesh.Address));
    }
}
