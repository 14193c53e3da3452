using MeshStarter.Payments.Billing;
using MeshStarter.Payments.Consumes;
using MeshStarter.Payments.Products.DailyRevenue;
using MeshStarter.Payments.Products.FactPaymentEvents;
using MeshStarter.ServiceDefaults.Validation;

namespace MeshStarter.Payments.Tests;

/// <summary>Payments and order events in, payment events and revenue out.</summary>
public sealed class RevenueTests
{
    // One in the morning of the second in UTC is ten in the evening of the first in Brazil.
    private static readonly DateTimeOffset Placed = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly LocalDay = new(2026, 3, 1);
    private static readonly Guid OrderId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000001");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Payment_and_its_order_meet_in_either_order(bool isPaymentFirst)
    {
        await using var domain = await TestDomain.StartAsync<DailyRevenueRow>(BillingServices.AddBilling);
        var service = domain.Get<PaymentService>();
        Func<Task>[] steps = [() => service.RecordAsync([Payment(1, 10.25m), Payment(2, 5m)], CancellationToken.None), () => PlaceAsync(domain)];
        foreach (var step in isPaymentFirst ? steps : steps.Reverse())
        {
            Assert.Empty(await domain.RowsAsync<DailyRevenueRow>());
            await step();
        }

        Assert.Equal([new DailyRevenueRow(LocalDay, 1, 2, 15.25m)], await domain.RowsAsync<DailyRevenueRow>());
        Assert.Equal(
            [(OrderId, 1, "credit_card", 3, 10.25m, Placed), (OrderId, 2, "credit_card", 3, 5m, Placed)],
            (await domain.RowsAsync<PaymentEvent>()).Select(paid => (paid.OrderId, paid.PaymentSequential, paid.PaymentType, paid.Installments, paid.Amount, paid.OccurredAt)).Order());
        Assert.Empty(await domain.FailedChecksAsync<DailyRevenueRow>());
        Assert.Empty(await domain.FailedChecksAsync<PaymentEvent>());
    }

    [Fact]
    public async Task Payment_that_is_recorded_again_changes_nothing()
    {
        await using var domain = await TestDomain.StartAsync<DailyRevenueRow>(BillingServices.AddBilling);
        await PlaceAsync(domain);

        await domain.Get<PaymentService>().RecordAsync([Payment(1, 10m), Payment(1, 99m)], CancellationToken.None);
        await domain.Get<PaymentService>().RecordAsync([Payment(1, 99m)], CancellationToken.None);

        Assert.Equal([new DailyRevenueRow(LocalDay, 1, 1, 10m)], await domain.RowsAsync<DailyRevenueRow>());
    }

    [Fact]
    public async Task Payments_without_their_order_are_listed_a_page_at_a_time()
    {
        await using var domain = await TestDomain.StartAsync<DailyRevenueRow>(BillingServices.AddBilling);
        var service = domain.Get<PaymentService>();
        await service.RecordAsync([Payment(2, 5m), Payment(1, 10m) with { OccurredAt = Placed }], CancellationToken.None);

        Assert.Equal(2, await service.CountUnmatchedAsync(CancellationToken.None));
        Assert.Equal([Payment(1, 10m) with { OccurredAt = Placed }], await service.UnmatchedAsync(after: null, 1, CancellationToken.None));
        Assert.Equal([Payment(2, 5m)], await service.UnmatchedAsync(new PaymentKey(OrderId, 1), 10, CancellationToken.None));
    }

    [Theory]
    [InlineData("payment_sequential", "The first payment of an order is 1, the next 2.")]
    [InlineData("payment_type", "A type of 1 to 100 characters is needed, such as credit_card.")]
    [InlineData("installments", "A payment has 0 or more installments.")]
    [InlineData("amount", "An amount has at most two decimals and is less than 1000000000.")]
    [InlineData("occurred_at", "A payment has a time of the years 2000 to 2099; leave it out when it is not known.")]
    public void Payment_that_breaks_a_rule_is_refused_with_its_field(string field, string rule)
    {
        var payment = field switch
        {
            "payment_sequential" => Payment(0, 1m),
            "payment_type" => Payment(1, 1m) with { PaymentType = "" },
            "installments" => Payment(1, 1m) with { Installments = -1 },
            "occurred_at" => Payment(1, 1m) with { OccurredAt = DateTimeOffset.MaxValue },
            _ => Payment(1, 1_000_000_000m),
        };

        var broken = Assert.Single(BodyRules.Broken(payment));

        Assert.Equal((field, rule), (broken.Key, Assert.Single(broken.Value)));
        Assert.Empty(BodyRules.Broken(Payment(1, -999_999_999.99m) with { OccurredAt = Placed }));
    }

    private static Task PlaceAsync(TestDomain domain) => domain.HandleAsync<OrderEventsHandler, OrderPlaced>(
        new OrderPlaced(OrderId, "placed", 15.25m, Placed), new OrderPlaced(OrderId, "paid", 15.25m, Placed.AddHours(1)));

    private static Payment Payment(int number, decimal amount) => new() { OrderId = OrderId, PaymentSequential = number, PaymentType = "credit_card", Installments = 3, Amount = amount };
}
