using MeshStarter.Contracts.Descriptors;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Refill;
using MeshStarter.Sdk.Tests.Outbox;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

public sealed class RefillChoiceTests
{
    [Theory]
    [InlineData("order_placed@1", null)]
    [InlineData("order_placed@1, order_placed", "order_placed")]
    [InlineData("order_placed, order_placed@1, order_placed@2", "order_placed@2")]
    [InlineData("order_placed_lines@2, orders", null)]
    public void Newest_major_version_is_filled_by_its_own_refill_or_by_one_of_the_plain_name(string registered, string? expected)
    {
        var newest = new OwnProduct(OrderPlaced.Descriptor with { Version = new(2, 0, 0) }, "", "");

        Assert.Equal(expected, RefillEndpoints.Find(newest, registered.Split(", ").Select(name => new Named(name)))?.Product);
    }

    [Fact]
    public void Refill_of_a_table_is_one_of_the_major_version_of_its_record() =>
        Assert.Equal("daily_totals@1", new TableRefill<FirstTotals, FirstTotals>("totals.days", "day", row => row, publisher: null!).Product);

    private sealed record FirstTotals : IPublishedRow
    {
        static string IProductRow.Product => "checked.daily_totals@1";

        static IReadOnlyList<ColumnDefinition> IProductRow.Columns => [];
    }

    private sealed class Named(string product) : IRefill
    {
        public string Product => product;

        public Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
