using MeshStarter.Payments.Products.FactPaymentEvents;
using MeshStarter.Payments.Products.MonthlyClose;

namespace MeshStarter.Payments.Tests;

/// <summary>Payments of a month in, rows of its closing out.</summary>
public sealed class MonthlyCloseTests
{
    private static readonly DateOnly Month = new(2017, 10, 1);
    private static readonly DateTimeOffset At = new(2017, 10, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid First = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000001");
    private static readonly Guid Second = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000002");

    [Fact]
    public async Task Each_method_has_a_row_with_its_payments_and_refunds()
    {
        var rows = await CloseAsync(
            Event(First, 1, "credit_card", 100.10m), Event(First, 2, "voucher", 20m), Event(First, 3, "voucher", 5.05m), Event(Second, 1, "credit_card", 50m), Event(First, 4, "credit_card", -30.10m));

        Assert.Equal(
            [new MonthlyCloseRow(Month, "credit_card", 2, 2, 1, 150.10m, 30.10m, 120.00m), new MonthlyCloseRow(Month, "voucher", 1, 2, 0, 25.05m, 0m, 25.05m)],
            rows);
    }

    [Fact]
    public async Task Method_with_refunds_alone_has_a_negative_net() =>
        Assert.Equal([new MonthlyCloseRow(Month, "boleto", 1, 0, 2, 0m, 15m, -15m)], await CloseAsync(Event(First, 1, "boleto", -10m), Event(First, 2, "boleto", -5m)));

    [Fact]
    public async Task Payment_of_nothing_is_a_payment() =>
        Assert.Equal([new MonthlyCloseRow(Month, "not_defined", 1, 1, 0, 0m, 0m, 0m)], await CloseAsync(Event(First, 1, "not_defined", 0m)));

    [Fact]
    public async Task Month_without_payments_has_no_rows() => Assert.Empty(await CloseAsync());

    private static async Task<IReadOnlyList<MonthlyCloseRow>> CloseAsync(params IEnumerable<PaymentEvent> events) =>
        [.. (await MonthlyClosePipeline.Close(Month, events.ToAsyncEnumerable()).ToListAsync()).OrderBy(row => row.PaymentType, StringComparer.Ordinal)];

    private static PaymentEvent Event(Guid order, int number, string type, decimal amount) => new(Guid.NewGuid(), order, number, type, 1, amount, At);
}
