using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

public sealed class ImportLedgerTests(PostgresFixture postgres) : FolderTests, IClassFixture<PostgresFixture>
{
    private static readonly CsvValueColumn<int> Id = CsvColumns.Whole("id", minimum: 1);

    private readonly LogLines<ImportLedger> _lines = new();

    [SkippableFact]
    public async Task Import_that_loses_its_database_begins_again_and_reports_each_bad_row_once()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var file = Folder.Csv("id\n1\nx\n2\ny\n3\nz\n", new CsvFormat("orders.csv") { Key = [Id], Columns = [] });
        var ledger = new ImportLedger(TimeProvider.System, _lines);
        var tries = 0;

        await ledger.RunAsync(
            async cancellationToken =>
            {
                tries++;
                foreach (var row in ledger.Rows(file))
                {
                    // The first try dies after the second bad row, by the same cut that a restarted server makes.
                    await database.ExecuteAsync(tries == 1 && row.Get(Id) == 3 ? "SELECT pg_terminate_backend(pg_backend_pid())" : "SELECT 1");
                }
            },
            CancellationToken.None);

        Assert.Equal(2, tries);
        Assert.Equal((ImportState.Done, 3L, 3L, null), (ledger.Status.State, ledger.Status.Imported["orders.csv"], ledger.Status.Rejected, ledger.Status.Error));
        Assert.Equal(["x", "y", "z"], _lines.Where(line => line.Contains("is not", StringComparison.Ordinal)).Select(line => line.Split('"')[1]));
        Assert.Single(_lines, line => line.StartsWith("The import begins again: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Import_that_the_database_refuses_quotes_no_value_that_it_could_not_convert()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var ledger = new ImportLedger(TimeProvider.System, _lines);

        await ledger.RunAsync(_ => database.ExecuteAsync("SELECT CAST('ana@example.org' AS integer)"), CancellationToken.None);

        Assert.Equal((ImportState.Failed, "22P02: a value cannot be converted or computed with; the database's log has it"), (ledger.Status.State, ledger.Status.Error));
        Assert.Equal("The import stopped: " + ledger.Status.Error, Assert.Single(_lines));
    }

    [Fact]
    public async Task Import_of_a_file_that_cannot_be_read_ends_and_says_why()
    {
        var ledger = new ImportLedger(TimeProvider.System, _lines);

        await ledger.RunAsync(
            cancellationToken => Task.Run(() => ledger.Rows(new CsvFile(Folder.Path, new CsvFormat("orders.csv") { Key = [Id], Columns = [] })).Count(), cancellationToken),
            CancellationToken.None);

        Assert.Equal(ImportState.Failed, ledger.Status.State);
        Assert.StartsWith("orders.csv: cannot be read: ", ledger.Status.Error, StringComparison.Ordinal);
        Assert.Equal("The import stopped: " + ledger.Status.Error, Assert.Single(_lines));
    }
}
