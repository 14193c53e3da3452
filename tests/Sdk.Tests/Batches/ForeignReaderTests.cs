using System.Text.Json;
using MeshStarter.Sdk.Tests.Batches.Foreign;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Batches;

/// <summary>A table whose partitions were replaced, read by engines that no one here wrote.</summary>
public sealed class ForeignReaderTests(PostgresFixture postgres, PyIcebergReader python, IcebirdClient npm) : IClassFixture<PostgresFixture>, IClassFixture<PyIcebergReader>, IClassFixture<IcebirdClient>
{
    private const string Table = "checked.daily_totals_v1";

    private static readonly string[] Rows = ["2026-01-07 11", "2026-01-09 12", "2026-02-01 3", "2026-03-01 13"];

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Pyiceberg_sees_the_rows_that_our_own_reader_sees()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, "checked.daily_totals");
        await OverwriteAsync(world);
        var table = await world.Catalog.Tables.LoadAsync(new(["checked"], "daily_totals_v1"), CancellationToken.None);

        Assert.Equal(Rows, Reported(await python.ReadAsync(table!.MetadataLocation)));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Icebird_and_hyparquet_see_the_rows_that_our_own_reader_sees()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, "checked.daily_totals");
        await OverwriteAsync(world);

        var seen = (await npm.ReadAsync(new Uri(world.Catalog.Address, "iceberg"), "none", [Table]))[Table]!;

        Assert.Equal(Rows, Reported(JsonElement.Parse(seen["states"]![seen["current"]!.GetValue<string>()]!.ToJsonString()).EnumerateArray()));
        Assert.Equal(Rows, Reported(JsonElement.Parse(seen["rows"]!.ToJsonString()).EnumerateArray()));
        Assert.True(seen["described"]!.GetValue<bool>());
    }

    // A partition with several files is replaced, one stays, and one is new.
    private static async Task OverwriteAsync(CheckedWorld world)
    {
        var table = DataProductTableTests.Typed(world.Service);
        await table.PublishAsync("a", [Row(1, 7, 1), Row(1, 8, 2), Row(2, 1, 3)], CancellationToken.None);
        await table.PublishAsync("b", [Row(1, 9, 4)], CancellationToken.None);
        await table.OverwritePartitionsAsync("c", [Row(1, 7, 11), Row(1, 9, 12), Row(3, 1, 13)], CancellationToken.None);
        Assert.Equal(Rows, Reported((await world.RowsAsync("checked.daily_totals", 1)).Select(row => JsonElement.Parse(row))));
    }

    private static DailyTotalsRow Row(int month, int day, long payments) => new(new DateOnly(2026, month, day), payments);

    private static IEnumerable<string> Reported(IEnumerable<JsonElement> rows) =>
        rows.Select(row => $"{row.GetProperty("day").GetString()} {row.GetProperty("payments").GetInt64()}").Order(StringComparer.Ordinal);
}
