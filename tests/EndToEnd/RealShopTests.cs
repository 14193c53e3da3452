namespace MeshStarter.EndToEnd;

/// <summary>The published figures of the real shop, and its months.</summary>
[Trait("Category", "Slow")]
public sealed class RealShopTests(RealShopMesh real) : IClassFixture<RealShopMesh>
{
    [SkippableFact]
    public void The_shops_daily_revenue_is_as_published_and_no_row_of_it_is_rejected()
    {
        Skip.If(real.Missing is not null, real.Missing);

        Assert.Equal(506, real.Figures.GetProperty("days").GetInt64());
        Assert.Equal("614156.63", real.Figures.GetProperty("revenue").GetString());
        Assert.Equal("8532.95", real.Figures.GetProperty("black_friday").GetString());
        Assert.All(real.Reports, report => Assert.Equal(0, report.GetProperty("rejected").GetInt64()));
        Assert.Equal(
            new Dictionary<string, long>(StringComparer.Ordinal) { ["orders.csv"] = 3_988, ["order_items.csv"] = 4_485, ["order_payments.csv"] = 4_127, ["customers.csv"] = 3_988, ["products.csv"] = 3_859 },
            real.Reports.SelectMany(report => report.GetProperty("imported").EnumerateObject())
                .GroupBy(file => file.Name, StringComparer.Ordinal).ToDictionary(files => files.Key, files => files.Last().Value.GetInt64(), StringComparer.Ordinal));
    }

    [SkippableFact]
    public void The_shops_months_are_closed_as_the_select_over_its_payments_has_them()
    {
        Skip.If(real.Missing is not null, real.Missing);

        Assert.Equal(26, real.Months!.Labels.Count);
        Assert.All(real.Months.Labels, label => Assert.EndsWith(" succeeded", label, StringComparison.Ordinal));
        Assert.NotEmpty(real.Months.Selected);
        Assert.Equal(real.Months.Selected, real.Months.Rows);
    }
}
