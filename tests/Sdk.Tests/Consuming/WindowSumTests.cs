using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.DuckDb;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

[Trait("Category", "Quick")]
public sealed class WindowSumTests : PortServerTests
{
    [Theory]
    [InlineData("DOUBLE")]
    [InlineData("REAL")]
    public async Task Floating_point_numbers_have_one_sum_and_one_mean_however_they_come(string type)
    {
        Server.Register("orders.weights", PortType.Table, ("kg", type), ("at", "TIMESTAMP"));
        var rows = await SubscribeAsync("orders.weights");
        var days = rows.GroupByWindow("at", TimeSpan.FromDays(1));
        string[] kilograms = ["1e16", "0.1", "-1e16", "0.3", "3.5", "1e-9", "null", "7e15"];
        HashSet<(double?, double?, double?)> seen = [];
        for (var seed = 0; seed < 6; seed++)
        {
            new Random(seed).Shuffle(kilograms);
            Server.ServeRows("orders.weights", [.. kilograms.Select(kg => Weighed(kg, 24))]);
            var summed = await days.ToRows("day", WindowColumn.Sum("kg", "kg")).ToListAsync<Weight>(CancellationToken.None);
            seen.Add((Assert.Single(await days.Sum<double?>("kg").ToListAsync(CancellationToken.None)).Value, Assert.Single(await days.Avg("kg").ToListAsync(CancellationToken.None)).Value, Assert.Single(summed).Kg));
        }

        var (sum, mean, column) = Assert.Single(seen);
        Assert.Equal((sum, sum / 7), (column, mean));
        Assert.StartsWith($"kg is {type}, whose sums are no decimals; ask for Sum<double?>(\"kg\").", Assert.Throws<ArgumentException>(() => days.Sum("kg")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_that_are_none_and_infinite_ones_are_read_as_such()
    {
        Server.Register("orders.weights", PortType.Table, ("kg", "DOUBLE"), ("at", "TIMESTAMP"));
        Server.ServeRows("orders.weights", Weighed("\"Infinity\"", 24), Weighed("1", 24), Weighed("\"NaN\"", 25));
        var rows = await SubscribeAsync("orders.weights");

        Assert.Equal([double.PositiveInfinity, 1, double.NaN], (await rows.ToListAsync<Weight>(CancellationToken.None)).Select(row => row.Kg!.Value));
        Assert.Equal([double.PositiveInfinity, double.NaN], (await rows.GroupByWindow("at", TimeSpan.FromDays(1)).Sum<double?>("kg").ToListAsync(CancellationToken.None)).Select(window => window.Value!.Value));
    }

    [Theory]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999", null)]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "1", null)]
    [InlineData("DECIMAL(38,2)", "-999999999999999999999999999999999999.99", "-0.01", null)]
    [InlineData("DECIMAL(38,38)", "0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001", null)]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999998", "1", "99999999999999999999999999999999999999")]
    [InlineData("DECIMAL(38,2)", "-999999999999999999999999999999999999.98", "-0.01", "-999999999999999999999999999999999999.99")]
    public async Task Sum_has_as_many_digits_as_a_decimal_and_is_an_error_beyond_them(string type, string one, string other, string? sum)
    {
        Server.Register("orders.sums", PortType.Table, ("n", type), ("at", "TIMESTAMP"));
        Server.ServeRows("orders.sums", new { n = one, at = "2017-11-24T00:00:00Z" }, new { n = other, at = "2017-11-24T01:00:00Z" });
        var days = (await SubscribeAsync("orders.sums")).GroupByWindow("at", TimeSpan.FromDays(1));

        if (sum is null)
        {
            await Assert.ThrowsAsync<DuckDbException>(() => days.Sum<string>("n").ToListAsync(CancellationToken.None));
        }
        else
        {
            Assert.Equal(sum, Assert.Single(await days.Sum<string>("n").ToListAsync(CancellationToken.None)).Value);
        }
    }

    private static object Weighed(string kg, int day) => JsonElement.Parse($$"""{"kg":{{kg}},"at":"2017-11-{{day}}T00:00:00Z"}""");

    private sealed record Weight(double? Kg);
}
