namespace MeshStarter.Payments.Billing;

/// <summary>Payments that wait for their order.</summary>
/// <param name="Items">Those of this page, by order and number.</param>
/// <param name="Total">How many there are in all.</param>
internal sealed record UnmatchedPage(IReadOnlyList<Payment> Items, long Total);
