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
        var days = rows.GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("kg", "kg"), WindowColumn.Avg("mean", "kg"));
        string[] kilograms = ["1e16", "0.1", "-1e16", "0.3", "3.5", "1e-9", "null", "7e15"];
        HashSet<Weight> seen = [];
        for (var seed = 0; seed < 6; seed++)
        {
            new Random(seed).Shuffle(kilograms);
            Server.ServeRows("orders.weights", [.. kilograms.Select(kg => Weighed(kg, 24))]);
            seen.Add(Assert.Single(await days.ToListAsync<Weight>(CancellationToken.None)));
        }

        var (sum, mean) = Assert.Single(seen);
        Assert.Equal(sum / 7, mean);
    }

    [Fact]
    public async Task Numbers_that_are_none_and_infinite_ones_are_read_as_such()
    {
        Server.Register("orders.weights", PortType.Table, ("kg", "DOUBLE"), ("at", "TIMESTAMP"));
        Server.ServeRows("orders.weights", Weighed("\"Infinity\"", 24), Weighed("1", 24), Weighed("\"NaN\"", 25));
        var rows = await SubscribeAsync("orders.weights");

        Assert.Equal([double.PositiveInfinity, 1, double.NaN], (await rows.ToListAsync<Weight>(CancellationToken.None)).Select(row => row.Kg!.Value));
        Assert.Equal([double.PositiveInfinity, double.NaN], (await rows.GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("kg", "kg")).ToListAsync<Weight>(CancellationToken.None)).Select(day => day.Kg!.Value));
    }

    [Theory]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "1")]
    [InlineData("DECIMAL(38,2)", "-999999999999999999999999999999999999.99", "-0.01")]
    [InlineData("DECIMAL(38,38)", "0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001")]
    public async Task Sum_of_more_digits_than_a_decimal_has_is_an_error_and_no_other_number(string type, string one, string other)
    {
        Server.Register("orders.sums", PortType.Table, ("n", type), ("at", "TIMESTAMP"));
        Server.ServeRows("orders.sums", new { n = one, at = "2017-11-24T00:00:00Z" }, new { n = other, at = "2017-11-24T01:00:00Z" });
        var days = (await SubscribeAsync("orders.sums")).GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("n", "n"));

        await Assert.ThrowsAsync<DuckDbException>(() => days.ToListAsync<Summed>(CancellationToken.None));
    }

    [Theory]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999998", "1", "99999999999999999999999999999999999999")]
    [InlineData("DECIMAL(38,2)", "-999999999999999999999999999999999999.98", "-0.01", "-999999999999999999999999999999999999.99")]
    public async Task Sum_of_as_many_digits_as_a_decimal_has_is_the_sum(string type, string one, string other, string sum)
    {
        Server.Register("orders.sums", PortType.Table, ("n", type), ("at", "TIMESTAMP"));
        Server.ServeRows("orders.sums", new { n = one, at = "2017-11-24T00:00:00Z" }, new { n = other, at = "2017-11-24T01:00:00Z" });
        var days = (await SubscribeAsync("orders.sums")).GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("n", "n"));

        Assert.Equal(sum, Assert.Single(await days.ToListAsync<Summed>(CancellationToken.None)).N);
    }

    private static object Weighed(string kg, int day) => JsonElement.Parse($$"""{"kg":{{kg}},"at":"2017-11-{{day}}T00:00:00Z"}""");

    private sealed record Weight(double? Kg, double? Mean = null);

    private sealed record Summed(string N);
}
