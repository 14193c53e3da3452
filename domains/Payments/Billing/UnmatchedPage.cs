using System.Text.Json.Serialization;

namespace MeshStarter.Payments.Billing;

/// <summary>A page of the payments that wait for their order.</summary>
/// <param name="Items">Those of this page, by order and number.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last, and said so.</param>
internal sealed record UnmatchedPage(
    IReadOnlyList<Payment> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
